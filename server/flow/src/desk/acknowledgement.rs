//! "We have your message": once a ticket, and never so often that two machines could talk.

use domain::{
    event::Stamp,
    inbox::Inbox,
    person::Language,
    received::Received,
    ticket::{Correspondent, MessageDirection, Ticket},
};

use crate::{
    Flow, FlowError,
    desk::reply::{blank, subject_of},
    letter::ascii_domain,
    port::{Saying, StoreError},
};

/// Acknowledgements to one sender in an hour.
const PER_SENDER: usize = 3;

/// Acknowledgements to all senders of a domain in an hour.
const PER_DOMAIN: usize = 20;

impl Flow {
    /// Acknowledges a new ticket, if its inbox does and the limits allow it.
    pub(super) async fn acknowledge(&self, received: &Received) -> Result<(), FlowError> {
        let Some(ticket) = received.ticket else {
            return Ok(());
        };
        let Some(ticket) = self.world.store.ticket(ticket).await? else {
            return Ok(());
        };
        let directory = self.directory();
        let Some(inbox) = directory
            .inbox(ticket.inbox)
            .filter(|inbox| inbox.acknowledge)
        else {
            return Ok(());
        };
        // The null sender is never answered (RFC 3834, section 2).
        let to = &ticket.customer;
        if received.envelope.from.is_none() || ticket.acknowledged {
            return Ok(());
        }
        let limits = [
            (to.email.key(), PER_SENDER),
            (format!("@{}", to.email.domain()), PER_DOMAIN),
        ];
        if !self.desk.allows(&limits, self.now()) {
            return Ok(());
        }
        let language = directory.settings().email.language;
        let saying = self.acknowledgement(&ticket, inbox, language);
        match self.world.store.say(saying).await {
            Ok(_) => self.outbox_bell.notify_one(),
            Err(StoreError::Conflict(_) | StoreError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn acknowledgement(&self, ticket: &Ticket, inbox: &Inbox, language: Language) -> Saying {
        let to = ticket.customer.clone();
        let mut message = blank(ticket, MessageDirection::Out, self.now());
        message.from = Some(sender(inbox));
        message.to = vec![to.clone()];
        message.subject = subject_of(ticket);
        message.text = words(ticket, inbox, language);
        message.class = domain::received::MessageClass::Auto;
        Saying {
            ticket: ticket.id,
            message,
            seen: None,
            recipients: vec![to],
            acknowledgement: true,
            keys: self.world.keys.clone(),
            domain: ascii_domain(inbox.sender()),
            stamp: Stamp::system(self.now()),
        }
    }
}

/// The inbox as it stands in From.
pub(super) fn sender(inbox: &Inbox) -> Correspondent {
    Correspondent {
        email: inbox.sender().clone(),
        name: inbox.name.as_str().to_owned(),
    }
}

fn words(ticket: &Ticket, inbox: &Inbox, language: Language) -> String {
    let (name, id, subject) = (inbox.name.as_str(), ticket.id, &ticket.subject);
    match language {
        Language::Fr => format!(
            "Bonjour,\n\nNous avons bien reçu votre message « {subject} ». Sa référence est #{id}.\n\
             Pour y ajouter quelque chose, répondez à ce mail.\n\n{name}\n"
        ),
        Language::En => format!(
            "Hello,\n\nWe have received your message \"{subject}\". Its reference is #{id}.\n\
             To add something, answer this mail.\n\n{name}\n"
        ),
    }
}
