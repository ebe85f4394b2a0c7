//! The mail doctor: what the sender's domain says about its mail in the DNS, and what to publish.

mod dkim;
mod dmarc;
mod host;
mod spf;

use std::net::IpAddr;

use domain::wire::{CheckName, CheckStatus, DoctorCheck, MailDoctor, Words};

use crate::{Flow, FlowError, access::MayAdmin, port::NoAnswer};

/// What is asked; what is left out is taken from the settings.
#[derive(Clone, Debug, Default)]
pub struct DoctorQuestion {
    /// The domain.
    pub domain: Option<String>,
    /// The relay: a host, or the address that mail leaves from.
    pub relay: Option<String>,
    /// Only evaluates SPF, for this address.
    pub ip: Option<IpAddr>,
    /// What the sending server calls itself.
    pub helo: Option<String>,
    /// The envelope's sender.
    pub mail_from: Option<String>,
    /// DKIM selectors to look at.
    pub selectors: Vec<String>,
}

impl Flow {
    /// Looks at a domain.
    pub async fn mail_doctor(
        &self,
        _may: &MayAdmin,
        question: &DoctorQuestion,
    ) -> Result<MailDoctor, FlowError> {
        let directory = self.directory();
        let relay = self.relay_settings(&directory);
        let own = directory.settings().email.default_sender.clone();
        let domain = question
            .domain
            .clone()
            .or_else(|| own.map(|sender| sender.domain().to_owned()))
            .unwrap_or_default();
        let domain = domain.trim().trim_end_matches('.').to_lowercase();
        let ascii = idna::domain_to_ascii(&domain).unwrap_or_default();
        if let Some(ip) = question.ip {
            let check = self.spf_for(&ascii, ip, question).await;
            return Ok(MailDoctor {
                domain,
                checks: vec![check],
            });
        }
        let host = question
            .relay
            .clone()
            .or_else(|| relay.map(|(relay, _)| relay.host));
        let host = host.unwrap_or_default().trim().to_lowercase();
        let aligned = directory.settings().email.always_default_sender;
        let mut checks = vec![
            self.spf(&ascii, &host).await,
            self.dkim(&ascii, &host, &question.selectors).await,
            self.dmarc(&ascii, aligned).await,
            self.exchanges(&ascii).await,
        ];
        if let Ok(address) = host.parse::<IpAddr>() {
            checks.push(self.reverse(address).await);
            let helo = question.helo.clone().unwrap_or_else(|| ascii.clone());
            checks.push(self.ehlo(address, &helo).await);
        }
        Ok(MailDoctor { domain, checks })
    }
}

/// A line of the doctor's.
fn check(
    name: CheckName,
    status: CheckStatus,
    result: &str,
    fr: impl Into<String>,
    en: impl Into<String>,
) -> DoctorCheck {
    DoctorCheck {
        name,
        status,
        result: result.to_owned(),
        reason: Words {
            fr: fr.into(),
            en: en.into(),
        },
        record: None,
    }
}

/// With the record to publish.
fn publishing(check: DoctorCheck, record: impl Into<String>) -> DoctorCheck {
    DoctorCheck {
        record: Some(record.into()),
        ..check
    }
}

/// The DNS could not be asked: that says nothing of the domain.
fn not_asked(name: CheckName, error: &NoAnswer) -> DoctorCheck {
    check(
        name,
        CheckStatus::Unknown,
        "temperror",
        format!("Le DNS n’a pas pu être interrogé ({error}) : réessayez quand le réseau répond."),
        format!("The DNS could not be asked ({error}): try again when the network answers."),
    )
}
