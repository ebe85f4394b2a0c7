//! Inboxes, as their managers see and change them.

use domain::{
    change::{self, InboxChange, NewInbox},
    id::InboxId,
    refusal::{Noun, Refusal},
    right::Right,
    wire::{self, List},
};

use crate::{
    Flow, FlowError,
    access::{MayAdmin, MayManageInbox, Viewer},
    letter::NOWHERE,
    page::Page,
    port::RegistryExt as _,
};

impl Flow {
    /// The inboxes whose tickets the viewer reads, by id.
    pub fn inboxes(&self, viewer: &Viewer, page: &Page<InboxId>) -> List<wire::Inbox> {
        let directory = self.directory();
        let read = directory.inboxes().filter(|inbox| {
            page.goes_on_with(&inbox.id)
                && directory.inbox_level(viewer.person(), inbox.id).is_some()
        });
        page.of(
            read.map(|inbox| wire::Inbox::from(inbox.as_ref())),
            |inbox| inbox.id.to_string(),
        )
    }

    /// One of them.
    pub fn inbox(&self, viewer: &Viewer, id: InboxId) -> Result<wire::Inbox, FlowError> {
        let directory = self.directory();
        let inbox = directory
            .inbox(id)
            .filter(|_| directory.inbox_level(viewer.person(), id).is_some());
        Ok(inbox.ok_or(Refusal::Missing(Noun::Inbox))?.as_ref().into())
    }

    /// Adds an inbox, with an address of its own.
    pub async fn add_inbox(
        &self,
        may: &MayAdmin,
        form: &wire::NewInbox,
    ) -> Result<wire::Inbox, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let new = NewInbox {
            name: form.name.as_str().into(),
            external_addresses: wire::addresses(&form.external_addresses, "external_addresses")?,
            domain: self.mail_domain(),
        };
        let add = move |d: &_, plan: &mut _| change::add_inbox(d, plan, &new, &stamp);
        let inbox = self.world.store.change("adding an inbox", add).await?;
        Ok((&inbox).into())
    }

    /// Changes an inbox.
    pub async fn change_inbox(
        &self,
        may: &MayManageInbox,
        form: &wire::InboxChange,
    ) -> Result<wire::Inbox, FlowError> {
        let (id, stamp) = (*may.inbox(), may.viewer().stamp(self.now()));
        let external = form.external_addresses.as_ref();
        let change = InboxChange {
            name: form.name.as_deref().map(Into::into),
            external_addresses: external
                .map(|texts| wire::addresses(texts, "external_addresses"))
                .transpose()?,
            automatic_tickets: form.automatic_tickets,
            acknowledge: form.acknowledge,
            signature: form.signature.clone(),
        };
        let decide = move |d: &_, plan: &mut _| change::change_inbox(d, plan, id, &change, &stamp);
        let inbox = self.world.store.change("changing an inbox", decide).await?;
        Ok((&inbox).into())
    }

    /// Removes an inbox; its tickets stay.
    pub async fn remove_inbox(&self, may: &MayAdmin, id: InboxId) -> Result<(), FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let remove = move |d: &_, plan: &mut _| change::remove_inbox(d, plan, id, &stamp);
        Ok(self.world.store.change("removing an inbox", remove).await?)
    }

    /// Who may do what in an inbox.
    pub fn inbox_rights(&self, may: &MayManageInbox) -> Result<Vec<wire::Right>, FlowError> {
        let directory = self.directory();
        let inbox = directory
            .inbox(*may.inbox())
            .ok_or(Refusal::Missing(Noun::Inbox))?;
        Ok(inbox.rights.iter().map(Into::into).collect())
    }

    /// Replaces who may do what in an inbox.
    pub async fn set_inbox_rights(
        &self,
        may: &MayManageInbox,
        form: Vec<wire::Right>,
    ) -> Result<Vec<wire::Right>, FlowError> {
        let (id, stamp) = (*may.inbox(), may.viewer().stamp(self.now()));
        let rights: Vec<Right> = form.into_iter().map(Into::into).collect();
        let set = move |d: &_, plan: &mut _| change::set_inbox_rights(d, plan, id, &rights, &stamp);
        let rights = self
            .world
            .store
            .change("giving rights on an inbox", set)
            .await?;
        Ok(rights.iter().map(Into::into).collect())
    }

    /// Where generated addresses are: what the operator says, else the host of the product URL.
    fn mail_domain(&self) -> String {
        let directory = self.directory();
        let url = directory.settings().email.product_url.clone();
        let host = url.as_deref().and_then(host_of);
        let given = self.world.mail_in.domain.clone();
        given.or(host).unwrap_or_else(|| NOWHERE.to_owned())
    }
}

/// The host of a URL, if it is a name with a dot in it: only such a name can have mail.
fn host_of(url: &str) -> Option<String> {
    let host = url.split("://").nth(1)?.split(['/', ':', '?']).next()?;
    let named = host.contains('.') && host.chars().any(char::is_alphabetic);
    named.then(|| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_host_with_a_name_can_have_mail() {
        for (url, host) in [
            ("https://desk.example.org:8443/x", Some("desk.example.org")),
            ("http://127.0.0.1:8080", None),
            ("http://localhost", None),
        ] {
            assert_eq!(host_of(url).as_deref(), host, "{url}");
        }
    }
}
