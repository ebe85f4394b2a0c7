//! The dispatcher: leases what is due, checks it again, sends it, settles it. At least once; exactly once but for a
//! crash between the relay's answer and our commit, which the journal calls `in_doubt`.

mod content;
mod sending;

use std::sync::Arc;

use domain::{
    event::{Action, Actor, Detail, Event, ObjectType, Reason, Stamp, Status},
    outbox::{OutboxMail, SendFailure},
    time::{Span, Timestamp},
};
use futures::future::try_join_all;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::{JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use crate::{Flow, FlowError, killpoint, relay::Pause};

/// Mails sent at the same time.
pub const CONNECTIONS: usize = 8;

/// Mails sent, or sent and not yet settled: who settles holds no connection, and many settle in one commit.
const UNDER_WAY: usize = 8 * CONNECTIONS;

/// The fewest mails leased at once: nobody can cancel a leased mail, so that they are few where the relay is slow.
const FEWEST: usize = 2 * CONNECTIONS;

/// The most mails leased at once: a fast relay takes these in a tenth of a second.
const MOST: usize = 64 * CONNECTIONS;

/// A lease that lasted less than this was of too few mails.
const SHORT: Span = Span::from_ms(100);

/// How long a mail is leased. What is not begun within its first half is given back.
const LEASE: Span = Span::from_minutes(45);

/// Longer than [`sending::LONGEST`]: the time that a mail must have left when it is begun.
const NEEDED: Span = Span::from_minutes(20);

/// How many mails to lease: more as long as the relay is fast.
#[derive(Debug)]
struct Appetite {
    limit: usize,
    last: Timestamp,
}

impl Appetite {
    /// The next lease is taken at `now`.
    fn next(&mut self, now: Timestamp) -> usize {
        self.limit = if now.since(self.last) < SHORT {
            (self.limit * 2).min(MOST)
        } else {
            (self.limit / 2).max(FEWEST)
        };
        self.last = now;
        self.limit
    }

    /// Whether mails are begun before there is a connection for them: the wait is short then, and used to make the marks
    /// of many mails durable in one commit.
    const fn is_large(&self) -> bool {
        self.limit >= 4 * FEWEST
    }
}

/// A place among the [`CONNECTIONS`].
pub(crate) type Place = OwnedSemaphorePermit;

/// The way to a place: who has one already, and who waits for one.
pub(crate) struct Turn {
    places: Arc<Semaphore>,
    place: Option<Place>,
    /// Begun while the relay was paused.
    probe: bool,
    stop: CancellationToken,
}

impl Flow {
    /// Runs the dispatcher until `stop`; what is being sent then is finished.
    pub async fn run_dispatch(self: Arc<Self>, stop: CancellationToken) -> Result<(), FlowError> {
        loop {
            let rung = self.outbox_bell.notified();
            let settings = self.settings_bell.notified();
            Arc::clone(&self).dispatch_due(&stop).await?;
            let next = self.next_dispatch().await?;
            tokio::select! {
                () = stop.cancelled() => break,
                () = rung => {}
                () = settings => {}
                () = self.world.clock.sleep_until(next) => {}
            }
        }
        self.world.relay.close_idle().await;
        Ok(())
    }

    /// When there may be something to do again.
    async fn next_dispatch(&self) -> Result<Timestamp, FlowError> {
        let next = self
            .world
            .store
            .next_mail()
            .await?
            .unwrap_or(Timestamp::MAX);
        Ok(match self.relay.pause() {
            Some(pause) => next.max(pause.next_probe),
            None => next,
        })
    }

    /// Sends what is due until nothing is, the relay is paused, or `stop`.
    pub async fn dispatch_due(self: Arc<Self>, stop: &CancellationToken) -> Result<(), FlowError> {
        let mut under_way = JoinSet::new();
        let mut leased = Vec::new();
        let result = Arc::clone(&self)
            .pump(&mut under_way, &mut leased, stop)
            .await;
        self.wind_down(under_way, leased).await?;
        result
    }

    async fn pump(
        self: Arc<Self>,
        under_way: &mut JoinSet<Result<(), FlowError>>,
        leased: &mut Vec<OutboxMail>,
        stop: &CancellationToken,
    ) -> Result<(), FlowError> {
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let mut appetite = Appetite {
            limit: FEWEST,
            last: Timestamp::default(),
        };
        while !stop.is_cancelled() {
            let held_back = self.holds_back(under_way.len());
            if leased.is_empty() && !held_back {
                *leased = self.lease(&mut appetite).await?;
            }
            let may_begin = !leased.is_empty() && !held_back && under_way.len() < UNDER_WAY;
            if !may_begin && under_way.is_empty() {
                // Nothing is due, or the relay is paused.
                break;
            }
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                turn = self.turn(&places, appetite.is_large(), stop), if may_begin => {
                    if let Some(mail) = leased.pop() {
                        let flow = Arc::clone(&self);
                        under_way.spawn(async move { flow.begin(mail, turn).await });
                    }
                }
                Some(sent) = under_way.join_next() => finished(sent)?,
            }
        }
        Ok(())
    }

    /// The turn of the next mail: at once if it may `wait` for its place itself.
    async fn turn(&self, places: &Arc<Semaphore>, wait: bool, stop: &CancellationToken) -> Turn {
        let probe = self.relay.pause().is_some();
        let place = if wait && !probe {
            Arc::clone(places).try_acquire_owned().ok()
        } else {
            // Never closed.
            Arc::clone(places).acquire_owned().await.ok()
        };
        Turn {
            places: Arc::clone(places),
            place,
            probe,
            stop: stop.clone(),
        }
    }

    /// Sends a leased mail; one that waited too long for its turn is given back, as its lease may end meanwhile.
    async fn begin(&self, mail: OutboxMail, turn: Turn) -> Result<(), FlowError> {
        if mail.due < self.now() + NEEDED {
            return self.release(mail).await;
        }
        self.send_safely(mail, turn).await
    }

    /// While the relay is paused, one mail at a time, and only when a probe is due.
    fn holds_back(&self, under_way: usize) -> bool {
        let now = self.now();
        self.relay
            .pause()
            .is_some_and(|pause| under_way > 0 || now < pause.next_probe)
    }

    async fn lease(&self, appetite: &mut Appetite) -> Result<Vec<OutboxMail>, FlowError> {
        let now = self.now();
        let limit = if self.relay.pause().is_some() {
            1
        } else {
            appetite.next(now)
        };
        let mut mails = self.world.store.lease(now, now + LEASE, limit).await?;
        if !mails.is_empty() {
            killpoint::reached("dispatch:leased");
        }
        mails.reverse();
        Ok(mails)
    }

    /// Finishes what is under way and gives back what was leased and not begun.
    async fn wind_down(
        &self,
        mut under_way: JoinSet<Result<(), FlowError>>,
        leased: Vec<OutboxMail>,
    ) -> Result<(), FlowError> {
        // All in a commit or two: the end of a process does not wait long.
        try_join_all(leased.into_iter().map(|mail| self.release(mail))).await?;
        while let Some(sent) = under_way.join_next().await {
            finished(sent)?;
        }
        Ok(())
    }

    /// Pauses all sending; the journal is told once.
    async fn pause_relay(&self, failure: &SendFailure) -> Result<(), FlowError> {
        let now = self.now();
        if self.relay.failed(failure, now) {
            tracing::warn!(
                reason = failure.reason.code(),
                code = failure.smtp_code,
                "sending mail is paused"
            );
            self.system_event(Action::Suspend, Some(failure.reason), &failure.smtp_text)
                .await?;
        }
        Ok(())
    }

    /// The relay took a mail: sending goes on, and the journal is told if it had stopped.
    async fn relay_worked(&self) -> Result<(), FlowError> {
        if let Some(pause) = self.relay.worked(self.now()) {
            tracing::info!("sending mail goes on");
            self.system_event(Action::Resume, None, &pause.text).await?;
        }
        Ok(())
    }

    async fn system_event(
        &self,
        action: Action,
        reason: Option<Reason>,
        text: &str,
    ) -> Result<(), FlowError> {
        let language = self.directory().settings().email.language;
        let subject = match action {
            Action::Suspend => language.pick("envoi des mails suspendu", "sending mail is paused"),
            _ => language.pick("envoi des mails repris", "sending mail goes on"),
        };
        let mut draft = Event::draft(&Stamp::system(self.now()), ObjectType::System, action)
            .says(language, subject);
        draft.actor = Actor::System;
        draft.reason = reason;
        draft.status = if reason.is_some() {
            Status::Ko
        } else {
            Status::Ok
        };
        draft.detail = Detail::Note(text.to_owned());
        self.world.store.append(vec![draft]).await?;
        Ok(())
    }

    /// Why nothing is sent now, if so: the banner for admins.
    pub fn relay_pause(&self) -> Option<Pause> {
        self.relay.pause()
    }
}

/// A panic while sending is a fault of the process, as a failing store is.
fn finished(sent: Result<Result<(), FlowError>, JoinError>) -> Result<(), FlowError> {
    sent.unwrap_or_else(|source| {
        Err(FlowError::Store {
            doing: "sending a mail",
            source: source.into(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_mails_are_held_of_a_slow_relay_and_many_of_a_fast_one() {
        let mut appetite = Appetite {
            limit: FEWEST,
            last: Timestamp::default(),
        };
        let mut now = Timestamp::from_ms(1_000_000);
        assert_eq!(appetite.next(now), FEWEST);
        for _ in 0..20 {
            now = now + Span::from_ms(10);
            appetite.next(now);
        }
        assert_eq!(appetite.limit, MOST);
        for _ in 0..20 {
            now = now + Span::from_secs(1);
            appetite.next(now);
        }
        assert_eq!(appetite.limit, FEWEST);
    }
}
