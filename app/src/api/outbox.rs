use domain::wire::{List, OutboxId, OutboxItem, OutboxState};

use super::{Api, Problem, Query};

impl Api {
    /// A page of what waits, the next due first.
    pub async fn outbox(self, cursor: &str) -> Result<List<OutboxItem>, Problem> {
        self.get(
            Query::new()
                .with("limit", "100")
                .with("cursor", cursor)
                .on("/outbox"),
        )
        .await
    }

    /// Whether mail leaves at all (admins).
    pub async fn outbox_state(self) -> Result<OutboxState, Problem> {
        self.get("/outbox/state".into()).await
    }

    /// Makes it due now.
    pub async fn send_now(self, id: OutboxId) -> Result<(), Problem> {
        self.act("POST", format!("/outbox/{id}/send-now")).await
    }

    /// Cancels it.
    pub async fn cancel_mail(self, id: OutboxId) -> Result<(), Problem> {
        self.act("DELETE", format!("/outbox/{id}")).await
    }
}
