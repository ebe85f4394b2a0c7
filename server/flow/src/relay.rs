//! The relay's health: one pause for all mails instead of a failure each.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use domain::{
    event::Reason,
    outbox::SendFailure,
    time::{Span, Timestamp},
};

/// One probe a minute while the relay is paused.
pub const PROBE_EVERY: Span = Span::from_minutes(1);

/// Why and since when nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: Reason,
    /// The relay's words, or ours.
    pub text: String,
    /// The relay's reply code, if it answered.
    pub smtp_code: Option<u16>,
    /// When the next mail is tried.
    pub next_probe: Timestamp,
}

/// Open, or paused. In memory only: after a restart the first mail finds out.
#[derive(Debug, Default)]
pub struct Relay {
    pause: Mutex<Option<Pause>>,
    /// When it last took a mail, or said no to one; in milliseconds.
    spoke_at: AtomicU64,
}

impl Relay {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Pause>> {
        // A panic while holding it cannot leave half a pause: each change is one assignment.
        self.pause.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pause, if there is one.
    pub fn pause(&self) -> Option<Pause> {
        self.lock().clone()
    }

    /// Pauses, or prolongs the pause; `true` when it begins.
    pub fn failed(&self, failure: &SendFailure, now: Timestamp) -> bool {
        let mut pause = self.lock();
        let since = pause.as_ref().map_or(now, |pause| pause.since);
        let begins = pause
            .as_ref()
            .is_none_or(|pause| pause.reason != failure.reason);
        *pause = Some(Pause {
            since,
            reason: failure.reason,
            text: failure.smtp_text.clone(),
            smtp_code: failure.smtp_code,
            next_probe: now + PROBE_EVERY,
        });
        begins
    }

    /// Ends the pause; gives it back if there was one.
    pub fn worked(&self, now: Timestamp) -> Option<Pause> {
        self.spoke_at.store(now.ms(), Ordering::Relaxed);
        self.lock().take()
    }

    /// Whether the relay only has no connection left: it says "later" to one while it serves others.
    pub fn is_busy(&self, failure: &SendFailure, now: Timestamp) -> bool {
        let spoke_at = Timestamp::from_ms(self.spoke_at.load(Ordering::Relaxed));
        let later = failure
            .smtp_code
            .is_some_and(|code| (400..500).contains(&code));
        later && failure.transient && now.since(spoke_at) < PROBE_EVERY && self.lock().is_none()
    }

    /// Makes the next probe due now, for instance after the settings changed.
    pub fn wake(&self) {
        if let Some(pause) = self.lock().as_mut() {
            pause.next_probe = Timestamp::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::outbox::FailureScope;

    use super::*;

    fn failure(reason: Reason) -> SendFailure {
        SendFailure {
            scope: FailureScope::Relay,
            reason,
            transient: true,
            smtp_code: None,
            smtp_enhanced: None,
            smtp_text: String::new(),
        }
    }

    #[test]
    fn a_pause_begins_once_and_is_told_again_only_for_another_reason() {
        let relay = Relay::default();
        let at = |minute| Timestamp::default() + Span::from_minutes(minute);
        assert!(relay.failed(&failure(Reason::Unreachable), at(1)));
        assert!(!relay.failed(&failure(Reason::Unreachable), at(2)));
        assert_eq!(relay.pause().unwrap().since, at(1));
        assert_eq!(relay.pause().unwrap().next_probe, at(3));
        assert!(relay.failed(&failure(Reason::AuthFailed), at(3)));
        assert!(relay.worked(at(4)).is_some() && relay.worked(at(4)).is_none());
    }

    #[test]
    fn a_relay_that_serves_others_and_says_later_is_only_busy() {
        let relay = Relay::default();
        let at = |minute| Timestamp::default() + Span::from_minutes(minute);
        let later = SendFailure {
            smtp_code: Some(421),
            ..failure(Reason::Unreachable)
        };
        assert!(!relay.is_busy(&later, at(60)));
        relay.worked(at(60));
        assert!(relay.is_busy(&later, at(60)));
        assert!(!relay.is_busy(&failure(Reason::Unreachable), at(60)));
        assert!(!relay.is_busy(&later, at(62)));
    }
}
