//! What agents say on a ticket: answers, which leave by mail, and notes, which do not.

use domain::{
    address::EmailAddress,
    id::TicketMessageId,
    inbox::Inbox,
    received::{Attribution, AttributionState, MessageClass},
    refusal::{Noun, Refusal},
    ticket::{Correspondent, MAX_TEXT, MessageDirection, Ticket, TicketMessage, base_subject},
    time::Timestamp,
    wire,
};

use crate::{
    Flow, FlowError,
    access::MayAnswer,
    desk::{acknowledgement::sender, attachment, tickets::shown_message},
    letter::ascii_domain,
    port::Saying,
};

/// The most further recipients of one answer.
const MAX_CC: usize = 50;

impl Flow {
    /// Says something on a ticket.
    pub async fn say(
        &self,
        may: &MayAnswer,
        form: &wire::NewTicketMessage,
    ) -> Result<wire::TicketMessage, FlowError> {
        let ticket = may.ticket();
        let cc = wire::addresses(&form.cc, "cc")?;
        if cc.len() > MAX_CC {
            return Err(Refusal::TooMany("cc").into());
        }
        if form.text.trim().is_empty() || form.text.len() > MAX_TEXT {
            return Err(Refusal::BadField("text").into());
        }
        if form.html.as_ref().is_some_and(|html| html.len() > MAX_TEXT) {
            return Err(Refusal::BadField("html").into());
        }
        let files = attachment::read(&form.attachments)?;
        let directory = self.directory();
        let inbox = directory
            .inbox(ticket.inbox)
            .ok_or(Refusal::Missing(Noun::Inbox))?;
        let now = self.now();
        let direction = if form.note {
            MessageDirection::Note
        } else {
            MessageDirection::Out
        };
        let mut message = blank(ticket, direction, now);
        message.author = Some(may.viewer().person().id);
        message.text = form.text.replace("\r\n", "\n");
        if !form.note {
            self.address(&mut message, (ticket, inbox), form, &cc);
        }
        message.attachments = self.keep_attachments(files).await?;
        let saying = Saying {
            ticket: ticket.id,
            recipients: message.to.iter().chain(&message.cc).cloned().collect(),
            message,
            seen: form.seen_message,
            acknowledgement: false,
            keys: self.world.keys.clone(),
            domain: ascii_domain(inbox.sender()),
            stamp: may.viewer().stamp(now),
        };
        let said = self.world.store.say(saying).await?;
        self.outbox_bell.notify_one();
        Ok(shown_message(&said, None))
    }

    /// An answer goes to the customer, from the inbox, with its signature.
    fn address(
        &self,
        message: &mut TicketMessage,
        (ticket, inbox): (&Ticket, &Inbox),
        form: &wire::NewTicketMessage,
        cc: &[EmailAddress],
    ) {
        message.from = Some(sender(inbox));
        message.to = vec![ticket.customer.clone()];
        message.cc = cc
            .iter()
            .filter(|address| address.key() != ticket.customer.email.key())
            .map(|address| Correspondent {
                email: address.clone(),
                name: String::new(),
            })
            .collect();
        message.subject = subject_of(ticket);
        if !inbox.signature.trim().is_empty() {
            message.text = format!("{}\n\n-- \n{}", message.text.trim_end(), inbox.signature);
        }
        let reader = &self.world.mail_in.reader;
        message.html = form
            .html
            .as_ref()
            .map(|html| reader.sanitise(html, "", false));
    }
}

/// A message that says nothing yet.
pub(super) fn blank(ticket: &Ticket, direction: MessageDirection, at: Timestamp) -> TicketMessage {
    TicketMessage {
        id: TicketMessageId(0),
        ticket: ticket.id,
        at,
        direction,
        author: None,
        from: None,
        to: Vec::new(),
        cc: Vec::new(),
        subject: String::new(),
        text: String::new(),
        quoted_from: None,
        html: None,
        message_id: None,
        references: Vec::new(),
        attachments: Vec::new(),
        delivery: None,
        attribution: Attribution {
            state: AttributionState::Verified,
            ..Attribution::default()
        },
        received: None,
        class: MessageClass::Normal,
        remarks: Vec::new(),
    }
}

/// `Re: Invoice [#12]`: the reference brings an answer home whose client drops all ids.
pub(super) fn subject_of(ticket: &Ticket) -> String {
    let subject = ticket.subject.trim();
    let prefix = subject
        .get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    let before = if prefix { "" } else { "Re: " };
    if base_subject(subject).is_empty() {
        return format!("{before}[#{}]", ticket.id);
    }
    format!("{before}{subject} [#{}]", ticket.id)
}
