//! Open event streams: a bounded number, and all of them end with the server.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response, Sse, sse::Event as Frame},
};
use domain::{id::UserId, time::Span};
use flow::FlowError;
use futures::stream;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{
    problem::{Problem, chain},
    site::App,
};

/// So often a stream says that it is still there, and looks whether its viewer still is.
const HEARTBEAT: Span = Span::from_secs(15);

/// What a browser waits before it comes again.
const COME_AGAIN: Duration = Duration::from_secs(2);

/// How many are open at once.
const MOST: usize = 512;

/// How many one person has open: a page holds one.
const MOST_EACH: usize = 16;

type Open = Arc<Mutex<HashMap<UserId, usize>>>;

/// The open streams.
pub(crate) struct Streams {
    open: Open,
    stop: CancellationToken,
}

/// A stream's place; given back when it is dropped.
pub(crate) struct Place {
    open: Open,
    person: UserId,
}

impl Streams {
    /// None yet; all end with `stop`.
    pub(crate) fn new(stop: CancellationToken) -> Self {
        Self {
            open: Open::default(),
            stop,
        }
    }

    /// A place for one more stream of `person`.
    pub(crate) fn take(&self, person: UserId) -> Result<Place, Problem> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = open.values().sum();
        let own = open.entry(person).or_default();
        if *own >= MOST_EACH || all >= MOST {
            let detail = "Too many event streams are open: close another page, or try again later.";
            let code = "too_many_streams";
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, code, detail));
        }
        *own += 1;
        Ok(Place {
            open: Arc::clone(&self.open),
            person,
        })
    }
}

/// What an event stream tells.
pub(crate) trait Tell: Send + 'static {
    /// The next thing told. Waits; dropping the wait loses nothing. An error ends the stream.
    fn next(&mut self) -> impl Future<Output = Result<Frame, FlowError>> + Send;

    /// A frame that tells nothing; an error where the viewer may not look any more.
    fn still_here(&self) -> Result<Frame, FlowError>;
}

/// A frame with `told` as its data.
pub(crate) fn frame(told: &impl Serialize) -> Result<Frame, FlowError> {
    let frame = Frame::default().json_data(told);
    frame.map_err(|source| FlowError::Store {
        doing: "writing an event of a stream",
        source: source.into(),
    })
}

/// One open stream.
struct Live<T> {
    app: App,
    tells: T,
    _place: Place,
    begun: bool,
}

/// Answers with a stream, which ends when the server stops and when the viewer may not look any more.
pub(crate) fn answer<T: Tell>(app: App, place: Place, tells: T) -> Response {
    let live = Live {
        app,
        tells,
        _place: place,
        begun: false,
    };
    let frames = stream::unfold(live, |mut live| async move {
        let frame = live.next().await;
        let told = frame.inspect_err(|error| {
            tracing::debug!(error = %chain(error), "a stream ended");
        });
        Some((Ok::<_, Infallible>(told.ok()??), live))
    });
    let mut response = Sse::new(frames).into_response();
    // A proxy that collects would hold things back.
    let name = HeaderName::from_static("x-accel-buffering");
    for (name, value) in [(name, "no"), (header::CACHE_CONTROL, "no-store")] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

impl<T: Tell> Live<T> {
    /// `None`: the server stops.
    async fn next(&mut self) -> Result<Option<Frame>, FlowError> {
        if !std::mem::replace(&mut self.begun, true) {
            return Ok(Some(self.tells.still_here()?.retry(COME_AGAIN)));
        }
        let beat = self.app.flow.now() + HEARTBEAT;
        tokio::select! {
            () = self.app.streams.stop.cancelled() => Ok(None),
            () = self.app.flow.sleep_until(beat) => self.tells.still_here().map(Some),
            frame = self.tells.next() => frame.map(Some),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_so_many_streams_and_a_closed_one_makes_room() {
        let streams = Streams::new(CancellationToken::new());
        let mut places: Vec<Place> = (0..MOST_EACH)
            .map(|_| streams.take(UserId(1)).ok().unwrap())
            .collect();
        assert!(streams.take(UserId(1)).is_err());
        assert!(streams.take(UserId(2)).is_ok());
        places.pop();
        assert!(streams.take(UserId(1)).is_ok());
        drop(places);
        assert!(streams.open.lock().unwrap().is_empty());
    }
}
