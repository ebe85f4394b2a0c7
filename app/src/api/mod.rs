//! Typed calls of `/api/v1`, a file a noun.
//!
//! In the browser a call is a fetch; while the server renders it is a call of the same router,
//! handed in through the leptos context as [`InProcess`].

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use domain::wire::List;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

mod alerts;
mod delivery;
mod events;
mod files;
mod folders;
mod groups;
mod inboxes;
mod me;
mod outbox;
mod problem;
mod query;
mod received;
mod redirects;
mod rules;
mod session;
mod settings;
mod setup;
mod tickets;
mod tokens;
mod users;
mod why;

pub use events::PAGE;
pub use files::{content_path, upload_path, version_path};
pub use problem::Problem;
pub use query::{Query, encode};
pub use received::original_path;
pub use settings::preview_path;
pub use tickets::{attachment_path, letter_path};

use crate::browser;
use crate::session::Gate;

/// One call, as plain text, so that neither side needs the other's HTTP library.
#[derive(Clone, Debug)]
pub struct ApiRequest {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// Path and query, beginning with `/api/v1/`.
    pub path: String,
    /// JSON, when the call has a body.
    pub body: Option<String>,
}

/// The answer to one call.
#[derive(Clone, Debug)]
pub struct ApiResponse {
    /// The HTTP status.
    pub status: u16,
    /// The body, JSON or a problem, empty for 204.
    pub body: String,
}

/// A call on its way.
pub type Answer = Pin<Box<dyn Future<Output = Result<ApiResponse, Problem>> + Send>>;

/// The router of the server itself, with the visitor's cookie already attached.
pub trait InProcess: Send + Sync {
    /// Answers as the same route would over HTTP.
    fn call(&self, request: ApiRequest) -> Answer;
}

/// The way to `/api/v1`, cheap to copy into any closure.
#[derive(Clone, Copy)]
pub struct Api {
    in_process: StoredValue<Option<Arc<dyn InProcess>>>,
    gate: Gate,
}

/// The [`Api`] of this page.
pub fn use_api() -> Api {
    use_context().unwrap_or_else(|| Api::new(Gate::new()))
}

impl Api {
    pub(crate) fn new(gate: Gate) -> Self {
        Self {
            in_process: StoredValue::new(use_context::<Arc<dyn InProcess>>()),
            gate,
        }
    }

    /// Reads.
    pub(crate) async fn get<T: DeserializeOwned>(self, path: String) -> Result<T, Problem> {
        parse(&self.text("GET", path, None).await?)
    }

    /// Reads all pages of a list.
    pub(crate) async fn whole<T: DeserializeOwned>(self, path: &str) -> Result<Vec<T>, Problem> {
        self.whole_of(Query::new(), path).await
    }

    /// Reads all pages of a list that has parameters of its own.
    pub(crate) async fn whole_of<T: DeserializeOwned>(
        self,
        asked: Query,
        path: &str,
    ) -> Result<Vec<T>, Problem> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let query = asked.clone().with("limit", "500").with("cursor", &cursor);
            let page: List<T> = self.get(query.on(path)).await?;
            all.extend(page.items);
            match page.next_cursor {
                Some(next) => cursor = next,
                None => return Ok(all),
            }
        }
    }

    /// Changes something and reads the answer.
    pub(crate) async fn send<T: DeserializeOwned>(
        self,
        method: &'static str,
        path: String,
        body: &impl Serialize,
    ) -> Result<T, Problem> {
        parse(&self.text(method, path, Some(json(body)?)).await?)
    }

    /// Changes something; the answer does not matter once it is a success.
    pub(crate) async fn tell(
        self,
        method: &'static str,
        path: String,
        body: &impl Serialize,
    ) -> Result<(), Problem> {
        self.text(method, path, Some(json(body)?)).await.map(drop)
    }

    /// Removes, or does what the path says; no body either way.
    pub(crate) async fn act(self, method: &'static str, path: String) -> Result<(), Problem> {
        self.text(method, path, None).await.map(drop)
    }

    /// One call. A change refused because the session ended waits for a new sign-in and goes again,
    /// so what was typed is not lost.
    async fn text(
        self,
        method: &'static str,
        path: String,
        body: Option<String>,
    ) -> Result<String, Problem> {
        let request = ApiRequest {
            method,
            path: format!("/api/v1{path}"),
            body,
        };
        let answer = self.once(request.clone()).await;
        match answer {
            Err(problem) if problem.is_signed_out() && self.gate.guards(&request) => {
                self.gate.sign_in_again().await?;
                self.once(request).await
            }
            other => other,
        }
    }

    async fn once(self, request: ApiRequest) -> Result<String, Problem> {
        let server = self.in_process.try_get_value().flatten();
        let response = match server {
            Some(server) => server.call(request).await?,
            None => browser::fetch(request).await?,
        };
        if response.status < 400 {
            Ok(response.body)
        } else {
            Err(Problem::read(response.status, &response.body))
        }
    }
}

fn json(body: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(body).map_err(|_| Problem::unreadable())
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|_| Problem::unreadable())
}
