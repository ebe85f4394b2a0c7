use domain::wire::{Count, Event, List};

use super::{Api, Problem, Query, encode};

impl Api {
    /// A page of events, newest first.
    pub async fn events(self, filter: Query, cursor: &str) -> Result<List<Event>, Problem> {
        self.get(
            filter
                .with("limit", "100")
                .with("cursor", cursor)
                .on("/events"),
        )
        .await
    }

    /// How many there are.
    pub async fn event_count(self, filter: Query) -> Result<Count, Problem> {
        self.get(filter.on("/events/count")).await
    }

    /// One event.
    pub async fn event(self, id: &str) -> Result<Event, Problem> {
        self.get(format!("/events/{}", encode(id))).await
    }

    /// The whole chain that an event belongs to.
    pub async fn trace(self, trace: &str) -> Result<Vec<Event>, Problem> {
        let list = self.events(Query::new().with("trace", trace), "").await?;
        Ok(list.items)
    }
}
