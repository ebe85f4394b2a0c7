//! Third station: who sent a message, as far as the DNS tells. The ticket is there already; what needs the answer, the
//! acknowledgement, waits for it.

use std::time::Duration;

use domain::{
    received::{Attribution, AttributionState, MessageClass, Received, Verdict},
    time::Span,
};
use futures::future::try_join_all;
use tokio_util::sync::CancellationToken;

use crate::{Flow, FlowError};

/// Messages looked up at the same time.
const BATCH: usize = 16;

/// The longest that all questions about one message may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The longest wait without a look.
const LOOK_AGAIN: Span = Span::from_secs(30);

impl Flow {
    /// Says who sent what was received, until `stop`.
    pub async fn run_senders(&self, stop: CancellationToken) -> Result<(), FlowError> {
        loop {
            let rung = self.senders_bell.notified();
            while !stop.is_cancelled() && self.attribute_next().await? {}
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = rung => {}
                () = self.world.clock.sleep_until(self.now() + LOOK_AGAIN) => {}
            }
        }
    }

    /// Looks up the senders of the next messages; `false` when there were none.
    pub async fn attribute_next(&self) -> Result<bool, FlowError> {
        let waiting = self.world.store.unattributed(BATCH).await?;
        try_join_all(waiting.iter().map(|received| self.attribute(received))).await?;
        Ok(!waiting.is_empty())
    }

    /// The acknowledgement first: a crash in between does both again, and the ticket knows that it was acknowledged.
    async fn attribute(&self, received: &Received) -> Result<(), FlowError> {
        let raw = match self.raw_of(received).await {
            Ok(raw) => raw,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    received = received.id.0,
                    "reading a message"
                );
                return Ok(self
                    .world
                    .store
                    .attribute(received.id, unanswered(), None, self.now())
                    .await?);
            }
        };
        let attributor = &self.world.mail_in.attributor;
        let asked = attributor.attribute(&raw, &received.envelope);
        let attribution = tokio::time::timeout(PATIENCE, asked)
            .await
            .unwrap_or_else(|_| unanswered());
        let (mut ruled, answer) = self.ruled(received, &attribution).await?.unzip();
        let answer = answer.flatten();
        let is_new = received.verdict == Some(Verdict::Ticket);
        let answered = (is_new || answer.is_some())
            && received.class == Some(MessageClass::Normal)
            && attribution.dmarc != "fail";
        let forwards = ruled
            .as_ref()
            .is_some_and(|ruled| !ruled.forward.is_empty());
        if answered || forwards {
            let read = self.read_message(raw).await?;
            if let Some(ruled) = ruled.as_mut().filter(|_| self.hop(&read).is_some()) {
                // One automatic redirection only.
                ruled.forward.clear();
            }
            if answered && !read.suppress_auto_response {
                self.acknowledge(received, &read.text, answer).await?;
            }
        }
        let store = &self.world.store;
        store
            .attribute(received.id, attribution, ruled, self.now())
            .await?;
        if forwards {
            self.outbox_bell.notify_one();
        }
        Ok(())
    }
}

/// Nothing could be asked, or the DNS did not answer in time.
fn unanswered() -> Attribution {
    Attribution {
        state: AttributionState::Unverified,
        spf: "temperror".to_owned(),
        dkim: "temperror".to_owned(),
        dmarc: "temperror".to_owned(),
        arc: "none".to_owned(),
    }
}
