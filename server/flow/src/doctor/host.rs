//! Where answers go (MX), and what one's own sending server looks like (PTR, EHLO).

use std::net::IpAddr;

use domain::wire::{CheckName, CheckStatus, DoctorCheck};

use super::{check, not_asked, publishing, spf::is_name};
use crate::{Flow, port::NoAnswer};

impl Flow {
    /// Whether answers to the domain arrive anywhere.
    pub(super) async fn exchanges(&self, domain: &str) -> DoctorCheck {
        let line = |status, result: &str, fr: String, en: String| {
            check(CheckName::Mx, status, result, fr, en)
        };
        if !is_name(domain) {
            return line(
                CheckStatus::Missing,
                "none",
                "Il n’y a pas de tel domaine.".to_owned(),
                "There is no such domain.".to_owned(),
            );
        }
        match self.world.mail_in.names.exchanges_of(domain).await {
            Ok(hosts) if hosts.iter().all(String::is_empty) => line(
                CheckStatus::Wrong,
                "fail",
                format!("{domain} dit ne recevoir aucun mail (MX nul) : les réponses se perdent."),
                format!("{domain} says that it takes no mail (null MX): answers are lost."),
            ),
            Ok(hosts) => line(
                CheckStatus::Configured,
                "pass",
                format!("Les réponses vont à {}.", hosts.join(", ")),
                format!("Answers go to {}.", hosts.join(", ")),
            ),
            Err(NoAnswer::Missing) => line(
                CheckStatus::Missing,
                "none",
                format!("{domain} n’a pas de MX : les réponses risquent de se perdre."),
                format!("{domain} has no MX: answers may be lost."),
            ),
            Err(error) => not_asked(CheckName::Mx, &error),
        }
    }

    /// Whether the sending address has a name that leads back to it.
    pub(super) async fn reverse(&self, address: IpAddr) -> DoctorCheck {
        let names = match self.world.mail_in.names.names_of(address).await {
            Ok(names) => names,
            Err(NoAnswer::Missing) => {
                return check(
                    CheckName::Ptr,
                    CheckStatus::Missing,
                    "none",
                    format!(
                        "{address} n’a pas de nom (PTR) : demandez-en un à votre fournisseur d’accès."
                    ),
                    format!("{address} has no name (PTR): ask your provider for one."),
                );
            }
            Err(error) => return not_asked(CheckName::Ptr, &error),
        };
        for name in &names {
            let back = self.world.mail_in.names.addresses_of(name).await;
            if back.is_ok_and(|addresses| addresses.contains(&address)) {
                return check(
                    CheckName::Ptr,
                    CheckStatus::Configured,
                    "pass",
                    format!("{address} s’appelle {name}, et ce nom y ramène."),
                    format!("{address} is called {name}, and that name leads back to it."),
                );
            }
        }
        check(
            CheckName::Ptr,
            CheckStatus::Wrong,
            "fail",
            format!(
                "{address} s’appelle {}, mais ce nom n’y ramène pas.",
                names.join(", ")
            ),
            format!(
                "{address} is called {}, but that name does not lead back.",
                names.join(", ")
            ),
        )
    }

    /// Whether the name that the sending server gives itself leads to its address.
    pub(super) async fn ehlo(&self, address: IpAddr, helo: &str) -> DoctorCheck {
        let wrong = |status, result: &str| {
            let record = match address {
                IpAddr::V4(_) => format!("{helo}. A {address}"),
                IpAddr::V6(_) => format!("{helo}. AAAA {address}"),
            };
            publishing(
                check(
                    CheckName::Ehlo,
                    status,
                    result,
                    format!("Le nom {helo} que donne le serveur ne mène pas à {address}."),
                    format!("The name {helo} that the server gives does not lead to {address}."),
                ),
                record,
            )
        };
        match self.world.mail_in.names.addresses_of(helo).await {
            Ok(addresses) if addresses.contains(&address) => check(
                CheckName::Ehlo,
                CheckStatus::Configured,
                "pass",
                format!("Le nom {helo} que donne le serveur mène à {address}."),
                format!("The name {helo} that the server gives leads to {address}."),
            ),
            Ok(_) => wrong(CheckStatus::Wrong, "fail"),
            Err(NoAnswer::Missing) => wrong(CheckStatus::Missing, "none"),
            Err(error) => not_asked(CheckName::Ehlo, &error),
        }
    }
}
