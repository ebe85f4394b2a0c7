//! Which ticket a message belongs to: signed ids first, then known ones, then the subject's reference.

use domain::{
    address::EmailAddress,
    id::TicketId,
    received::Envelope,
    ticket::{Ticket, base_subject, reference_in},
};

use crate::{Flow, FlowError, port::ReadMessage};

/// What a ticket's plus-tag is signed for.
const TAG: &str = "ticket-tag";

impl Flow {
    /// The ticket a message answers, and by what that is known; `None`: none.
    pub(super) async fn thread(
        &self,
        envelope: &Envelope,
        read: &ReadMessage,
    ) -> Result<Option<(TicketId, String)>, FlowError> {
        if let Some(ticket) = self.by_tag(envelope).await? {
            return Ok(Some((ticket, "by the address it was sent to".to_owned())));
        }
        let named = named(read);
        let ours = |id: &&String| self.world.keys.read_message_id(id).is_some();
        let signed: Vec<String> = named.iter().filter(ours).cloned().collect();
        if let Some((ticket, _)) = self.world.store.known_message(signed).await? {
            return Ok(Some((ticket, "answers a message of ours".to_owned())));
        }
        if let Some(ticket) = self.by_foreign_id(named, read).await? {
            return Ok(Some((ticket, "answers a message of the ticket".to_owned())));
        }
        if let Some(ticket) = self.by_subject(read).await? {
            return Ok(Some((ticket, "by the reference in its subject".to_owned())));
        }
        Ok(None)
    }

    /// `help+t12.MAC@…`
    async fn by_tag(&self, envelope: &Envelope) -> Result<Option<TicketId>, FlowError> {
        for address in &envelope.to {
            if let Some(id) = self.tagged(address)
                && self.world.store.ticket(id).await?.is_some()
            {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn tagged(&self, address: &EmailAddress) -> Option<TicketId> {
        let (_, tag) = address.local_part().split_once('+')?;
        let (id, signature) = tag.strip_prefix('t')?.split_once('.')?;
        let ours = self.world.keys.verify(TAG, id, signature);
        id.parse().ok().filter(|_| ours)
    }

    /// An id that others made proves little: the subject must be the same, or the sender one of those who take part.
    async fn by_foreign_id(
        &self,
        named: Vec<String>,
        read: &ReadMessage,
    ) -> Result<Option<TicketId>, FlowError> {
        let Some((id, _)) = self.world.store.known_message(named).await? else {
            return Ok(None);
        };
        let ticket = self.world.store.ticket(id).await?;
        Ok(ticket
            .filter(|ticket| {
                base_subject(&ticket.subject) == base_subject(&read.subject)
                    || takes_part(ticket, read)
            })
            .map(|ticket| ticket.id))
    }

    async fn by_subject(&self, read: &ReadMessage) -> Result<Option<TicketId>, FlowError> {
        let Some(id) = reference_in(&read.subject) else {
            return Ok(None);
        };
        let ticket = self.world.store.ticket(id).await?;
        Ok(ticket
            .filter(|ticket| takes_part(ticket, read))
            .map(|ticket| ticket.id))
    }
}

/// The ids a message names, the nearest first.
fn named(read: &ReadMessage) -> Vec<String> {
    let ids = read.in_reply_to.iter().chain(read.references.iter().rev());
    ids.filter(|id| !id.contains('\0'))
        .take(100)
        .cloned()
        .collect()
}

fn takes_part(ticket: &Ticket, read: &ReadMessage) -> bool {
    read.from
        .as_ref()
        .is_some_and(|(address, _)| ticket.involves(address))
}
