//! DMARC: what receivers are told to do with mail that neither SPF nor DKIM speaks for.

use domain::wire::{CheckName, CheckStatus, DoctorCheck};

use super::{check, not_asked, publishing, spf::is_name};
use crate::{Flow, port::NoAnswer};

impl Flow {
    /// The policy of a domain, its own or that of the domain above (RFC 7489, section 6.6.3).
    /// `aligned`: From is always the default sender's.
    pub(super) async fn dmarc(&self, domain: &str, aligned: bool) -> DoctorCheck {
        let mut at = domain;
        while is_name(at) {
            match self.dmarc_records(at).await {
                Ok(records) if records.is_empty() => {}
                Ok(records) => return judged(&records, at, domain, aligned),
                Err(error) => return not_asked(CheckName::Dmarc, &error),
            }
            at = at.split_once('.').map_or("", |(_, above)| above);
        }
        publishing(
            line(
                CheckStatus::Missing,
                "none",
                format!(
                    "{domain} ne publie pas de DMARC : commencez par p=none, qui ne change rien et vous informe."
                ),
                format!(
                    "{domain} publishes no DMARC record: begin with p=none, which changes nothing and informs you."
                ),
            ),
            format!("v=DMARC1; p=none; rua=mailto:postmaster@{domain}"),
        )
    }

    async fn dmarc_records(&self, domain: &str) -> Result<Vec<String>, NoAnswer> {
        let name = format!("_dmarc.{domain}");
        match self.world.mail_in.names.texts_of(&name).await {
            Ok(texts) => Ok(texts.into_iter().filter(|text| is_dmarc(text)).collect()),
            Err(NoAnswer::Missing) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

fn is_dmarc(text: &str) -> bool {
    let version = text.split(';').next().unwrap_or_default();
    let version: String = version.split_whitespace().collect();
    version == "v=DMARC1"
}

fn tag(record: &str, wanted: &str) -> Option<String> {
    record.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case(wanted)
            .then(|| value.trim().to_lowercase())
    })
}

fn judged(records: &[String], at: &str, domain: &str, aligned: bool) -> DoctorCheck {
    let [record] = records else {
        return line(
            CheckStatus::Wrong,
            "permerror",
            format!(
                "{at} publie plusieurs enregistrements DMARC : n’en gardez qu’un, sinon aucun ne compte."
            ),
            format!("{at} publishes several DMARC records: keep one, else none counts."),
        );
    };
    let policy = if at == domain {
        tag(record, "p")
    } else {
        tag(record, "sp").or_else(|| tag(record, "p"))
    };
    let policy = policy.unwrap_or_default();
    if !["none", "quarantine", "reject"].contains(&policy.as_str()) {
        let found = line(
            CheckStatus::Wrong,
            "permerror",
            format!("Le DMARC de {at} n’a pas de politique (p=none, quarantine ou reject)."),
            format!("The DMARC record of {at} has no policy (p=none, quarantine or reject)."),
        );
        return publishing(
            found,
            format!("v=DMARC1; p=none; rua=mailto:postmaster@{at}"),
        );
    }
    let (fr, en) = if aligned {
        (
            "L’expéditeur par défaut est toujours dans From : l’alignement tient.",
            "The default sender always stands in From: alignment holds.",
        )
    } else {
        (
            "Les mails partent au nom de la personne : si son domaine n’est pas celui-ci, DMARC échoue chez elle. \
             « Toujours l’expéditeur par défaut » l’évite.",
            "Mails leave in the person's name: where its domain is another, DMARC fails there. \
             \"Always the default sender\" avoids that.",
        )
    };
    line(
        CheckStatus::Configured,
        &policy,
        format!("DMARC est publié (p={policy}). {fr}"),
        format!("DMARC is published (p={policy}). {en}"),
    )
}

fn line(
    status: CheckStatus,
    result: &str,
    fr: impl Into<String>,
    en: impl Into<String>,
) -> DoctorCheck {
    check(CheckName::Dmarc, status, result, fr, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_and_what_breaks_it_is_told() {
        let judge = |records: &[&str], at: &str| {
            let records: Vec<String> = records.iter().map(|text| (*text).to_owned()).collect();
            let check = judged(&records, at, "a.example.org", true);
            (check.status, check.result)
        };
        let ok = |policy: &str| (CheckStatus::Configured, policy.to_owned());
        let broken = (CheckStatus::Wrong, "permerror".to_owned());
        assert_eq!(
            judge(&["v=DMARC1; p=Reject"], "a.example.org"),
            ok("reject")
        );
        assert_eq!(
            judge(&["v=DMARC1; p=reject; sp=none"], "example.org"),
            ok("none")
        );
        assert_eq!(judge(&["v=DMARC1"], "a.example.org"), broken);
        assert_eq!(
            judge(&["v=DMARC1; p=none", "v=DMARC1; p=none"], "a.example.org"),
            broken
        );
    }
}
