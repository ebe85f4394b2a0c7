//! Which downloads are told: whole ones always, parts once an hour for each person and version.
//!
//! A film is read in hundreds of ranges, and a download that broke off goes on with one: that is one download for the
//! journal. But who fetches a content only in parts is told of too. What was told is remembered in memory: after a
//! restart, or on another server, a part is told once more.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{
    id::{UserId, VersionId},
    time::{Span, Timestamp},
};

/// How long further parts of one version are not told again.
pub const WINDOW: Span = Span::from_secs(60 * 60);

/// How many are remembered before the old ones are looked for.
const MANY: usize = 10_000;

type Told = HashMap<(UserId, VersionId), Timestamp>;

/// What was told lately.
#[derive(Debug, Default)]
pub(crate) struct Downloads(Mutex<Told>);

impl Downloads {
    /// Whether to tell of a download now; it then counts as told. A whole one always is.
    pub(crate) fn tells(
        &self,
        who: UserId,
        version: VersionId,
        whole: bool,
        now: Timestamp,
    ) -> bool {
        let mut told = self.told();
        let recent = |at: Timestamp| now.since(at) < WINDOW && at <= now;
        let before = told.get(&(who, version)).copied();
        let tells = whole || !before.is_some_and(recent);
        if tells {
            if told.len() >= MANY {
                told.retain(|_, at| recent(*at));
            }
            told.insert((who, version), now);
        }
        tells
    }

    /// It could not be written down: the next one is told.
    pub(crate) fn forget(&self, who: UserId, version: VersionId) {
        self.told().remove(&(who, version));
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_once_an_hour_and_whole_contents_always() {
        let downloads = Downloads::default();
        let (ana, bob, film) = (UserId(1), UserId(2), VersionId(7));
        let tells = |who, whole, minutes: u64| {
            let now = Timestamp::from_ms(minutes * 60_000);
            downloads.tells(who, film, whole, now)
        };
        assert!(tells(ana, false, 100));
        assert!(!tells(ana, false, 101));
        assert!(tells(bob, false, 101));
        assert!(tells(ana, true, 102));
        assert!(!tells(ana, false, 161));
        assert!(tells(ana, false, 162));
        downloads.forget(ana, film);
        assert!(tells(ana, false, 162));
    }
}
