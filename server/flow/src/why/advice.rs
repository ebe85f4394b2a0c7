//! What can be done, in both languages; nothing where one need only wait.

use domain::{event::Reason, wire::Words};

use super::{
    end::{Cause, End},
    sentence::{Told, answer, words},
};

/// What to do about an end.
pub(super) fn of(end: &End, told: &Told) -> Words {
    match end.cause {
        Cause::Accepted => accepted(end, told),
        Cause::Bounced => words(
            "Vérifiez l’adresse : le serveur du destinataire a renvoyé le mail.",
            "Check the address: the recipient’s server sent the mail back.",
        ),
        Cause::Skipped(reason) | Cause::Before(reason) => skipped(reason),
        Cause::Failed(reason) | Cause::Retrying(reason) | Cause::RelayPaused(reason) => {
            refused(reason)
        }
        cause => none(cause),
    }
}

/// The advice people need when a mail left and was not seen.
fn accepted(end: &End, told: &Told) -> Words {
    let event = end.event.as_ref();
    let mail = event.and_then(|event| event.mail.as_ref());
    let id = mail
        .and_then(|mail| mail.message_id.clone())
        .unwrap_or_default();
    let from = mail.and_then(|mail| mail.from.as_ref());
    let from = from.map_or(told.who.clone(), ToString::to_string);
    let said = event.map(answer).unwrap_or_default();
    Words {
        fr: format!(
            "Regardez dans les indésirables et marquez l’expéditeur {from} comme sûr. S’il n’y est pas, demandez à \
             l’hébergeur de la boîte ce qu’il a fait du message {id}{said}. Un administrateur peut aussi vérifier que \
             le SPF du domaine de l’expéditeur autorise le relais."
        ),
        en: format!(
            "Look in the junk folder and mark the sender {from} as safe. If it is not there, ask the host of the \
             mailbox what it did with message {id}{said}. An administrator can also check that the SPF record of the \
             sender’s domain authorises the relay."
        ),
    }
}

fn skipped(reason: Reason) -> Words {
    match reason {
        Reason::AlertRemoved | Reason::Unsubscribed => words(
            "Pour recevoir les prochains mails, ouvrez le dossier et choisissez « M’avertir ».",
            "To get the next mails, open the folder and choose “Notify me”.",
        ),
        Reason::UserDisabled => words(
            "Un administrateur peut réactiver le compte.",
            "An administrator can switch the account on again.",
        ),
        Reason::OwnAction => words(
            "Pour être averti aussi de ses propres dépôts, cochez-le dans l’alerte.",
            "To be told of one’s own deposits too, tick it in the alert.",
        ),
        Reason::FolderDeleted | Reason::FileDeleted => words(
            "S’il le faut, restaurez-le depuis la corbeille ; les dépôts suivants seront annoncés.",
            "If it is needed, restore it from the trash; later deposits are told of.",
        ),
        Reason::FileMoved => words(
            "Abonnez-vous au dossier où le fichier se trouve maintenant.",
            "Subscribe to the folder where the file is now.",
        ),
        Reason::NoReadRight => words(
            "Demandez le droit de lecture à qui gère le dossier : l’alerte refonctionnera aussitôt.",
            "Ask whoever manages the folder for the right to read: the alert then works again.",
        ),
        _ => address(reason),
    }
}

fn address(reason: Reason) -> Words {
    match reason {
        Reason::NoAddress => words(
            "Ajoutez des membres au groupe, ou une adresse au compte.",
            "Add members to the group, or an address to the account.",
        ),
        Reason::AddressInvalid => words(
            "Corrigez l’adresse dans le profil.",
            "Correct the address in the profile.",
        ),
        Reason::AddressSuspended => words(
            "Vérifiez que la boîte existe et accepte les mails, puis reprenez l’envoi à cette adresse dans le profil.",
            "Check that the mailbox exists and takes mail, then resume sending to this address in the profile.",
        ),
        Reason::Cancelled => words(
            "Le journal dit qui l’a annulé.",
            "The journal says who cancelled it.",
        ),
        Reason::Duplicate => words(
            "Cherchez le premier mail, envoyé à la même adresse.",
            "Look for the first mail, sent to the same address.",
        ),
        other => refused(other),
    }
}

fn refused(reason: Reason) -> Words {
    match reason {
        Reason::SmtpNotConfigured => words(
            "Un administrateur règle le serveur dans Réglages, onglet SMTP.",
            "An administrator sets the server under Settings, tab SMTP.",
        ),
        Reason::RefusedRecipient => words(
            "Vérifiez l’adresse avec la personne : le serveur dit qu’il ne la sert pas.",
            "Check the address with the person: the server says it does not serve it.",
        ),
        Reason::RefusedSender => words(
            "Un administrateur vérifie l’expéditeur par défaut, et coche « toujours l’expéditeur par défaut ».",
            "An administrator checks the default sender, and switches “always the default sender” on.",
        ),
        Reason::RefusedContent => words(
            "Lisez la réponse du serveur ; un filtre antispam ou une limite de taille en est souvent la cause.",
            "Read the server’s answer; a spam filter or a size limit is often the cause.",
        ),
        Reason::AuthFailed => words(
            "Un administrateur corrige le nom et le mot de passe dans Réglages, onglet SMTP : tout ce qui attend partira.",
            "An administrator corrects name and password under Settings, tab SMTP: all that waits then leaves.",
        ),
        Reason::TlsFailed => words(
            "Un administrateur vérifie le port, la sécurité et le certificat avec « Tester » dans Réglages, onglet SMTP.",
            "An administrator checks port, security and certificate with “Test” under Settings, tab SMTP.",
        ),
        Reason::Unreachable => words(
            "Rien à faire si le serveur revient ; sinon, vérifiez son nom et le port dans Réglages, onglet SMTP.",
            "Nothing to do if the server comes back; otherwise check its name and port under Settings, tab SMTP.",
        ),
        Reason::Expired => words(
            "Rendez le serveur joignable, puis déposez de nouveau ou prévenez la personne.",
            "Make the server reachable, then deposit again or tell the person.",
        ),
        Reason::InDoubt => words(
            "S’il arrive deux fois, c’est le même mail : il porte le même Message-ID.",
            "If it arrives twice it is the same mail: it has the same Message-ID.",
        ),
        _ => words(
            "Le journal dit ce qui s’est passé avant.",
            "The journal says what happened before.",
        ),
    }
}

fn none(cause: Cause) -> Words {
    match cause {
        Cause::NoAlert | Cause::AlertLater => words(
            "Pour les prochains dépôts, ouvrez le dossier et choisissez « M’avertir ».",
            "For the next deposits, open the folder and choose “Notify me”.",
        ),
        Cause::NotRecursive => words(
            "Cochez « avec les sous-dossiers » dans l’alerte.",
            "Tick “with the folders below” in the alert.",
        ),
        Cause::OtherKind => words(
            "Cochez aussi l’autre genre de dépôt dans l’alerte.",
            "Tick the other kind of deposit in the alert too.",
        ),
        Cause::JoinedLater => words(
            "Les dépôts suivants sont annoncés ; celui-ci se trouve dans le dossier.",
            "Later deposits are told of; this one is in the folder.",
        ),
        Cause::NoAccount => words(
            "Vérifiez l’adresse, ou créez un compte et abonnez-le.",
            "Check the address, or make an account and subscribe it.",
        ),
        Cause::Expired => words(
            "Prolongez la conservation du journal si de telles questions sont fréquentes.",
            "Keep the journal for longer if such questions are frequent.",
        ),
        _ => Words::default(),
    }
}
