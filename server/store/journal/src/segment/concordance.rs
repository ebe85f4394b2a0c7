//! Which keys occur in which entries, while a segment is built.

use std::hash::Hasher as _;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Keys, and the positions of the entries each occurs in. All keys lie in one string; the table holds their numbers.
#[derive(Debug, Default)]
pub(crate) struct Concordance {
    table: HashTable<u32>,
    bytes: Vec<u8>,
    keys: Vec<Key>,
    /// Number and position of each occurrence, in the order of positions.
    occurrences: Vec<(u32, u16)>,
}

#[derive(Clone, Copy, Debug)]
struct Key {
    start: u32,
    end: u32,
    count: u32,
    last: u32,
    hash: u64,
}

impl Concordance {
    /// `key` occurs at `position`, which is not below that of the call before.
    pub(crate) fn add(&mut self, key: &[u8], position: u16) {
        let hash = hash(key);
        let (bytes, keys) = (&self.bytes, &self.keys);
        let text = |number: &u32| {
            let key = &keys[*number as usize];
            &bytes[key.start as usize..key.end as usize]
        };
        let number = match self.table.find(hash, |number| text(number) == key) {
            Some(number) => *number,
            None => self.push(key, hash),
        };
        let known = &mut self.keys[number as usize];
        if known.last != u32::from(position) {
            known.last = u32::from(position);
            known.count += 1;
            self.occurrences.push((number, position));
        }
    }

    fn push(&mut self, key: &[u8], hash: u64) -> u32 {
        let number = self.keys.len() as u32;
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(key);
        let end = self.bytes.len() as u32;
        self.keys.push(Key {
            start,
            end,
            count: 0,
            last: u32::MAX,
            hash,
        });
        let keys = &self.keys;
        self.table
            .insert_unique(hash, number, |number| keys[*number as usize].hash);
        number
    }

    /// Sorts keys and positions.
    pub(crate) fn finish(self) -> Sorted {
        let Self {
            table,
            bytes,
            keys,
            occurrences,
        } = self;
        drop(table);
        let text = |key: &Key| &bytes[key.start as usize..key.end as usize];
        let mut order: Vec<(u64, u32)> = (0_u32..)
            .zip(&keys)
            .map(|(number, key)| (prefix(text(key)), number))
            .collect();
        order.sort_unstable_by(|one, other| {
            one.0
                .cmp(&other.0)
                .then_with(|| text(&keys[one.1 as usize]).cmp(text(&keys[other.1 as usize])))
        });
        let mut next = vec![0_u32; keys.len()];
        let (mut sorted, mut end) = (Vec::with_capacity(keys.len()), 0);
        for (_, number) in order {
            let key = keys[number as usize];
            next[number as usize] = end;
            end += key.count;
            sorted.push((key.start, key.end, end));
        }
        let mut positions = vec![0_u16; occurrences.len()];
        for (number, position) in occurrences {
            let at = &mut next[number as usize];
            positions[*at as usize] = position;
            *at += 1;
        }
        Sorted {
            bytes,
            keys: sorted,
            positions,
        }
    }
}

/// Keys in ascending order, each with its positions.
#[derive(Debug)]
pub(crate) struct Sorted {
    bytes: Vec<u8>,
    /// Start and end of the key, end of its positions.
    keys: Vec<(u32, u32, u32)>,
    positions: Vec<u16>,
}

impl Sorted {
    /// The keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.keys
            .iter()
            .map(|(start, end, _)| &self.bytes[*start as usize..*end as usize])
    }

    /// The positions of each key.
    pub(crate) fn positions(&self) -> impl Iterator<Item = &[u16]> {
        let mut start = 0;
        self.keys.iter().map(move |(_, _, end)| {
            let positions = &self.positions[start..*end as usize];
            start = *end as usize;
            positions
        })
    }
}

fn hash(key: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(key);
    hasher.finish()
}

/// The first eight bytes as a number that sorts the same.
fn prefix(key: &[u8]) -> u64 {
    let mut first = [0; 8];
    let len = key.len().min(8);
    first[..len].copy_from_slice(&key[..len]);
    u64::from_be_bytes(first)
}
