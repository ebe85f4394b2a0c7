use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use flow::port::RelaySettings;
use futures::future::join_all;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

use super::{connection::Connection, dialogue};

/// The most connections to one relay.
const MAX_CONNECTIONS: usize = 8;

/// The connections to one relay, as set.
pub(super) struct Pool {
    settings: RelaySettings,
    places: Semaphore,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: Connection,
    since: Instant,
}

impl Pool {
    pub(super) fn new(settings: RelaySettings) -> Self {
        Self {
            settings,
            places: Semaphore::new(MAX_CONNECTIONS),
            idle: Mutex::new(Vec::new()),
        }
    }

    pub(super) const fn settings(&self) -> &RelaySettings {
        &self.settings
    }

    /// A place among the connections; waits for one. `None`: never, as the places are not closed.
    pub(super) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.acquire().await.ok()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection used last, if it was not idle for too long.
    pub(super) fn take(&self, limit: Duration) -> Option<Connection> {
        let idle = self.lock().pop()?;
        (dialogue::elapsed(idle.since) < limit).then_some(idle.connection)
    }

    /// Keeps a connection for the next mail.
    pub(super) fn keep(&self, connection: Connection) {
        self.lock().push(Idle {
            connection,
            since: dialogue::now(),
        });
    }

    /// Closes what was idle for `limit` or longer.
    pub(super) async fn close_idle(&self, limit: Duration) {
        let old: Vec<Idle> = self
            .lock()
            .extract_if(.., |idle| dialogue::elapsed(idle.since) >= limit)
            .collect();
        join_all(old.into_iter().map(|idle| idle.connection.close())).await;
    }
}
