use domain::id::ReceivedId;
use domain::wire::{List, Received};

use super::{Api, Problem, Query};

impl Api {
    /// A page of what was received, newest first (admins).
    pub async fn received_list(
        self,
        asked: Query,
        cursor: &str,
    ) -> Result<List<Received>, Problem> {
        let page = asked.with("limit", "50").with("cursor", cursor);
        self.get(page.on("/received")).await
    }

    /// One message (admins).
    pub async fn received(self, id: ReceivedId) -> Result<Received, Problem> {
        self.get(format!("/received/{id}")).await
    }

    /// Has it read again (admins).
    pub async fn run_again(self, id: ReceivedId) -> Result<Received, Problem> {
        self.send("POST", format!("/received/{id}/rerun"), &())
            .await
    }
}

/// Where a message is as it came.
pub fn original_path(id: ReceivedId) -> String {
    format!("/api/v1/received/{id}/raw")
}
