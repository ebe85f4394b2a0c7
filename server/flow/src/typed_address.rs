//! An address as it is typed: whether it is one, whether its domain takes mail, and what was probably meant.

use std::time::Duration;

use domain::{
    address::EmailAddress,
    wire::{AddressCheck, TakesMail},
};
use tokio::time::timeout;

use crate::{Flow, access::Viewer, port::NoAnswer};

/// Who types does not wait longer for the DNS.
const PATIENCE: Duration = Duration::from_secs(3);

/// Domains that many people have addresses at.
const USUAL: [&str; 30] = [
    "aliceadsl.fr",
    "bbox.fr",
    "bluewin.ch",
    "club-internet.fr",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.fr",
    "googlemail.com",
    "hotmail.be",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "live.com",
    "live.fr",
    "neuf.fr",
    "numericable.fr",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "proton.me",
    "protonmail.com",
    "sfr.fr",
    "skynet.be",
    "videotron.ca",
    "wanadoo.fr",
    "yahoo.com",
    "yahoo.fr",
];

/// Real ones that are but a letter away from a usual one.
const REAL: [&str; 12] = [
    "email.com",
    "gmx.at",
    "gmx.net",
    "hotmail.de",
    "hotmail.es",
    "hotmail.se",
    "live.be",
    "mail.com",
    "outlook.de",
    "yahoo.de",
    "yahoo.gr",
    "ymail.com",
];

/// Of a shorter name another one is but a letter away too often.
const SHORTEST: usize = 5;

impl Flow {
    /// Looks at what someone types as an address. Nothing is refused for it: a name server may be wrong, too.
    pub async fn check_typed_address(&self, _viewer: &Viewer, typed: &str) -> AddressCheck {
        let Ok(address) = typed.trim().parse::<EmailAddress>() else {
            return AddressCheck {
                valid: false,
                suggestion: None,
                takes_mail: TakesMail::Unknown,
            };
        };
        let takes_mail = timeout(PATIENCE, self.takes_mail(address.domain())).await;
        AddressCheck {
            valid: true,
            suggestion: meant(&address),
            takes_mail: takes_mail.unwrap_or(TakesMail::Unknown),
        }
    }

    /// RFC 5321, section 5.1: by its MX, else by its own address; RFC 7505: a null MX takes none.
    async fn takes_mail(&self, domain: &str) -> TakesMail {
        let Ok(domain) = idna::domain_to_ascii(domain) else {
            return TakesMail::No;
        };
        let names = &self.world.mail_in.names;
        match names.exchanges_of(&domain).await {
            Ok(hosts) if hosts.iter().all(String::is_empty) => TakesMail::No,
            Ok(_) => TakesMail::Yes,
            Err(NoAnswer::Unknown(_)) => TakesMail::Unknown,
            Err(NoAnswer::Missing) => match names.addresses_of(&domain).await {
                Ok(_) => TakesMail::Yes,
                Err(NoAnswer::Missing) => TakesMail::No,
                Err(NoAnswer::Unknown(_)) => TakesMail::Unknown,
            },
        }
    }
}

/// The address at the usual domain that is one slip of the finger away: a letter too many, missing, wrong, or two
/// exchanged.
fn meant(address: &EmailAddress) -> Option<EmailAddress> {
    let domain = address.domain().to_lowercase();
    let name = domain.split('.').next().unwrap_or_default();
    let is_real = USUAL.contains(&domain.as_str()) || REAL.contains(&domain.as_str());
    if is_real || name.len() < SHORTEST {
        return None;
    }
    let near = |usual: &&str| strsim::osa_distance(usual, &domain) == 1;
    let usual = USUAL.into_iter().find(near)?;
    format!("{}@{usual}", address.local_part()).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_from_a_usual_domain_is_found_and_a_usual_domain_is_left_alone() {
        let meant = |typed: &str| {
            let found = meant(&typed.parse().unwrap());
            found.map(|address| address.to_string())
        };
        let is = |address: &str| Some(address.to_owned());
        assert_eq!(meant("anna@gmial.com"), is("anna@gmail.com"));
        assert_eq!(meant("anna@gmail.con"), is("anna@gmail.com"));
        assert_eq!(meant("Anna.B@oragne.fr"), is("Anna.B@orange.fr"));
        assert_eq!(meant("anna@wanadoo.f"), is("anna@wanadoo.fr"));
        for fine in [
            "anna@gmail.com",
            "anna@gmx.de",
            "anna@live.fr",
            "anna@firm.example",
            "anna@mail.com",
            "anna@hotmail.de",
            "anna@afr.fr",
        ] {
            assert_eq!(meant(fine), None, "{fine}");
        }
    }
}
