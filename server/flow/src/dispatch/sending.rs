//! One mail: check, compose, send, settle.

use std::{
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use domain::{
    address::EmailAddress,
    directory::Directory,
    event::{MailFacts, Reason},
    outbox::{Accepted, FailureScope, OutboxMail, SendFailure},
    time::{Span, Timestamp},
};
use futures::FutureExt as _;

/// The longest that one mail may take, all steps together.
pub(super) const LONGEST: Duration = Duration::from_mins(15);

/// The wait of a mail for which the relay had no connection left.
const BUSY: Span = Span::from_secs(10);

use crate::{
    Flow, FlowError,
    dispatch::{
        Place, Turn,
        content::{Content, Leaving},
    },
    killpoint,
    letter::delay_ms,
    port::{Composed, Outcome, RelaySettings, SendError, Settle, SkippedLines, StoreError},
    random,
};

impl Flow {
    /// As [`Flow::send`]; a mail over which our own code panics is put off, and the others go on.
    pub(super) async fn send_safely(&self, mail: OutboxMail, turn: Turn) -> Result<(), FlowError> {
        let kept = mail.clone();
        match AssertUnwindSafe(self.send(mail, turn)).catch_unwind().await {
            Ok(sent) => sent,
            Err(_) => self.put_off(kept, "sending it panicked".to_owned()).await,
        }
    }

    /// Sends one leased mail and settles it. Only failures of our own store come back as errors.
    async fn send(&self, mail: OutboxMail, turn: Turn) -> Result<(), FlowError> {
        let directory = self.directory();
        let keeping = &directory.settings().keeping;
        let way = self.way(&directory, &mail).await?;
        if mail.created_at + keeping.give_up <= self.now() {
            return self.give_up(mail, way.is_some()).await;
        }
        let Some(way) = way else {
            self.pause_relay(&not_configured()).await?;
            return self.release(mail).await;
        };
        match self.leaving_content(&directory, &mail, &way.sender).await? {
            Content::Leaving(leaving) => self.deliver(mail, leaving, &way, turn).await,
            Content::Skipped(reason, lines) => self.skip(mail, reason, lines).await,
            Content::PutOff(why) => self.put_off(mail, why).await,
        }
    }

    /// EMAIL SKIP of a whole mail.
    async fn skip(
        &self,
        mail: OutboxMail,
        reason: Reason,
        skipped: Vec<SkippedLines>,
    ) -> Result<(), FlowError> {
        let facts = facts(&mail, None, self.now());
        self.settle(Settle {
            outcome: Outcome::Skipped(reason),
            facts,
            skipped,
            at: self.now(),
            mail,
        })
        .await
    }

    /// Hands a mail over and settles it.
    async fn deliver(
        &self,
        mail: OutboxMail,
        leaving: Leaving,
        way: &Way,
        turn: Turn,
    ) -> Result<(), FlowError> {
        let Leaving {
            composed,
            skipped,
            sender,
            own_sender,
        } = leaving;
        let (place, marked) = match self.place(&mail, turn).await {
            Ok(Some(place)) => place,
            Ok(None) => return self.release(mail).await,
            // Cancelled or leased by another meanwhile: theirs to settle.
            Err(StoreError::Conflict(_) | StoreError::Refused(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        killpoint::reached("dispatch:before_mail");
        let answer = self
            .hand_over(&mail, &composed, (&way.settings, sender.as_ref()), marked)
            .await
            .map_err(|error| of_this_mail(error, way.own, own_sender));
        killpoint::reached("dispatch:answered");
        // The next mail may go while this one is settled.
        drop(place);
        let outcome = match answer {
            Ok(accepted) => {
                self.spoke(way).await?;
                Outcome::Sent(accepted)
            }
            Err(error) => match self.after_failure(&mail, error, way).await? {
                Some(outcome) => outcome,
                // Cancelled or leased by another meanwhile: theirs to settle.
                None => return Ok(()),
            },
        };
        let facts = answered(facts(&mail, Some(&composed.from), self.now()), &outcome);
        self.settle(Settle {
            outcome,
            facts,
            skipped,
            at: self.now(),
            mail,
        })
        .await
    }

    /// The place of a mail, and whether it is marked already: who has to wait for a place makes its mark meanwhile.
    /// `None`: it is not to be sent now, as the relay was paused while it waited, or the process ends.
    async fn place(
        &self,
        mail: &OutboxMail,
        turn: Turn,
    ) -> Result<Option<(Place, bool)>, StoreError> {
        if let Some(place) = turn.place {
            return Ok(Some((place, false)));
        }
        self.world.store.mark_sending(mail.id, mail.attempt).await?;
        let place = turn
            .stop
            .run_until_cancelled(turn.places.acquire_owned())
            .await;
        let paused = !turn.probe && self.relay.pause().is_some();
        Ok(place
            .and_then(Result::ok)
            .filter(|_| !paused)
            .map(|place| (place, true)))
    }

    async fn hand_over(
        &self,
        mail: &OutboxMail,
        composed: &Composed,
        (settings, sender): (&RelaySettings, Option<&EmailAddress>),
        marked_before: bool,
    ) -> Result<Accepted, SendError> {
        let (id, attempt) = (mail.id, mail.attempt);
        let marked = AtomicBool::new(false);
        let seen = &marked;
        let mark = Box::new(move || {
            async move {
                if !marked_before {
                    killpoint::reached("dispatch:before_mark");
                    self.world.store.mark_sending(id, attempt).await?;
                }
                seen.store(true, Ordering::Release);
                killpoint::reached("dispatch:marked");
                Ok(())
            }
            .boxed()
        });
        let sending = self
            .world
            .relay
            .send(settings, sender, &mail.to, composed, mark);
        tokio::time::timeout(LONGEST, sending)
            .await
            .unwrap_or_else(|_| {
                let late = SendFailure {
                    transient: true,
                    ..ours(FailureScope::Mail, Reason::Unreachable)
                };
                Err(if marked.load(Ordering::Acquire) {
                    SendError::InDoubt(late)
                } else {
                    SendError::Failed(late)
                })
            })
    }

    /// The relay a mail leaves by; `None` while none is set.
    async fn way(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
    ) -> Result<Option<Way>, FlowError> {
        let own = self.own_relay(directory, mail).await?;
        let is_own = own.is_some();
        let relay = own.or_else(|| self.relay_settings(directory));
        Ok(relay.map(|(settings, sender)| Way {
            settings,
            sender,
            own: is_own,
        }))
    }

    /// A relay answered. That an inbox' own does says nothing of the installation's.
    async fn spoke(&self, way: &Way) -> Result<(), FlowError> {
        if way.own {
            return Ok(());
        }
        self.relay_worked().await
    }

    /// What a failure means for the mail; `None`: it is another's now.
    async fn after_failure(
        &self,
        mail: &OutboxMail,
        error: SendError,
        way: &Way,
    ) -> Result<Option<Outcome>, FlowError> {
        let directory = self.directory();
        let keeping = &directory.settings().keeping;
        let now = self.now();
        let later = now + keeping.backoff(mail.attempt, random::number());
        Ok(Some(match error {
            SendError::NotMarked(StoreError::Conflict(_) | StoreError::Refused(_)) => {
                return Ok(None);
            }
            SendError::NotMarked(error) => return Err(error.into()),
            SendError::InDoubt(failure) => Outcome::Retry(
                SendFailure {
                    reason: Reason::InDoubt,
                    transient: true,
                    ..failure
                },
                later,
            ),
            SendError::Failed(failure) if failure.scope == FailureScope::Relay => {
                if self.relay.is_busy(&failure, now) {
                    return Ok(Some(Outcome::Released(now + BUSY)));
                }
                self.pause_relay(&failure).await?;
                Outcome::Released(now)
            }
            SendError::Failed(failure) => {
                if failure.smtp_code.is_some() {
                    // It said no to this mail: so it speaks.
                    self.spoke(way).await?;
                }
                if failure.transient {
                    Outcome::Retry(failure, later)
                } else {
                    Outcome::Failed(failure)
                }
            }
        }))
    }

    /// A fault of ours, such as a broken template, stops this mail only; it is tried again, for it may be mended.
    async fn put_off(&self, mail: OutboxMail, why: String) -> Result<(), FlowError> {
        // What exactly went wrong stands in the journal: it may name people.
        tracing::error!(mail = mail.id.0, "a mail could not be put together");
        let failure = SendFailure {
            transient: true,
            smtp_text: why,
            ..ours(FailureScope::Mail, Reason::RefusedContent)
        };
        let later = self.now()
            + self
                .directory()
                .settings()
                .keeping
                .backoff(mail.attempt, random::number());
        let outcome = Outcome::Retry(failure, later);
        let facts = answered(facts(&mail, None, self.now()), &outcome);
        self.settle(Settle {
            outcome,
            facts,
            skipped: Vec::new(),
            at: self.now(),
            mail,
        })
        .await
    }

    async fn give_up(&self, mail: OutboxMail, configured: bool) -> Result<(), FlowError> {
        let outcome = if configured {
            let last = mail.last.clone();
            let words = last.map_or_else(String::new, |last| last.smtp_text);
            Outcome::Failed(SendFailure {
                smtp_text: words,
                ..ours(FailureScope::Mail, Reason::Expired)
            })
        } else {
            Outcome::Skipped(Reason::SmtpNotConfigured)
        };
        let facts = answered(facts(&mail, None, self.now()), &outcome);
        self.settle(Settle {
            outcome,
            facts,
            skipped: Vec::new(),
            at: self.now(),
            mail,
        })
        .await
    }

    /// Gives a leased mail back untried.
    pub(super) async fn release(&self, mail: OutboxMail) -> Result<(), FlowError> {
        let at = self.now();
        let facts = facts(&mail, None, at);
        self.settle(Settle {
            outcome: Outcome::Released(at),
            facts,
            skipped: Vec::new(),
            at,
            mail,
        })
        .await
    }

    /// A stale lease is no fault: another holds the mail, and settles it.
    async fn settle(&self, settle: Settle) -> Result<(), FlowError> {
        killpoint::reached("dispatch:before_settle");
        match self.world.store.settle_mail(settle).await {
            Ok(()) | Err(StoreError::Conflict(_)) => {
                killpoint::reached("dispatch:settled");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The relay that a mail leaves by.
struct Way {
    settings: RelaySettings,
    /// Who mails are from that nobody else is the sender of.
    sender: EmailAddress,
    /// An inbox' own: it stops no mail but those of its inbox, each of which is tried again by itself.
    own: bool,
}

/// A refused sender stops every mail only if it is the sender of every mail, and so does a relay.
fn of_this_mail(error: SendError, own_relay: bool, own_sender: bool) -> SendError {
    match error {
        SendError::Failed(failure) if own_relay && failure.scope == FailureScope::Relay => {
            SendError::Failed(SendFailure {
                scope: FailureScope::Mail,
                transient: true,
                ..failure
            })
        }
        SendError::Failed(failure)
            if own_sender
                && failure.scope == FailureScope::Relay
                && failure.reason == Reason::RefusedSender =>
        {
            SendError::Failed(SendFailure {
                scope: FailureScope::Mail,
                ..failure
            })
        }
        error => error,
    }
}

fn facts(mail: &OutboxMail, from: Option<&EmailAddress>, now: Timestamp) -> MailFacts {
    MailFacts {
        to: Some(mail.to.clone()),
        from: from.cloned(),
        template: Some(mail.content.template().to_owned()),
        message_id: Some(mail.message_id.clone()),
        attempt: Some(mail.attempt),
        delay_ms: Some(delay_ms(mail, now)),
        ..MailFacts::default()
    }
}

/// With the relay's own words.
fn answered(facts: MailFacts, outcome: &Outcome) -> MailFacts {
    let (code, enhanced, text) = match outcome {
        Outcome::Sent(said) => (Some(said.smtp_code), &said.smtp_enhanced, &said.smtp_text),
        Outcome::Retry(said, _) | Outcome::Failed(said) => {
            (said.smtp_code, &said.smtp_enhanced, &said.smtp_text)
        }
        Outcome::Skipped(_) | Outcome::Released(_) => return facts,
    };
    MailFacts {
        smtp_code: code,
        smtp_enhanced: enhanced.clone(),
        smtp_text: Some(text.clone()),
        ..facts
    }
}

fn ours(scope: FailureScope, reason: Reason) -> SendFailure {
    SendFailure {
        scope,
        reason,
        transient: false,
        smtp_code: None,
        smtp_enhanced: None,
        smtp_text: String::new(),
    }
}

fn not_configured() -> SendFailure {
    SendFailure {
        transient: true,
        ..ours(FailureScope::Relay, Reason::SmtpNotConfigured)
    }
}
