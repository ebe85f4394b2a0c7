//! How fast strangers may knock: leaky buckets by network address and by account.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    address::EmailAddress,
    time::{Span, Timestamp},
};
use flow::port::Clock;

use super::problem::Problem;

/// What a bucket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Door {
    /// Anything asked without being signed in.
    Anonymous,
    /// Sign-in, set-up, unsubscribe: what costs, or guesses.
    Knock,
    /// Passwords tried for one account.
    Account,
    /// New passwords asked for one account: each is a mail.
    Asked,
}

impl Door {
    /// How many at once, and the time in which one is forgotten.
    const fn measure(self) -> (u64, Span) {
        match self {
            Self::Anonymous => (600, Span::from_ms(20)),
            Self::Knock => (60, Span::from_secs(1)),
            Self::Account => (10, Span::from_secs(30)),
            Self::Asked => (3, Span::from_minutes(15)),
        }
    }
}

type Key = (Door, String);

/// The buckets. Each holds the time at which it will be empty again (GCRA), so that one number is kept a key.
pub(crate) struct Limits {
    clock: Arc<dyn Clock>,
    empty_at: Mutex<HashMap<Key, Timestamp>>,
}

/// From this many keys on, empty buckets are swept away.
const SWEEP_ABOVE: usize = 10_000;

impl Limits {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            empty_at: Mutex::default(),
        }
    }

    /// Counts one through `door` for this network address.
    pub(crate) fn pass(&self, door: Door, from: IpAddr) -> Result<(), Problem> {
        self.count(door, network(from))
    }

    /// Counts a try of a password for `account`, before it is checked: tries at the same time count too.
    ///
    /// What is no address has no account; its tries are counted by where they come from.
    pub(crate) fn try_password(&self, account: &str) -> Result<(), Problem> {
        match account.parse::<EmailAddress>() {
            Ok(account) => self.count(Door::Account, account.key()),
            Err(_) => Ok(()),
        }
    }

    /// Counts a new password asked for `account`.
    pub(crate) fn ask_for_password(&self, account: &str) -> Result<(), Problem> {
        match account.parse::<EmailAddress>() {
            Ok(account) => self.count(Door::Asked, account.key()),
            Err(_) => Ok(()),
        }
    }

    /// The password was right: earlier tries do not count any more.
    pub(crate) fn password_was_right(&self, account: &EmailAddress) {
        let mut buckets = self.empty_at.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.remove(&(Door::Account, account.key()));
    }

    fn count(&self, door: Door, who: String) -> Result<(), Problem> {
        let now = self.clock.now();
        let mut buckets = self.empty_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > SWEEP_ABOVE {
            buckets.retain(|_, empty_at| *empty_at > now);
        }
        let key = (door, who);
        let next = room(door, buckets.get(&key).copied(), now)?;
        buckets.insert(key, next);
        Ok(())
    }
}

/// When the bucket will be empty with one more in it; a full one refuses.
fn room(door: Door, empty_at: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, Problem> {
    let (burst, each) = door.measure();
    let next = empty_at.unwrap_or(now).max(now) + each;
    let over = next.since(now).ms().saturating_sub(burst * each.ms());
    if over == 0 {
        Ok(next)
    } else {
        Err(Problem::too_many_requests(over.div_ceil(1000)))
    }
}

/// One visitor has one IPv4 address, or a whole IPv6 /64.
fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use async_trait::async_trait;

    use super::*;

    #[derive(Default)]
    struct Hand(AtomicU64);

    #[async_trait]
    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            Timestamp::from_ms(self.0.load(Ordering::SeqCst))
        }

        async fn sleep_until(&self, _: Timestamp) {}
    }

    #[test]
    fn a_full_bucket_refuses_until_one_is_forgotten() {
        let hand = Arc::new(Hand::default());
        let limits = Limits::new(hand.clone());
        for _ in 0..10 {
            limits.try_password(" Anna@b.org").unwrap();
        }
        assert!(limits.try_password("anna@B.org").is_err());
        assert!(limits.try_password("bob@b.org").is_ok());
        hand.0.store(30_000, Ordering::SeqCst);
        assert!(limits.try_password("anna@b.org").is_ok());
        assert!(limits.try_password("anna@b.org").is_err());
        limits.password_was_right(&"anna@b.org".parse().unwrap());
        assert!(limits.try_password("anna@b.org").is_ok());
    }

    #[test]
    fn an_ipv6_network_is_one_visitor() {
        assert_eq!(
            network("2001:db8::1".parse().unwrap()),
            network("2001:db8::ffff".parse().unwrap())
        );
        assert_eq!(network("::ffff:10.0.0.1".parse().unwrap()), "10.0.0.1");
    }
}
