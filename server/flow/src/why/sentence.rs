//! The answer in one sentence, in both languages.

use domain::{
    event::{Event, Reason},
    time::Timestamp,
    wire::Words,
};

use super::end::{Cause, End};

/// What a sentence speaks of.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// The person's name, or the address.
    pub(super) who: String,
    /// The path of the file, or of the folder; empty where it may not be named.
    pub(super) what: String,
}

impl Told {
    /// About a deposit; `named`: its path may be told.
    pub(super) fn about(deposit: &Event, named: bool) -> Self {
        let path = deposit.path.clone().unwrap_or_default();
        Self {
            what: if named { path } else { String::new() },
            ..Self::default()
        }
    }

    /// The file, or that it may not be named.
    pub(super) fn file(&self) -> Words {
        if self.what.is_empty() {
            return words(
                "un fichier d’un dossier que vous ne pouvez plus lire",
                "a file in a folder you may no longer read",
            );
        }
        Words {
            fr: format!("« {} »", self.what),
            en: format!("“{}”", self.what),
        }
    }
}

pub(super) fn words(fr: &str, en: &str) -> Words {
    Words {
        fr: fr.to_owned(),
        en: en.to_owned(),
    }
}

/// `2026-11-22 14:05 UTC`.
pub(super) fn time(at: Timestamp) -> String {
    let text = at.to_string();
    format!("{} {} UTC", &text[..10], &text[11..16])
}

/// Of several ends the first, then what became of other addresses.
pub(super) fn of(ends: &[End], told: &Told) -> Words {
    let others = ends
        .iter()
        .skip(1)
        .filter(|end| end.to.is_some() || end.cause == Cause::Skipped(Reason::AddressSuspended));
    let mut all = Words::default();
    for end in ends.iter().take(1).chain(others) {
        let one = sentence(end, told);
        for (whole, part) in [(&mut all.fr, one.fr), (&mut all.en, one.en)] {
            if !whole.is_empty() {
                whole.push(' ');
            }
            whole.push_str(&part);
        }
    }
    all
}

fn sentence(end: &End, told: &Told) -> Words {
    let Words { fr, en } = told.file();
    let to = end.to.as_ref().map_or(told.who.as_str(), |to| to.as_str());
    let answer = end.event.as_ref().map(answer).unwrap_or_default();
    let because = |reason: Reason| because(reason);
    match end.cause {
        Cause::Accepted => {
            let at = end
                .event
                .as_ref()
                .map(|event| time(event.at))
                .unwrap_or_default();
            Words {
                fr: format!(
                    "Le mail sur {fr} pour {to} est parti le {at} : le relais l’a accepté{answer}."
                ),
                en: format!("The mail about {en} to {to} left on {at}: the relay took it{answer}."),
            }
        }
        Cause::Bounced => Words {
            fr: format!("Le mail sur {fr} pour {to} est revenu après avoir été accepté{answer}."),
            en: format!("The mail about {en} to {to} came back after it had been taken{answer}."),
        },
        Cause::Skipped(reason) => {
            let why = because(reason);
            Words {
                fr: format!("Aucun mail sur {fr} pour {to} : {}.", why.fr),
                en: format!("No mail about {en} to {to}: {}.", why.en),
            }
        }
        Cause::Failed(reason) => {
            let why = because(reason);
            Words {
                fr: format!(
                    "Le mail sur {fr} pour {to} n’a pas pu partir : {}{answer}.",
                    why.fr
                ),
                en: format!(
                    "The mail about {en} to {to} could not be sent: {}{answer}.",
                    why.en
                ),
            }
        }
        _ => waiting(end, told, to),
    }
}

fn waiting(end: &End, told: &Told, to: &str) -> Words {
    let Words { fr, en } = told.file();
    let due = end.due.map_or_else(
        || words("bientôt", "soon"),
        |due| Words {
            fr: format!("le {}", time(due)),
            en: format!("on {}", time(due)),
        },
    );
    match end.cause {
        Cause::Retrying(reason) => retried(&because(reason), &due, &told.file(), to),
        Cause::RelayPaused(reason) => paused(&because(reason), &told.file(), to),
        Cause::Queued => Words {
            fr: format!("Le mail sur {fr} pour {to} est prêt et part {}.", due.fr),
            en: format!(
                "The mail about {en} to {to} is ready and leaves {}.",
                due.en
            ),
        },
        Cause::Collecting => Words {
            fr: format!(
                "Le mail sur {fr} pour {to} n’est pas encore parti : l’alerte rassemble encore les dépôts, il part {}.",
                due.fr
            ),
            en: format!(
                "The mail about {en} to {to} has not left yet: the alert still gathers deposits, it leaves {}.",
                due.en
            ),
        },
        Cause::Unread => Words {
            fr: format!(
                "Le mail sur {fr} pour {to} n’est pas encore parti : le dépôt vient d’être fait."
            ),
            en: format!(
                "The mail about {en} to {to} has not left yet: the deposit was made just now."
            ),
        },
        cause => none(cause, &told.file(), to),
    }
}

fn retried(why: &Words, due: &Words, Words { fr, en }: &Words, to: &str) -> Words {
    Words {
        fr: format!(
            "Le mail sur {fr} pour {to} sera de nouveau essayé {} : {}.",
            due.fr, why.fr
        ),
        en: format!(
            "The mail about {en} to {to} is tried again {}: {}.",
            due.en, why.en
        ),
    }
}

fn paused(why: &Words, Words { fr, en }: &Words, to: &str) -> Words {
    Words {
        fr: format!(
            "Le mail sur {fr} pour {to} attend, rien n’est perdu : l’envoi est suspendu, car {}.",
            why.fr
        ),
        en: format!(
            "The mail about {en} to {to} waits, nothing is lost: sending is paused because {}.",
            why.en
        ),
    }
}

fn none(cause: Cause, Words { fr, en }: &Words, to: &str) -> Words {
    let (why_fr, why_en) = match cause {
        Cause::Before(Reason::Unsubscribed) => (
            "le désabonnement avait été demandé avant ce dépôt",
            "the alert had been unsubscribed from before this deposit",
        ),
        Cause::Before(_) => (
            "l’alerte avait été supprimée avant ce dépôt",
            "the alert had been removed before this deposit",
        ),
        Cause::AlertLater => (
            "l’alerte a été créée après ce dépôt, et une alerte n’annonce rien d’antérieur",
            "the alert was made after this deposit, and an alert tells of nothing older",
        ),
        Cause::NotRecursive => (
            "l’alerte porte sur un dossier au-dessus, sans ses sous-dossiers",
            "the alert is on a folder above, without the folders below it",
        ),
        Cause::OtherKind => (
            "l’alerte ne porte pas sur ce genre de dépôt (nouveau fichier ou nouvelle version)",
            "the alert is not about this kind of deposit (new file or new version)",
        ),
        Cause::JoinedLater => (
            "l’entrée dans le groupe abonné est postérieure à ce dépôt",
            "the subscribed group was joined after this deposit",
        ),
        Cause::NoAccount => (
            "personne n’avait alors ce compte ou cette adresse",
            "nobody had this account or address then",
        ),
        Cause::NoDeposit => ("rien n’y a été déposé", "nothing was deposited there"),
        Cause::NoMail => {
            return Words {
                fr: format!("Le journal ne connaît aucun mail pour {to}."),
                en: format!("The journal knows of no mail to {to}."),
            };
        }
        Cause::Expired => {
            return Words {
                fr: format!(
                    "Le journal ne remonte pas assez loin pour dire ce qu’est devenu un mail sur {fr} pour {to}."
                ),
                en: format!(
                    "The journal does not reach back far enough to say what became of a mail about {en} to {to}."
                ),
            };
        }
        _ => (
            "il n’y avait pas d’alerte sur ce dossier",
            "there was no alert on this folder",
        ),
    };
    Words {
        fr: format!("Aucun mail sur {fr} n’était prévu pour {to} : {why_fr}."),
        en: format!("No mail about {en} was due to {to}: {why_en}."),
    }
}

/// ` (250 2.0.0 queued)`, the relay's own words; nothing where it said nothing.
pub(super) fn answer(event: &Event) -> String {
    let Some(mail) = &event.mail else {
        return String::new();
    };
    let code = mail.smtp_code.map(|code| code.to_string());
    let parts = [code, mail.smtp_enhanced.clone(), mail.smtp_text.clone()];
    let mut said: Vec<String> = Vec::new();
    for part in parts.into_iter().flatten() {
        let text = part.trim();
        // Some replies repeat their codes in the words.
        if !text.is_empty() && !said.iter().any(|known| known == text) {
            said.push(text.to_owned());
        }
    }
    if said.is_empty() {
        String::new()
    } else {
        format!(" ({})", said.join(" "))
    }
}

/// A reason as the end of a sentence.
pub(super) fn because(reason: Reason) -> Words {
    let (fr, en) = match reason {
        Reason::AlertRemoved => (
            "l’alerte avait été supprimée, ou ne visait plus cette personne",
            "the alert had been removed, or no longer meant this person",
        ),
        Reason::UserDisabled => ("le compte est désactivé", "the account is switched off"),
        Reason::OwnAction => (
            "c’est son propre dépôt, et l’alerte ne porte que sur ceux des autres",
            "it is one’s own deposit, and the alert tells only of those of others",
        ),
        Reason::FolderDeleted => (
            "le dossier avait été mis à la corbeille",
            "the folder had been put in the trash",
        ),
        Reason::FileDeleted => (
            "le fichier avait été supprimé avant l’envoi",
            "the file had been deleted before the mail was to leave",
        ),
        Reason::FileMoved => (
            "le fichier avait été déplacé hors du dossier suivi",
            "the file had been moved out of the subscribed folder",
        ),
        Reason::NoReadRight => (
            "il n’y avait plus de droit de lecture sur le dossier",
            "there was no right to read the folder",
        ),
        Reason::NoAddress => (
            "il n’y avait personne, ou pas d’adresse, à qui écrire",
            "there was nobody, or no address, to write to",
        ),
        Reason::AddressInvalid => ("l’adresse n’est pas valable", "the address is not valid"),
        Reason::AddressSuspended => (
            "l’adresse est suspendue après plusieurs refus",
            "the address is suspended after several refusals",
        ),
        Reason::Unsubscribed => (
            "le désabonnement avait été demandé",
            "the alert had been unsubscribed from",
        ),
        Reason::SmtpNotConfigured => ("aucun serveur d’envoi n’est réglé", "no mail server is set"),
        Reason::Cancelled => (
            "l’envoi avait été annulé à la main",
            "it had been cancelled by hand",
        ),
        Reason::Duplicate => (
            "le même mail était déjà parti",
            "the same mail had already left",
        ),
        _ => return refused(reason),
    };
    words(fr, en)
}

fn refused(reason: Reason) -> Words {
    let (fr, en) = match reason {
        Reason::RefusedRecipient => (
            "le serveur a refusé le destinataire",
            "the server refused the recipient",
        ),
        Reason::RefusedSender => (
            "le serveur a refusé l’expéditeur",
            "the server refused the sender",
        ),
        Reason::RefusedContent => ("le contenu a été refusé", "the content was refused"),
        Reason::AuthFailed => (
            "le serveur d’envoi refuse le nom ou le mot de passe",
            "the mail server refuses the name or the password",
        ),
        Reason::TlsFailed => (
            "la connexion chiffrée au serveur d’envoi a échoué",
            "the encrypted connection to the mail server failed",
        ),
        Reason::Unreachable => (
            "le serveur d’envoi n’est pas joignable",
            "the mail server cannot be reached",
        ),
        Reason::Expired => (
            "tous les essais ont échoué pendant trop longtemps",
            "all tries failed for too long",
        ),
        Reason::InDoubt => (
            "on ne sait pas si le serveur l’avait déjà pris quand Colombier s’est arrêté",
            "it is not known whether the server had taken it when Colombier stopped",
        ),
        other => return words(other.code(), other.code()),
    };
    words(fr, en)
}

#[cfg(test)]
mod tests {
    use domain::event::Stamp;

    use super::*;
    use crate::why::advice;

    const CAUSES: [Cause; 14] = [
        Cause::Accepted,
        Cause::Bounced,
        Cause::Queued,
        Cause::Collecting,
        Cause::Unread,
        Cause::NoAlert,
        Cause::AlertLater,
        Cause::NotRecursive,
        Cause::OtherKind,
        Cause::JoinedLater,
        Cause::NoAccount,
        Cause::NoDeposit,
        Cause::NoMail,
        Cause::Expired,
    ];

    fn every() -> Vec<Cause> {
        let reasons = Reason::ALL.iter().flat_map(|reason| {
            [
                Cause::Skipped(*reason),
                Cause::Failed(*reason),
                Cause::Retrying(*reason),
                Cause::RelayPaused(*reason),
            ]
        });
        let before = [Reason::Unsubscribed, Reason::AlertRemoved].map(Cause::Before);
        CAUSES.into_iter().chain(reasons).chain(before).collect()
    }

    fn told() -> Told {
        Told {
            who: "ana@b.org".to_owned(),
            what: "/In/a.txt".to_owned(),
        }
    }

    #[test]
    fn every_end_has_its_own_sentence_in_both_languages_that_names_who_and_what() {
        let mut known = Vec::new();
        for cause in every() {
            let Words { fr, en } = of(&[End::of(cause)], &told());
            assert!(fr.ends_with('.') && en.ends_with('.'), "{cause:?}");
            assert!(
                fr.contains("ana@b.org") && en.contains("ana@b.org"),
                "{cause:?}: {en}"
            );
            assert!(
                cause == Cause::NoMail || en.contains("/In/a.txt"),
                "{cause:?}: {en}"
            );
            assert!(
                !known.contains(&fr) && !known.contains(&en),
                "{cause:?}: {en}"
            );
            known.extend([fr, en]);
        }
    }

    #[test]
    fn every_reason_has_words_of_its_own_and_none_is_a_code() {
        for reason in Reason::ALL {
            let Words { fr, en } = because(*reason);
            assert!(
                fr.contains(' ') && en.contains(' ') && fr != en,
                "{reason}: {fr} / {en}"
            );
        }
    }

    #[test]
    fn every_end_that_someone_can_act_on_says_what_to_do() {
        for cause in every() {
            let Words { fr, en } = advice::of(&End::of(cause), &told());
            let nothing = matches!(
                cause,
                Cause::Queued
                    | Cause::Collecting
                    | Cause::Unread
                    | Cause::NoDeposit
                    | Cause::NoMail
            );
            assert_eq!(fr.is_empty(), nothing, "{cause:?}");
            assert_eq!(en.is_empty(), nothing, "{cause:?}");
        }
    }

    #[test]
    fn what_may_not_be_named_is_not_named() {
        let mut deposit = Event::draft(
            &Stamp::system(Timestamp::from_ms(0)),
            domain::event::ObjectType::File,
            domain::event::Action::Add,
        );
        deposit.path = Some("/Secret/a.txt".to_owned());
        let hidden = of(&[End::of(Cause::NoAlert)], &Told::about(&deposit, false));
        assert!(!hidden.en.contains("Secret") && !hidden.fr.contains("Secret"));
    }
}
