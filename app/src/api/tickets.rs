use domain::id::{TicketId, TicketMessageId};
use domain::rule::CannedAnswer;
use domain::wire::{List, NewTicketMessage, Ticket, TicketChange, TicketMessage};

use super::{Api, Problem, Query, encode};

impl Api {
    /// A page of tickets, those changed last first.
    pub async fn tickets(self, asked: Query, cursor: &str) -> Result<List<Ticket>, Problem> {
        let page = asked.with("limit", "50").with("cursor", cursor);
        self.get(page.on("/tickets")).await
    }

    /// One ticket.
    pub async fn ticket(self, id: &str) -> Result<Ticket, Problem> {
        self.get(format!("/tickets/{}", encode(id))).await
    }

    /// Its messages, oldest first. Of the HTML only whether there is some: the page frames it from its own address.
    pub async fn ticket_messages(self, id: &str) -> Result<Vec<TicketMessage>, Problem> {
        let path = format!("/tickets/{}/messages", encode(id));
        let mut messages: Vec<TicketMessage> = self.whole(&path).await?;
        for message in &mut messages {
            message.html = message.html.take().map(|_| String::new());
        }
        Ok(messages)
    }

    /// Assigns, closes, tags.
    pub async fn change_ticket(
        self,
        id: TicketId,
        change: &TicketChange,
    ) -> Result<Ticket, Problem> {
        self.send("PATCH", format!("/tickets/{id}"), change).await
    }

    /// The answers kept ready for a ticket.
    pub async fn answers_for(self, id: TicketId) -> Result<Vec<CannedAnswer>, Problem> {
        self.get(format!("/tickets/{id}/canned-answers")).await
    }

    /// Answers, or leaves a note.
    pub async fn say(self, id: TicketId, message: &NewTicketMessage) -> Result<(), Problem> {
        self.tell("POST", format!("/tickets/{id}/messages"), message)
            .await
    }
}

/// Where the HTML of a message is.
pub fn letter_path(ticket: TicketId, message: TicketMessageId, images: bool) -> String {
    let query = Query::new().with("images", if images { "true" } else { "" });
    query.on(&format!("/api/v1/tickets/{ticket}/messages/{message}/html"))
}

/// Where an attachment is.
pub fn attachment_path(ticket: TicketId, message: TicketMessageId, part: &str) -> String {
    let part = encode(part);
    format!("/api/v1/tickets/{ticket}/messages/{message}/attachments/{part}")
}
