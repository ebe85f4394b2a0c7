//! "We have your message": once a ticket, and never so often that two machines could talk.

use domain::{
    directory::Directory,
    event::Stamp,
    inbox::Inbox,
    received::Received,
    template::TemplateName,
    ticket::{Correspondent, MessageDirection, Ticket},
};

use crate::{
    Flow, FlowError,
    desk::{reply::blank, rules::answer_in},
    letter::{ascii_domain, company},
    port::{AcknowledgementMail, Saying, StoreError},
};

/// Acknowledgements to one sender in an hour.
const PER_SENDER: usize = 3;

/// Acknowledgements to all senders of a domain in an hour.
const PER_DOMAIN: usize = 20;

impl Flow {
    /// Acknowledges a ticket, if its inbox does, or in the words of a rule, and the limits allow it.
    pub(super) async fn acknowledge(
        &self,
        received: &Received,
        text: &str,
        words: Option<String>,
    ) -> Result<(), FlowError> {
        let Some(ticket) = received.ticket else {
            return Ok(());
        };
        let Some(ticket) = self.world.store.ticket(ticket).await? else {
            return Ok(());
        };
        let directory = self.directory();
        let Some(inbox) = directory
            .inbox(ticket.inbox)
            .filter(|inbox| inbox.acknowledge || words.is_some())
        else {
            return Ok(());
        };
        // The null sender is never answered (RFC 3834, section 2).
        let to = &ticket.customer;
        if received.envelope.from.is_none() || ticket.acknowledged {
            return Ok(());
        }
        // Reply-To may name another than From: both are counted.
        let mut limits = Vec::new();
        for one in [Some(&to.email), received.from.as_ref()]
            .into_iter()
            .flatten()
        {
            limits.push((one.key(), PER_SENDER));
            limits.push((format!("@{}", one.domain()), PER_DOMAIN));
        }
        limits.sort();
        limits.dedup();
        if !self.desk.allows(&limits, self.now()) {
            return Ok(());
        }
        let Some(saying) = self.acknowledgement(&directory, (&ticket, inbox), text, words) else {
            return Ok(());
        };
        match self.world.store.say(saying).await {
            Ok(_) => self.outbox_bell.notify_one(),
            Err(StoreError::Conflict(_) | StoreError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// What is said; `None` where the words cannot be put together, which is no reason to stop.
    fn acknowledgement(
        &self,
        directory: &Directory,
        (ticket, inbox): (&Ticket, &Inbox),
        text: &str,
        words: Option<String>,
    ) -> Option<Saying> {
        let language = directory.settings().email.language;
        let to = ticket.customer.clone();
        let name = TemplateName::TicketAcknowledgement;
        let own = directory.settings().template(name, language).cloned();
        let own = match words {
            Some(words) => {
                let carried = || self.world.composer.carried(name, language);
                Some(answer_in(own.unwrap_or_else(carried), words))
            }
            None => own,
        };
        let mail = AcknowledgementMail {
            reference: format!("#{}", ticket.id),
            subject: unprefixed(&ticket.subject).to_owned(),
            customer: (to.email.clone(), to.name.as_str().into()),
            inbox: (inbox.sender().clone(), inbox.name.clone()),
            text: text.to_owned(),
            language,
            company: company(directory),
            product_url: self.product_url(directory),
            own,
        };
        let words = match self.world.composer.acknowledgement_words(&mail) {
            Ok(words) => words,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "an acknowledgement could not be put together"
                );
                return None;
            }
        };
        let mut message = blank(ticket, MessageDirection::Out, self.now());
        message.from = Some(sender(inbox));
        message.to = vec![to.clone()];
        message.subject = with_reference(&words.subject, ticket);
        message.text = words.text;
        message.html = Some(words.html).filter(|html| !html.is_empty());
        message.class = domain::received::MessageClass::Auto;
        Some(Saying {
            ticket: ticket.id,
            message,
            seen: None,
            recipients: vec![to],
            acknowledgement: true,
            keys: self.world.keys.clone(),
            domain: ascii_domain(inbox.sender()),
            stamp: Stamp::system(self.now()),
        })
    }
}

/// A subject without the `Re:` that the answer will have.
fn unprefixed(subject: &str) -> &str {
    match subject.get(..3) {
        Some(start) if start.eq_ignore_ascii_case("re:") => subject[3..].trim_start(),
        _ => subject,
    }
}

/// The subject brings an answer home whose client drops all ids.
fn with_reference(subject: &str, ticket: &Ticket) -> String {
    let reference = format!("[#{}]", ticket.id);
    if subject.contains(&reference) {
        subject.to_owned()
    } else {
        format!("{subject} {reference}")
    }
}

/// The inbox as it stands in From.
pub(super) fn sender(inbox: &Inbox) -> Correspondent {
    Correspondent {
        email: inbox.sender().clone(),
        name: inbox.name.as_str().to_owned(),
    }
}
