//! What tickets and mail name by id: inboxes and people.

use domain::id::{InboxId, UserId};
use domain::right::Principal;
use domain::wire::{Inbox, PrincipalName};
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem};
use crate::i18n::Locale;
use crate::say;

/// The inboxes that the reader reads, and the people whom the reader may name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeskNames {
    pub inboxes: Vec<Inbox>,
    people: Vec<PrincipalName>,
}

impl DeskNames {
    pub async fn fetch(api: Api) -> Result<Self, Problem> {
        Ok(Self {
            inboxes: api.inboxes().await?,
            people: api.principals().await?,
        })
    }

    /// An inbox's name. Its tickets outlive it.
    pub fn inbox(&self, i18n: Locale, id: InboxId) -> String {
        let known = self.inboxes.iter().find(|inbox| inbox.id == id);
        known.map_or_else(
            || say!(i18n, desk.inbox_removed).to_owned(),
            |inbox| inbox.name.clone(),
        )
    }

    /// A person's name; those who manage nothing are told their own only.
    pub fn person(&self, i18n: Locale, id: UserId) -> String {
        let known = self
            .people
            .iter()
            .find(|known| known.principal == Principal::User(id));
        known.map_or_else(
            || say!(i18n, desk.colleague).to_owned(),
            |known| known.name.clone(),
        )
    }

    /// The people, by id and name.
    pub fn people(&self) -> impl Iterator<Item = (UserId, &str)> {
        self.people
            .iter()
            .filter_map(|known| match known.principal {
                Principal::User(id) => Some((id, known.name.as_str())),
                Principal::Group(_) | Principal::Everyone | Principal::Depositor => None,
            })
    }
}
