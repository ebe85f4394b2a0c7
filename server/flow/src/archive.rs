//! The archive: what becomes of events once they are written. Sealed, mended, and removed when they are too old.

use std::collections::BTreeMap;

use domain::{
    event::{Action, Detail, Event, ObjectType, Stamp},
    id::EventId,
    time::{Span, Timestamp},
};
use tokio_util::sync::CancellationToken;

use crate::{Flow, FlowError, port::Mended};

/// So many new events are worth a look at what is to be sealed.
const WORTH_A_LOOK: u64 = 4_096;

/// How often events that are too old are removed.
const EXPIRE_EVERY: Span = Span::from_minutes(60);

impl Flow {
    /// Runs the station until `stop`. What fails is said and tried again: the journal answers all the same.
    pub async fn run_archive(&self, stop: CancellationToken) {
        let mut newest = self.world.store.newest_event();
        let (mut seen, mut expire) = (EventId(0), self.now());
        say(self.tell_mended().await);
        loop {
            let now = *newest.borrow_and_update();
            if seen == EventId(0) || now.0 - seen.0 >= WORTH_A_LOOK {
                seen = now;
                say(self.seal(&stop).await);
            }
            if self.now() >= expire {
                expire = self.now() + EXPIRE_EVERY;
                say(self.expire_events().await.map(drop));
                say(self.tell_mended().await);
            }
            tokio::select! {
                () = stop.cancelled() => return,
                // The store outlives its jobs.
                _ = newest.changed() => {}
                () = self.archive_bell.notified() => expire = self.now(),
                () = self.world.clock.sleep_until(expire) => {}
            }
        }
    }

    /// Seals all that is due.
    async fn seal(&self, stop: &CancellationToken) -> Result<(), FlowError> {
        while !stop.is_cancelled() && self.world.store.seal_events().await? {}
        Ok(())
    }

    /// Removes events that are older than the settings say; how many. With SYSTEM DELETE, if there were any.
    pub async fn expire_events(&self) -> Result<u64, FlowError> {
        let (now, directory) = (self.now(), self.directory());
        let retention = &directory.settings().journal.retention;
        let cutoffs: BTreeMap<ObjectType, Timestamp> = retention
            .iter()
            .map(|(object_type, kept)| (*object_type, now - *kept))
            .collect();
        let gone = self.world.store.expire_events(cutoffs).await?;
        if gone > 0 {
            let language = directory.settings().email.language;
            let words = language.pick(
                "événements supprimés, trop anciens",
                "events removed, too old",
            );
            self.note(Action::Delete, &format!("{gone} {words}"))
                .await?;
        }
        Ok(gone)
    }

    /// Makes damaged indexes again, with a SYSTEM RESTORE for each.
    async fn tell_mended(&self) -> Result<(), FlowError> {
        for Mended { first, last } in self.world.store.mend_events().await? {
            let language = self.directory().settings().email.language;
            let words = language.pick(
                "index des événements reconstruit",
                "index of events made again",
            );
            self.note(Action::Restore, &format!("{words} ({first}–{last})"))
                .await?;
        }
        Ok(())
    }

    /// A SYSTEM event, in the installation's language.
    pub(crate) async fn note(&self, action: Action, words: &str) -> Result<(), FlowError> {
        let language = self.directory().settings().email.language;
        let mut event = Event::draft(&Stamp::system(self.now()), ObjectType::System, action)
            .says(language, words);
        event.detail = Detail::Note(words.to_owned());
        self.world.store.append(vec![event]).await?;
        Ok(())
    }
}

/// Says in the log what failed.
fn say(done: Result<(), FlowError>) {
    if let Err(error) = done {
        let error = &error as &dyn std::error::Error;
        tracing::error!(
            error,
            "the journal could not be tended to; it is tried again"
        );
    }
}
