use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use domain::{
    address::EmailAddress,
    event::Reason,
    outbox::{Accepted, SendFailure},
};
use flow::port::{Composed, Greeted, MarkSending, RelayPort, RelaySettings, SendError, TestReport};
use tokio_util::sync::CancellationToken;

use super::{
    connection::{Connection, Lost, Ways},
    dialogue::Recorder,
    envelope::Envelope,
    failure,
    pool::Pool,
    reply::Reply,
    tls::{BadRoots, Tls, TlsClient},
};
use crate::dns::{Dns, Resolver};

/// How long a connection may be idle.
const IDLE: Duration = Duration::from_mins(1);

/// The most relays whose connections are kept.
const MAX_RELAYS: usize = 32;

/// [`RelayPort`] over SMTP: up to eight connections to a relay, kept for the next mail.
pub struct SmtpRelay {
    ways: Ways,
    idle: Duration,
    /// One for each relay, the one used last at the end.
    pools: Mutex<Vec<Arc<Pool>>>,
}

impl SmtpRelay {
    /// Trusts the platform's roots and those of `tls`; finds relays as the system does.
    ///
    /// # Errors
    /// When the further roots are no PEM certificates.
    pub fn new(tls: &Tls) -> Result<Self, BadRoots> {
        Ok(Self {
            ways: Ways {
                resolver: Arc::new(Dns::system()),
                tls: TlsClient::new(tls)?,
            },
            idle: IDLE,
            pools: Mutex::default(),
        })
    }

    /// Finds relays by `resolver` instead of as the system does.
    #[must_use]
    pub fn resolving_with(mut self, resolver: Arc<dyn Resolver>) -> Self {
        self.ways.resolver = resolver;
        self
    }

    /// Closes connections that were idle for `idle` instead of a minute.
    #[must_use]
    pub const fn idle_after(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// Closes idle connections when it is time, until `stop`; then all of them. For the server's jobs.
    pub async fn tend(&self, stop: &CancellationToken) {
        // Looked at four times as often as they grow old: none is idle for more than the time set.
        let (often, old) = (self.idle / 4, self.idle / 4 * 3);
        while stop
            .run_until_cancelled(tokio::time::sleep(often))
            .await
            .is_some()
        {
            for pool in self.all() {
                pool.close_idle(old).await;
            }
        }
        self.close_idle().await;
    }

    fn all(&self) -> Vec<Arc<Pool>> {
        self.pools
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The pool for `settings`. With other settings than before for the same account the old connections are closed; of
    /// too many relays the one not used for longest goes.
    async fn pool(&self, settings: &RelaySettings) -> Arc<Pool> {
        let (pool, old) = {
            let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
            let account = account(settings);
            let place = pools
                .iter()
                .position(|pool| self::account(pool.settings()) == account);
            let known = place.map(|place| pools.remove(place));
            let (pool, old) = match known {
                Some(pool) if pool.settings() == settings => (pool, None),
                other => (Arc::new(Pool::new(settings.clone())), other),
            };
            pools.push(Arc::clone(&pool));
            let one_less = || (pools.len() > MAX_RELAYS).then(|| pools.remove(0));
            (pool, old.or_else(one_less))
        };
        if let Some(old) = old {
            old.close_idle(Duration::ZERO).await;
        }
        pool
    }

    /// A connection on which the relay waits for the content. One kept from before may have been closed by the
    /// relay meanwhile, which shows only now: it is replaced by a fresh one, and nobody hears of it.
    async fn offer(
        &self,
        pool: &Pool,
        envelope: &Envelope,
        mail: &[u8],
    ) -> Result<Connection, SendFailure> {
        if let Some(mut kept) = pool.take(self.idle) {
            match kept.offer(envelope, mail).await {
                Ok(()) => return Ok(kept),
                Err(trouble) if trouble.usable => {
                    keep_after_refusal(pool, kept).await;
                    return Err(trouble.failure);
                }
                Err(trouble) => tracing::debug!(
                    text = trouble.failure.smtp_text,
                    "a kept connection is replaced"
                ),
            }
        }
        let mut fresh = Connection::open(pool.settings(), &self.ways, None).await?;
        match fresh.offer(envelope, mail).await {
            Ok(()) => Ok(fresh),
            Err(trouble) => {
                if trouble.usable {
                    keep_after_refusal(pool, fresh).await;
                }
                Err(trouble.failure)
            }
        }
    }
}

/// Whom a relay knows us as.
fn account(settings: &RelaySettings) -> (&str, u16, &str) {
    (&settings.host, settings.port, &settings.username)
}

async fn keep_after_refusal(pool: &Pool, mut connection: Connection) {
    if connection.reset().await {
        pool.keep(connection);
    }
}

#[async_trait]
impl RelayPort for SmtpRelay {
    async fn send(
        &self,
        settings: &RelaySettings,
        envelope_from: Option<&EmailAddress>,
        to: &EmailAddress,
        mail: &Composed,
        mark: MarkSending<'_>,
    ) -> Result<Accepted, SendError> {
        let envelope = Envelope::new(envelope_from, to).map_err(SendError::Failed)?;
        let pool = self.pool(settings).await;
        let _place = pool
            .place()
            .await
            .ok_or_else(|| SendError::Failed(closed()))?;
        let mut connection = self
            .offer(&pool, &envelope, &mail.bytes)
            .await
            .map_err(SendError::Failed)?;
        // Unmarked nothing leaves: the connection is dropped without the final dot.
        mark().await.map_err(SendError::NotMarked)?;
        match connection.content(&mail.bytes).await {
            Ok(reply) => {
                pool.keep(connection);
                Ok(accepted(reply))
            }
            Err(Lost::Refused(failure)) => {
                keep_after_refusal(&pool, connection).await;
                Err(SendError::Failed(failure))
            }
            Err(Lost::NotSent(failure)) => Err(SendError::Failed(failure)),
            Err(Lost::InDoubt(failure)) => Err(SendError::InDoubt(failure)),
        }
    }

    async fn test(
        &self,
        settings: &RelaySettings,
        envelope_from: &EmailAddress,
        to: &EmailAddress,
        mail: &Composed,
    ) -> TestReport {
        let recorder = Recorder::new();
        let sent = self
            .try_out(settings, (envelope_from, to), mail, &recorder)
            .await;
        if let Err(failure) = &sent {
            recorder.note(&failure.smtp_text);
        }
        let (lines, tls) = recorder.finish();
        TestReport {
            ok: sent.is_ok(),
            lines,
            tls,
            failure: sent.err(),
        }
    }

    async fn greet(&self, settings: &RelaySettings) -> Greeted {
        let recorder = Recorder::new();
        let unsigned = RelaySettings {
            username: String::new(),
            password: String::new(),
            ..settings.clone()
        };
        let opened = Connection::open(&unsigned, &self.ways, Some(recorder.clone())).await;
        let (auth, failure) = match opened {
            Ok(connection) => {
                let auth = connection.offers().auth.clone();
                connection.close().await;
                (auth, None)
            }
            Err(failure) => (Vec::new(), Some(failure)),
        };
        let (_, tls) = recorder.finish();
        Greeted { auth, tls, failure }
    }

    async fn close_idle(&self) {
        for pool in self.all() {
            pool.close_idle(Duration::ZERO).await;
        }
    }
}

impl SmtpRelay {
    async fn try_out(
        &self,
        settings: &RelaySettings,
        (from, to): (&EmailAddress, &EmailAddress),
        mail: &Composed,
        recorder: &Recorder,
    ) -> Result<Accepted, SendFailure> {
        let envelope = Envelope::new(Some(from), to)?;
        let mut connection = Connection::open(settings, &self.ways, Some(recorder.clone())).await?;
        let sent =
            match connection.offer(&envelope, &mail.bytes).await {
                Ok(()) => connection
                    .content(&mail.bytes)
                    .await
                    .map(accepted)
                    .map_err(|lost| match lost {
                        Lost::NotSent(failure)
                        | Lost::Refused(failure)
                        | Lost::InDoubt(failure) => failure,
                    }),
                Err(trouble) => Err(trouble.failure),
            };
        connection.close().await;
        sent
    }
}

fn accepted(reply: Reply) -> Accepted {
    Accepted {
        smtp_code: reply.code,
        smtp_enhanced: reply.enhanced,
        smtp_text: reply.text,
    }
}

fn closed() -> SendFailure {
    failure::relay(Reason::Unreachable, "the way out is closed")
}
