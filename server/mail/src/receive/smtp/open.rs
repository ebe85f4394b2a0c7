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

    /// A place for a connection; `None`: there are too many.
    pub(super) fn enter(self: &Arc<Self>, peer: Option<IpAddr>) -> Option<Place> {
        let peer = peer.map(network);
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
