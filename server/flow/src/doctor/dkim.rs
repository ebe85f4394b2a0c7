//! DKIM: is there a key with which the relay's signatures can be checked?

use data_encoding::BASE64;
use domain::wire::{CheckName, CheckStatus, DoctorCheck};

use super::{check, not_asked, spf::is_name};
use crate::{Flow, port::NoAnswer};

/// Selectors in use with well-known providers: looked at when none is given.
const USUAL: [&str; 14] = [
    "selector1",
    "selector2",
    "google",
    "default",
    "dkim",
    "mail",
    "k1",
    "k2",
    "s1",
    "s2",
    "mailjet",
    "brevo1",
    "gm1",
    "ovh",
];

/// Keys below this are no longer trusted (RFC 8301).
const ENOUGH_BITS: usize = 1024;

impl Flow {
    /// The first selector that has a key; of those given, all must.
    pub(super) async fn dkim(
        &self,
        domain: &str,
        _relay: &str,
        selectors: &[String],
    ) -> DoctorCheck {
        if !is_name(domain) {
            return line(
                CheckStatus::Missing,
                "none",
                "Il n’y a pas de tel domaine.",
                "There is no such domain.",
            );
        }
        if selectors.is_empty() {
            return self.usual(domain).await;
        }
        for selector in selectors {
            let found = self.key(domain, selector).await;
            if found.status != CheckStatus::Configured {
                return found;
            }
        }
        let all = selectors.join(", ");
        line(
            CheckStatus::Configured,
            "pass",
            format!("La clé DKIM est publiée ({all})."),
            format!("The DKIM key is published ({all})."),
        )
    }

    async fn usual(&self, domain: &str) -> DoctorCheck {
        let asked = USUAL.iter().map(|selector| self.key(domain, selector));
        let found = futures::future::join_all(asked).await;
        let is = |status| move |check: &&DoctorCheck| check.status == status;
        let configured = found.iter().find(is(CheckStatus::Configured));
        let wrong = found.iter().find(is(CheckStatus::Wrong));
        let unasked = found.iter().find(is(CheckStatus::Unknown));
        configured.or(wrong).or(unasked).cloned().unwrap_or_else(|| {
            line(
                CheckStatus::Unknown,
                "none",
                "Aucune clé DKIM sous les noms habituels. Si votre hébergeur signe, donnez son sélecteur (s= dans un mail reçu).",
                "No DKIM key under the usual names. If your host signs, give its selector (s= in a mail received).",
            )
        })
    }

    async fn key(&self, domain: &str, selector: &str) -> DoctorCheck {
        let name = format!("{selector}._domainkey.{domain}");
        match self.world.mail_in.names.texts_of(&name).await {
            Ok(texts) => judged(&name, &texts),
            Err(NoAnswer::Missing) => line(
                CheckStatus::Missing,
                "none",
                format!("Aucune clé DKIM à {name}."),
                format!("There is no DKIM key at {name}."),
            ),
            Err(error) => not_asked(CheckName::Dkim, &error),
        }
    }
}

fn judged(name: &str, texts: &[String]) -> DoctorCheck {
    let key = texts.iter().find_map(|text| tag(text, "p"));
    let ed25519 = texts
        .iter()
        .any(|text| tag(text, "k").as_deref() == Some("ed25519"));
    match key.as_deref() {
        None => line(
            CheckStatus::Wrong,
            "permerror",
            format!("L’enregistrement {name} n’est pas une clé DKIM."),
            format!("The record {name} is no DKIM key."),
        ),
        Some("") => line(
            CheckStatus::Wrong,
            "fail",
            format!("La clé DKIM {name} est révoquée."),
            format!("The DKIM key {name} is revoked."),
        ),
        Some(key) => match bits(key, ed25519) {
            None => line(
                CheckStatus::Wrong,
                "permerror",
                format!("La clé DKIM {name} ne peut pas être lue."),
                format!("The DKIM key {name} cannot be read."),
            ),
            Some(bits) if bits < ENOUGH_BITS && !ed25519 => line(
                CheckStatus::Wrong,
                "policy",
                format!("La clé DKIM {name} n’a que {bits} bits : il en faut 2048."),
                format!("The DKIM key {name} has {bits} bits only: it takes 2048."),
            ),
            Some(bits) => line(
                CheckStatus::Configured,
                "pass",
                format!("La clé DKIM est publiée à {name} ({bits} bits)."),
                format!("The DKIM key is published at {name} ({bits} bits)."),
            ),
        },
    }
}

/// The value of a tag (RFC 6376, section 3.2), without white space.
fn tag(record: &str, wanted: &str) -> Option<String> {
    record.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name.trim() == wanted).then(|| value.split_whitespace().collect())
    })
}

/// Bits of a key: of RSA what its modulus has, told by the length of the DER around it.
fn bits(key: &str, ed25519: bool) -> Option<usize> {
    /// What stands around a modulus (`SubjectPublicKeyInfo`, RFC 5280).
    const AROUND: usize = 38;
    let bytes = BASE64.decode(key.as_bytes()).ok()?;
    if ed25519 {
        return (bytes.len() == 32).then_some(256);
    }
    let modulus = bytes.len().checked_sub(AROUND)? * 8;
    (modulus >= 256).then(|| (modulus + 128) / 256 * 256)
}

fn line(
    status: CheckStatus,
    result: &str,
    fr: impl Into<String>,
    en: impl Into<String>,
) -> DoctorCheck {
    check(CheckName::Dkim, status, result, fr, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_judged_by_what_stands_in_it() {
        let judge = |text: &str| {
            let check = judged("s._domainkey.a.org", &[text.to_owned()]);
            (check.status, check.result)
        };
        let of = |bytes: usize| format!("v=DKIM1; k=rsa; p={}", BASE64.encode(&vec![1; bytes]));
        assert_eq!(
            judge(&of(294)),
            (CheckStatus::Configured, "pass".to_owned())
        );
        assert_eq!(judge(&of(94)), (CheckStatus::Wrong, "policy".to_owned()));
        assert_eq!(
            judge("v=DKIM1; p="),
            (CheckStatus::Wrong, "fail".to_owned())
        );
        assert_eq!(judge("hello"), (CheckStatus::Wrong, "permerror".to_owned()));
    }
}
