//! Sorted keys of a group (actors, recipients, addresses), found without reading them all.
//!
//! Keys lie in blocks of 64, each key as how many bytes it shares with the one before, and the rest. The *heads*, one
//! for each block, are held in memory: the first key of the block and where it begins.

use bytes::Bytes;

use crate::{
    error::Error,
    segment::{
        code::{put_varint, take, take_varint, u32_at},
        format::{PartWriter, Section},
        part::PartReader,
    },
};

const BLOCK: usize = 64;

/// First keys of blocks, with two numbers each.
#[derive(Debug, Default)]
pub(crate) struct HeadsWriter {
    rows: Vec<u32>,
    keys: Vec<u8>,
}

impl HeadsWriter {
    /// A block that begins with `key`.
    pub(crate) fn push(&mut self, key: &[u8], offset: usize, ordinal: usize) {
        self.rows
            .extend([offset as u32, ordinal as u32, self.keys.len() as u32]);
        self.keys.extend_from_slice(key);
    }

    /// As it is written: how many, their numbers, an end, their keys.
    pub(crate) fn finish(mut self, end: usize, ordinals: usize) -> Vec<u8> {
        let count = self.rows.len() as u32 / 3;
        self.rows
            .extend([end as u32, ordinals as u32, self.keys.len() as u32]);
        let numbers = std::iter::once(count)
            .chain(self.rows)
            .flat_map(u32::to_le_bytes);
        numbers.chain(self.keys).collect()
    }
}

/// First keys of blocks.
#[derive(Clone, Debug)]
pub(crate) struct Heads {
    bytes: Bytes,
    count: usize,
}

impl Heads {
    /// Reads heads; `None` if they are none.
    pub(crate) fn read(bytes: Bytes) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self { bytes, count: 0 });
        }
        let count = u32_at(&bytes, 0)? as usize;
        u32_at(&bytes, 1 + count * 3 + 2)?;
        Some(Self { bytes, count })
    }

    /// Number of blocks.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Where block `block` begins; for the number of blocks, where the last ends.
    pub(crate) fn offset(&self, block: usize) -> usize {
        self.number(block, 0)
    }

    /// The ordinal of the first key of block `block`.
    pub(crate) fn ordinal(&self, block: usize) -> usize {
        self.number(block, 1)
    }

    /// How many blocks begin with a key for which `before` holds.
    pub(crate) fn partition(&self, before: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if before(self.key(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn key(&self, block: usize) -> &[u8] {
        let keys = 4 + (self.count + 1) * 12;
        let range = keys + self.number(block, 2)..keys + self.number(block + 1, 2);
        self.bytes.get(range).unwrap_or(&[])
    }

    fn number(&self, block: usize, field: usize) -> usize {
        u32_at(&self.bytes, 1 + block * 3 + field).map_or(0, |number| number as usize)
    }
}

/// Writes ascending `keys`.
pub(crate) fn put_keys<'k>(
    part: &mut PartWriter,
    (section, heads): (Section, Section),
    keys: impl Iterator<Item = &'k [u8]>,
) {
    let (mut out, mut head, mut before, mut count) =
        (Vec::new(), HeadsWriter::default(), &[][..], 0);
    for (ordinal, key) in keys.enumerate() {
        let first = ordinal % BLOCK == 0;
        if first {
            head.push(key, out.len(), ordinal);
        }
        let alike = key
            .iter()
            .zip(before)
            .take_while(|(one, other)| one == other)
            .count();
        let shared = if first { 0 } else { alike };
        put_varint(&mut out, shared as u64);
        put_varint(&mut out, (key.len() - shared) as u64);
        out.extend_from_slice(&key[shared..]);
        (before, count) = (key, ordinal + 1);
    }
    part.put(section, &out);
    part.put(heads, &head.finish(out.len(), count));
}

/// Reads keys.
#[derive(Debug)]
pub(crate) struct Keys<'a> {
    part: &'a PartReader,
    section: Section,
    heads: Heads,
}

impl<'a> Keys<'a> {
    /// Opens the keys in `section`.
    pub(crate) fn open(
        part: &'a PartReader,
        (section, heads): (Section, Section),
    ) -> Result<Self, Error> {
        let heads = Heads::read(part.whole(heads)?).ok_or_else(|| part.damaged(heads.name()))?;
        Ok(Self {
            part,
            section,
            heads,
        })
    }

    /// Which one `key` is.
    pub(crate) fn find(&self, key: &[u8]) -> Result<Option<usize>, Error> {
        let Some(block) = self.heads.partition(|head| head <= key).checked_sub(1) else {
            return Ok(None);
        };
        let mut found = None;
        self.each_in(block, |ordinal, one| {
            if one == key {
                found = Some(ordinal);
            }
        })?;
        Ok(found)
    }

    /// Number of keys.
    pub(crate) fn len(&self) -> usize {
        self.heads.ordinal(self.heads.count())
    }

    /// Calls `each` with every key.
    pub(crate) fn each(&self, mut each: impl FnMut(usize, &[u8])) -> Result<(), Error> {
        (0..self.heads.count()).try_for_each(|block| self.each_in(block, &mut each))
    }

    fn each_in(&self, block: usize, mut each: impl FnMut(usize, &[u8])) -> Result<(), Error> {
        let (start, end) = (self.heads.offset(block), self.heads.offset(block + 1));
        let bytes = self
            .part
            .read(self.section, start, end.saturating_sub(start))?;
        let (mut rest, mut key) = (&bytes[..], Vec::new());
        for ordinal in self.heads.ordinal(block)..self.heads.ordinal(block + 1) {
            next_key(&mut rest, &mut key).ok_or_else(|| self.part.damaged(self.section.name()))?;
            each(ordinal, &key);
        }
        Ok(())
    }
}

fn next_key(rest: &mut &[u8], key: &mut Vec<u8>) -> Option<()> {
    let shared = take_varint(rest)? as usize;
    let more = take_varint(rest)? as usize;
    if shared > key.len() {
        return None;
    }
    key.truncate(shared);
    key.extend_from_slice(take(rest, more)?);
    Some(())
}
