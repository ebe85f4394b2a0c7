use domain::wire::{Count, Delays, Event, Facets, Histogram, List, NewSearch, SavedSearch};

use super::{Api, Problem, Query, encode};
use crate::browser;

/// Events that are fetched at once.
pub const PAGE: u64 = 64;

impl Api {
    /// The first page of events.
    pub async fn events(self, listing: Query) -> Result<List<Event>, Problem> {
        self.events_at(listing, "", 0).await
    }

    /// The page that begins `offset` events after `cursor`.
    pub async fn events_at(
        self,
        listing: Query,
        cursor: &str,
        offset: u64,
    ) -> Result<List<Event>, Problem> {
        let offset = (offset > 0).then(|| offset.to_string());
        let page = listing
            .with("limit", &PAGE.to_string())
            .with("cursor", cursor)
            .with("offset", &offset.unwrap_or_default());
        self.get(page.on("/events")).await
    }

    /// Events over time, by type, in at most `bars` bars.
    pub async fn histogram(self, filter: Query, bars: u32) -> Result<Histogram, Problem> {
        self.get(cut(filter, bars).on("/events/histogram")).await
    }

    /// How long mails took, over time.
    pub async fn delays(self, filter: Query, bars: u32) -> Result<Delays, Problem> {
        self.get(cut(filter, bars).on("/events/delays")).await
    }

    /// What a search finds by type, action and actor.
    pub async fn facets(self, filter: Query) -> Result<Facets, Problem> {
        self.get(filter.on("/events/facets")).await
    }

    /// One's saved searches.
    pub async fn searches(self) -> Result<Vec<SavedSearch>, Problem> {
        let list: List<SavedSearch> = self.get("/me/searches".to_owned()).await?;
        Ok(list.items)
    }

    /// Saves a search; one of the same name is replaced.
    pub async fn save_search(self, search: NewSearch) -> Result<SavedSearch, Problem> {
        self.send("POST", "/me/searches".to_owned(), &search).await
    }

    /// Forgets a saved search.
    pub async fn forget_search(self, id: &str) -> Result<(), Problem> {
        self.act("DELETE", format!("/me/searches/{}", encode(id)))
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
        let list = self.events(Query::new().with("trace", trace)).await?;
        Ok(list.items)
    }
}

fn cut(filter: Query, bars: u32) -> Query {
    let offset = browser::utc_offset().to_string();
    filter
        .with("buckets", &bars.to_string())
        .with("utc_offset", &offset)
}
