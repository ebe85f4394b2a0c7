//! The dispatcher: leases what is due, checks it again, sends it, settles it. At least once; exactly once but for a
//! crash between the relay's answer and our commit, which the journal calls `in_doubt`.

mod sending;

use std::sync::Arc;

use domain::{
    event::{Action, Actor, Detail, Event, ObjectType, Reason, Stamp, Status},
    outbox::{OutboxMail, SendFailure},
    time::{Span, Timestamp},
};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{Flow, FlowError, killpoint, relay::Pause};

/// Mails sent at the same time.
pub const CONNECTIONS: usize = 8;

/// Mails leased at once.
const BATCH: usize = 2 * CONNECTIONS;

/// Longer than all that was leased at once can take: two rounds of [`sending::LONGEST`].
const LEASE: Span = Span::from_minutes(45);

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
        while !stop.is_cancelled() {
            let held_back = self.holds_back(under_way.len());
            if leased.is_empty() && !held_back {
                *leased = self.lease().await?;
            }
            let free = under_way.len() < CONNECTIONS && !held_back;
            if let Some(mail) = free.then(|| leased.pop()).flatten() {
                let flow = Arc::clone(&self);
                under_way.spawn(async move { flow.send_safely(mail).await });
                continue;
            }
            match under_way.join_next().await {
                Some(sent) => finished(sent)?,
                // Nothing is due, or the relay is paused.
                None => break,
            }
        }
        Ok(())
    }

    /// While the relay is paused, one mail at a time, and only when a probe is due.
    fn holds_back(&self, under_way: usize) -> bool {
        let now = self.now();
        self.relay
            .pause()
            .is_some_and(|pause| under_way > 0 || now < pause.next_probe)
    }

    async fn lease(&self) -> Result<Vec<OutboxMail>, FlowError> {
        let limit = if self.relay.pause().is_some() {
            1
        } else {
            BATCH
        };
        let now = self.now();
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
        for mail in leased {
            self.release(mail).await?;
        }
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
