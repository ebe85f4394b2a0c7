//! The server of an inbox: what is saved, tested and sent by, as tab SMTP is for the installation.

use std::sync::Arc;

use domain::{
    address::EmailAddress,
    change,
    directory::Directory,
    id::InboxId,
    inbox::Inbox,
    outbox::{MailContent, OutboxMail},
    refusal::{Noun, Refusal},
    wire::{SmtpForm, SmtpSettings, SmtpTest, SmtpTestForm},
};

use super::trial::Tested;
use crate::{
    Flow, FlowError,
    access::MayAdmin,
    port::{RegistryExt as _, RelaySettings},
};

impl Flow {
    /// The server of an inbox, without its password; without a host: none of its own.
    pub fn inbox_smtp(&self, _may: &MayAdmin, id: InboxId) -> Result<SmtpSettings, FlowError> {
        let directory = self.directory();
        let inbox = inbox_of(&directory, id)?;
        let settings = inbox.settings(directory.settings());
        Ok(SmtpSettings::new(&settings, None))
    }

    /// Saves it. An empty host takes it away; the password is kept as that of tab SMTP is.
    pub async fn put_inbox_smtp(
        &self,
        may: &MayAdmin,
        id: InboxId,
        form: SmtpForm,
    ) -> Result<SmtpSettings, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let merge = self.smtp_merge(only_server(form), false);
        let decide = move |d: &_, plan: &mut _| change::set_inbox_smtp(d, plan, id, &merge, &stamp);
        let doing = "saving the server of an inbox";
        let inbox = self.world.store.change(doing, decide).await?;
        self.world.relay.close_idle().await;
        self.outbox_bell.notify_one();
        let settings = inbox.settings(self.directory().settings());
        Ok(SmtpSettings::new(&settings, None))
    }

    /// Sends a test mail from an inbox as its answers are sent: by its own server, else by the installation's.
    pub async fn test_inbox_smtp(
        &self,
        may: &MayAdmin,
        id: InboxId,
        form: &SmtpTestForm,
    ) -> Result<SmtpTest, FlowError> {
        let directory = self.directory();
        let inbox = inbox_of(&directory, id)?;
        let own = inbox.smtp.is_some() || form.settings.is_some();
        let mut settings = inbox.settings(directory.settings());
        if !own {
            settings.smtp.clone_from(&directory.settings().smtp);
        }
        let tested = Tested {
            settings,
            given: !own && self.world.default_relay.is_some(),
        };
        let form = SmtpTestForm {
            settings: form.settings.clone().map(only_server),
            to: form.to.clone(),
        };
        self.test(may.viewer(), tested, &form).await
    }

    /// The server of its own by which a mail leaves, and its sender; `None`: it leaves by the installation's.
    pub(crate) async fn own_relay(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
    ) -> Result<Option<(RelaySettings, EmailAddress)>, FlowError> {
        let MailContent::Ticket(content) = &mail.content else {
            return Ok(None);
        };
        if directory.inboxes().all(|inbox| inbox.smtp.is_none()) {
            return Ok(None);
        }
        let ticket = self.world.store.ticket(content.ticket).await?;
        let inbox = ticket.and_then(|ticket| directory.inbox(ticket.inbox));
        Ok(inbox
            .filter(|inbox| inbox.smtp.is_some())
            .and_then(|inbox| {
                let settings = inbox.settings(directory.settings());
                self.relay_of(&settings, || self.unsealed(&settings.smtp))
            }))
    }
}

fn inbox_of(directory: &Directory, id: InboxId) -> Result<&Arc<Inbox>, Refusal> {
    directory.inbox(id).ok_or(Refusal::Missing(Noun::Inbox))
}

/// An inbox sends from its own address, by no mode but its own server.
fn only_server(form: SmtpForm) -> SmtpForm {
    SmtpForm {
        mode: None,
        default_sender: None,
        ..form
    }
}
