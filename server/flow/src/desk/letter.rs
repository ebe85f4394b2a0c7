//! A message of a ticket as it leaves.

use domain::{
    address::EmailAddress,
    outbox::{OutboxMail, TicketContent},
    text::HeaderText,
    ticket::{Correspondent, TicketMessage},
};

use crate::{Flow, FlowError, port::TicketMail};

impl Flow {
    /// What leaves for `mail`; `None`: the message is gone.
    pub(crate) async fn ticket_letter(
        &self,
        mail: &OutboxMail,
        content: &TicketContent,
    ) -> Result<Option<TicketMail>, FlowError> {
        let message = self.message_in(content.ticket, content.message).await?;
        let Some(message) = message else {
            return Ok(None);
        };
        let files = self.attached(&message).await?;
        Ok(self
            .letter_of(mail, content, message)
            .map(|letter| TicketMail { files, ..letter }))
    }

    fn letter_of(
        &self,
        mail: &OutboxMail,
        content: &TicketContent,
        message: TicketMessage,
    ) -> Option<TicketMail> {
        let from = mailbox(message.from.as_ref()?);
        Some(TicketMail {
            message_id: mail.message_id.clone(),
            in_reply_to: message.references.last().cloned(),
            references: message.references,
            instance: self.world.instance.clone(),
            date: message.at,
            from,
            to: message.to.iter().map(mailbox).collect(),
            cc: message.cc.iter().map(mailbox).collect(),
            subject: message.subject,
            text: message.text,
            html: message.html,
            automatic: content.acknowledgement,
            files: Vec::new(),
        })
    }
}

fn mailbox(correspondent: &Correspondent) -> (EmailAddress, HeaderText) {
    (
        correspondent.email.clone(),
        correspondent.name.as_str().into(),
    )
}
