//! The support desk: mail comes in (`intake`), becomes a ticket (`taking`, `thread`), its sender is looked up
//! (`attributing`) and `rules` act, answers leave (`reply`), or it is sent on (`forwarding`); people look at it all
//! (`tickets`, `received`, `inboxes`, `redirects`).

mod acknowledgement;
mod attachment;
mod attributing;
mod bounce;
mod follow;
mod forwarding;
mod guides;
mod health;
mod inboxes;
mod intake;
mod letter;
mod received;
mod redirects;
mod reply;
mod rules;
mod taking;
mod thread;
mod tickets;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::time::{Span, Timestamp};

pub use follow::FollowTickets;
pub use received::ReceivedQuestion;
pub use tickets::TicketQuestion;

/// What the desk remembers between two messages.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// When acknowledgements went to whom: senders and domains.
    acknowledged: Mutex<HashMap<String, Vec<Timestamp>>>,
}

/// The window of the limits against loops.
const HOUR: Span = Span::from_minutes(60);

impl Desk {
    /// Whether all of these keys are below their limits within the last hour; then counts one for each.
    fn allows(&self, keys: &[(String, usize)], now: Timestamp) -> bool {
        let mut counted = self
            .acknowledged
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        counted.retain(|_, times| {
            times.retain(|at| *at + HOUR > now);
            !times.is_empty()
        });
        let below = |(key, limit): &(String, usize)| {
            counted.get(key).is_none_or(|times| times.len() < *limit)
        };
        if !keys.iter().all(below) {
            return false;
        }
        for (key, _) in keys {
            counted.entry(key.clone()).or_default().push(now);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_counts_one_hour_and_all_of_its_keys() {
        let desk = Desk::default();
        let keys = |sender: &str| vec![(sender.to_owned(), 2), ("@b.org".to_owned(), 3)];
        let now = Timestamp::from_ms(1_000_000_000);
        assert!(desk.allows(&keys("a@b.org"), now) && desk.allows(&keys("a@b.org"), now));
        assert!(!desk.allows(&keys("a@b.org"), now), "the sender's");
        assert!(desk.allows(&keys("c@b.org"), now));
        assert!(!desk.allows(&keys("d@b.org"), now), "the domain's");
        assert!(desk.allows(&keys("d@b.org"), now + HOUR), "an hour later");
    }
}
