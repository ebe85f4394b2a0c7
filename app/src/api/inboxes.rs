use domain::id::InboxId;
use domain::wire::{
    Forwarding, ForwardingForm, ForwardingGuide, Inbox, InboxChange, NewInbox, Right, SmtpForm,
    SmtpSettings,
};

use super::{Api, Problem};

impl Api {
    /// The inboxes whose tickets one reads.
    pub async fn inboxes(self) -> Result<Vec<Inbox>, Problem> {
        self.whole("/inboxes").await
    }

    /// One of them.
    pub async fn inbox(self, id: &str) -> Result<Inbox, Problem> {
        self.get(format!("/inboxes/{}", super::encode(id))).await
    }

    /// Makes an inbox (admins).
    pub async fn create_inbox(self, inbox: &NewInbox) -> Result<Inbox, Problem> {
        self.send("POST", "/inboxes".into(), inbox).await
    }

    /// Changes it.
    pub async fn change_inbox(self, id: InboxId, change: &InboxChange) -> Result<Inbox, Problem> {
        self.send("PATCH", format!("/inboxes/{id}"), change).await
    }

    /// Removes it; its tickets stay, for admins.
    pub async fn delete_inbox(self, id: InboxId) -> Result<(), Problem> {
        self.act("DELETE", format!("/inboxes/{id}")).await
    }

    /// How to have mail forwarded to it.
    pub async fn forwarding_guides(self, id: InboxId) -> Result<Vec<ForwardingGuide>, Problem> {
        self.get(format!("/inboxes/{id}/guides")).await
    }

    /// Whether mail to its external addresses comes back to it.
    pub async fn forwarding(self, id: InboxId) -> Result<Vec<Forwarding>, Problem> {
        self.get(format!("/inboxes/{id}/forwarding")).await
    }

    /// Sends a test mail to one of them.
    pub async fn test_forwarding(
        self,
        id: InboxId,
        address: &str,
    ) -> Result<Vec<Forwarding>, Problem> {
        let form = ForwardingForm {
            address: address.to_owned(),
        };
        self.send("POST", format!("/inboxes/{id}/forwarding"), &form)
            .await
    }

    /// The server by which its answers leave, without the password; no host: the installation's.
    pub async fn inbox_smtp(self, id: InboxId) -> Result<SmtpSettings, Problem> {
        self.get(format!("/inboxes/{id}/smtp")).await
    }

    /// Saves it.
    pub async fn set_inbox_smtp(self, id: InboxId, form: &SmtpForm) -> Result<(), Problem> {
        self.tell("PUT", format!("/inboxes/{id}/smtp"), form).await
    }

    /// Who may do what in it.
    pub async fn inbox_rights(self, id: &str) -> Result<Vec<Right>, Problem> {
        self.get(format!("/inboxes/{}/rights", super::encode(id)))
            .await
    }

    /// Replaces them.
    pub async fn set_inbox_rights(self, id: InboxId, rights: &[Right]) -> Result<(), Problem> {
        self.tell("PUT", format!("/inboxes/{id}/rights"), &rights)
            .await
    }
}
