//! One mail: check, compose, send, settle.

use domain::{
    address::EmailAddress,
    directory::Directory,
    event::{MailFacts, Reason},
    outbox::{Accepted, FailureScope, MailContent, OutboxMail, SendFailure},
    time::Timestamp,
};
use futures::FutureExt as _;

use crate::{
    Flow, FlowError,
    check::{Rechecked, recheck},
    killpoint,
    letter::delay_ms,
    port::{ComposeError, Composed, Outcome, RelaySettings, SendError, Settle, StoreError},
    random,
};

impl Flow {
    /// Sends one leased mail and settles it. Only failures of our own store come back as errors.
    pub(super) async fn send(&self, mail: OutboxMail) -> Result<(), FlowError> {
        let directory = self.directory();
        let keeping = &directory.settings().keeping;
        let relay = self.relay_settings(&directory);
        if mail.created_at + keeping.give_up <= self.now() {
            return self.give_up(mail, relay.is_some()).await;
        }
        let Some((settings, sender)) = relay else {
            self.pause_relay(&not_configured()).await?;
            return self.release(mail).await;
        };
        let MailContent::Alert(content) = &mail.content;
        let files = self.world.store.files_by_id(content.lines.iter().map(|line| line.file).collect()).await?;
        let checked = recheck(&directory, &mail, content, files);
        let Some(first) = checked.skipped.first().map(|skipped| skipped.reason).filter(|_| checked.lines.is_empty())
        else {
            return self.send_checked(mail, checked, &directory, (&settings, &sender)).await;
        };
        let facts = facts(&mail, None, self.now());
        self.settle(Settle { outcome: Outcome::Skipped(first), facts, skipped: checked.skipped, at: self.now(), mail })
            .await
    }

    async fn send_checked(
        &self,
        mail: OutboxMail,
        checked: Rechecked,
        directory: &Directory,
        (settings, sender): (&RelaySettings, &EmailAddress),
    ) -> Result<(), FlowError> {
        let MailContent::Alert(content) = &mail.content;
        let letter = self.alert_letter(directory, &mail, content, &checked.lines, sender);
        let composed = match self.world.composer.alert(&letter) {
            Ok(composed) => composed,
            Err(error) => return self.not_composed(mail, &error, directory).await,
        };
        killpoint::reached("dispatch:before_mail");
        let answer = self.hand_over(&mail, &composed, (settings, sender)).await;
        killpoint::reached("dispatch:answered");
        let outcome = match answer {
            Ok(accepted) => {
                self.relay_worked().await?;
                Outcome::Sent(accepted)
            }
            Err(error) => match self.after_failure(&mail, error, directory).await? {
                Some(outcome) => outcome,
                // Cancelled or leased by another meanwhile: theirs to settle.
                None => return Ok(()),
            },
        };
        let facts = answered(facts(&mail, Some(&composed.from), self.now()), &outcome);
        self.settle(Settle { outcome, facts, skipped: checked.skipped, at: self.now(), mail }).await
    }

    async fn hand_over(
        &self,
        mail: &OutboxMail,
        composed: &Composed,
        (settings, sender): (&RelaySettings, &EmailAddress),
    ) -> Result<Accepted, SendError> {
        let (id, attempt) = (mail.id, mail.attempt);
        let mark = Box::new(move || {
            async move {
                killpoint::reached("dispatch:before_mark");
                self.world.store.mark_sending(id, attempt).await?;
                killpoint::reached("dispatch:marked");
                Ok(())
            }
            .boxed()
        });
        self.world.relay.send(settings, sender, &mail.to, composed, mark).await
    }

    /// What a failure means for the mail; `None`: it is another's now.
    async fn after_failure(
        &self,
        mail: &OutboxMail,
        error: SendError,
        directory: &Directory,
    ) -> Result<Option<Outcome>, FlowError> {
        let keeping = &directory.settings().keeping;
        let now = self.now();
        let later = now + keeping.backoff(mail.attempt, random::number());
        Ok(Some(match error {
            SendError::NotMarked(StoreError::Conflict(_) | StoreError::Refused(_)) => return Ok(None),
            SendError::NotMarked(error) => return Err(error.into()),
            SendError::InDoubt(failure) => {
                Outcome::Retry(SendFailure { reason: Reason::InDoubt, transient: true, ..failure }, later)
            }
            SendError::Failed(failure) if failure.scope == FailureScope::Relay => {
                self.pause_relay(&failure).await?;
                Outcome::Released(now)
            }
            SendError::Failed(failure) if failure.transient => Outcome::Retry(failure, later),
            SendError::Failed(failure) => Outcome::Failed(failure),
        }))
    }

    /// A fault of a template stops this mail only; it is tried again, for the template may be mended.
    async fn not_composed(
        &self,
        mail: OutboxMail,
        error: &ComposeError,
        directory: &Directory,
    ) -> Result<(), FlowError> {
        tracing::error!(mail = mail.id.0, %error, "a mail could not be put together");
        let failure = SendFailure {
            transient: true,
            smtp_text: error.to_string(),
            ..ours(FailureScope::Mail, Reason::RefusedContent)
        };
        let later = self.now() + directory.settings().keeping.backoff(mail.attempt, random::number());
        let outcome = Outcome::Retry(failure, later);
        let facts = answered(facts(&mail, None, self.now()), &outcome);
        self.settle(Settle { outcome, facts, skipped: Vec::new(), at: self.now(), mail }).await
    }

    async fn give_up(&self, mail: OutboxMail, configured: bool) -> Result<(), FlowError> {
        let outcome = if configured {
            let last = mail.last.clone();
            let words = last.map_or_else(String::new, |last| last.smtp_text);
            Outcome::Failed(SendFailure { smtp_text: words, ..ours(FailureScope::Mail, Reason::Expired) })
        } else {
            Outcome::Skipped(Reason::SmtpNotConfigured)
        };
        let facts = answered(facts(&mail, None, self.now()), &outcome);
        self.settle(Settle { outcome, facts, skipped: Vec::new(), at: self.now(), mail }).await
    }

    /// Gives a leased mail back untried.
    pub(super) async fn release(&self, mail: OutboxMail) -> Result<(), FlowError> {
        let at = self.now();
        let facts = facts(&mail, None, at);
        self.settle(Settle { outcome: Outcome::Released(at), facts, skipped: Vec::new(), at, mail }).await
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

fn facts(mail: &OutboxMail, from: Option<&EmailAddress>, now: Timestamp) -> MailFacts {
    MailFacts {
        to: Some(mail.to.clone()),
        from: from.cloned(),
        template: Some("alert".to_owned()),
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
        Outcome::Retry(said, _) | Outcome::Failed(said) => (said.smtp_code, &said.smtp_enhanced, &said.smtp_text),
        Outcome::Skipped(_) | Outcome::Released(_) => return facts,
    };
    MailFacts { smtp_code: code, smtp_enhanced: enhanced.clone(), smtp_text: Some(text.clone()), ..facts }
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
    SendFailure { transient: true, ..ours(FailureScope::Relay, Reason::SmtpNotConfigured) }
}
