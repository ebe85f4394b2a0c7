//! Inboxes of the support desk: the addresses whose mail becomes tickets, and who answers it.

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    id::InboxId,
    right::Right,
    settings::{Settings, SmtpMode, SmtpSettings},
    text::HeaderText,
    time::Timestamp,
};

/// An inbox: its addresses, and how it treats mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// Its name, unique without case; stands before the address in answers.
    pub name: HeaderText,
    /// The address that Colombier receives: mail is forwarded to it.
    pub generated_address: EmailAddress,
    /// Addresses of one's own domains whose host forwards to the generated one. The first is what answers are from.
    pub external_addresses: Vec<EmailAddress>,
    /// Off: a message waits in Received until someone makes a ticket of it.
    pub automatic_tickets: bool,
    /// Whether a new ticket is acknowledged to its customer.
    pub acknowledge: bool,
    /// Stands below answers.
    #[serde(default)]
    pub signature: String,
    /// Who may read its tickets, answer them (`write`), and change the inbox (`manage`).
    #[serde(default)]
    pub rights: Vec<Right>,
    /// Its own server, by which its answers leave; `None`: the installation's relay.
    #[serde(default)]
    pub smtp: Option<SmtpSettings>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Inbox {
    /// All of its addresses, the generated one first.
    pub fn addresses(&self) -> impl Iterator<Item = &EmailAddress> {
        std::iter::once(&self.generated_address).chain(&self.external_addresses)
    }

    /// What its answers are from.
    pub fn sender(&self) -> &EmailAddress {
        self.external_addresses
            .first()
            .unwrap_or(&self.generated_address)
    }

    /// The settings by which its answers leave, those of the installation being `settings`.
    pub fn settings(&self, settings: &Settings) -> Settings {
        let mut own = settings.clone();
        own.email.default_sender = Some(self.sender().clone());
        own.smtp = self.smtp.clone().unwrap_or_default();
        own.smtp.mode = SmtpMode::Own;
        own
    }

    /// Whether `address` is one of its own, with or without a plus-tag.
    pub fn has(&self, address: &EmailAddress) -> bool {
        let key = untagged(address);
        self.addresses().any(|own| own.key() == key)
    }
}

/// The key of an address without its plus-tag (RFC 5233): `help+x@example.org` is `help@example.org`.
pub fn untagged(address: &EmailAddress) -> String {
    let local = address.local_part();
    let local = local.split_once('+').map_or(local, |(local, _)| local);
    format!("{local}@{}", address.domain()).to_lowercase()
}
