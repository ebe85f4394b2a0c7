//! Open event streams: a bounded number, and all of them end with the server.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::http::StatusCode;
use domain::id::UserId;
use tokio_util::sync::CancellationToken;

use super::problem::Problem;

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

    /// Until the server stops.
    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
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
