use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// The connections that are open, in all and by address.
#[derive(Debug)]
pub(super) struct Open {
    in_all: usize,
    per_address: usize,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// One connection's place, given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    open: Arc<Open>,
    peer: Option<IpAddr>,
}

impl Open {
    pub(super) fn new(in_all: usize, per_address: usize) -> Self {
        Self {
            in_all,
            per_address,
            counts: Mutex::default(),
        }
    }

    /// A place for a connection; `None`: there are too many. This machine's own programs share an address and are many: only
    /// the number in all bounds them.
    pub(super) fn enter(self: &Arc<Self>, peer: Option<IpAddr>) -> Option<Place> {
        let peer = peer.map(network).filter(|peer| !peer.is_loopback());
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let of_peer = peer.map_or(0, |peer| counts.by_address.get(&peer).copied().unwrap_or(0));
        if counts.all >= self.in_all || of_peer >= self.per_address {
            return None;
        }
        counts.all += 1;
        if let Some(peer) = peer {
            counts.by_address.insert(peer, of_peer + 1);
        }
        Some(Place {
            open: Arc::clone(self),
            peer,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self
            .open
            .counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        counts.all = counts.all.saturating_sub(1);
        if let Some(peer) = self.peer {
            match counts.by_address.get(&peer).copied() {
                Some(more) if more > 1 => counts.by_address.insert(peer, more - 1),
                _ => counts.by_address.remove(&peer),
            };
        }
    }
}

/// Whoever has one address of IPv6 has its whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let bits = six.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(bits.into())
        }
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[test]
    fn an_address_has_so_many_places_and_gives_them_back() {
        let open = Arc::new(Open::new(6, 2));
        let first = open.enter(ip("192.0.2.1")).unwrap();
        let _second = open.enter(ip("::ffff:192.0.2.1")).unwrap();
        assert!(open.enter(ip("192.0.2.1")).is_none());
        let _six = [
            open.enter(ip("2001:db8::1")).unwrap(),
            open.enter(ip("2001:db8::2")).unwrap(),
        ];
        assert!(open.enter(ip("2001:db8::3")).is_none());
        drop(first);
        let _again = open.enter(ip("192.0.2.1")).unwrap();
        let _local = [
            open.enter(ip("127.0.0.1")).unwrap(),
            open.enter(None).unwrap(),
        ];
        assert!(open.enter(ip("127.0.0.1")).is_none(), "full in all");
    }
}
