//! Where the compressed blocks of a section are, and which entries each holds.

use std::ops::Range;

use bytes::Bytes;

use crate::segment::code::u32_at;

/// Numbers of a row: offset, first position, length unpacked.
const ROW: usize = 3;

/// Collects the rows of a table.
#[derive(Debug, Default)]
pub(crate) struct TableWriter(Vec<u32>);

impl TableWriter {
    /// A block at `offset`, whose first entry is at `first` and which is `unpacked` bytes long.
    pub(crate) fn push(&mut self, offset: usize, first: usize, unpacked: usize) {
        self.0
            .extend([offset as u32, first as u32, unpacked as u32]);
    }

    /// As it is written, with where the last block ends.
    pub(crate) fn finish(mut self, end: usize, entries: usize) -> Vec<u8> {
        self.push(end, entries, 0);
        self.0.into_iter().flat_map(u32::to_le_bytes).collect()
    }
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its number.
    pub(crate) block: usize,
    /// Its bytes in the section.
    pub(crate) bytes: Range<usize>,
    /// The positions of its entries.
    pub(crate) entries: Range<usize>,
    /// Length unpacked.
    pub(crate) unpacked: usize,
}

/// A table of blocks.
#[derive(Clone, Debug)]
pub(crate) struct Table(Bytes);

impl Table {
    /// Of these bytes.
    pub(crate) fn new(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// Number of blocks.
    pub(crate) fn len(&self) -> usize {
        (self.0.len() / (ROW * 4)).saturating_sub(1)
    }

    /// Block `block`; `None` if the table does not make sense there.
    pub(crate) fn place(&self, block: usize) -> Option<Place> {
        let number =
            |row: usize, field| u32_at(&self.0, row * ROW + field).map(|number| number as usize);
        let bytes = number(block, 0)?..number(block + 1, 0)?;
        let entries = number(block, 1)?..number(block + 1, 1)?;
        let unpacked = number(block, 2)?;
        (bytes.start <= bytes.end && entries.start < entries.end).then_some(Place {
            block,
            bytes,
            entries,
            unpacked,
        })
    }

    /// The block that holds the entry at `position`.
    pub(crate) fn find(&self, position: usize) -> Option<Place> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if u32_at(&self.0, middle * ROW + 1)? as usize <= position {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.place(low.checked_sub(1)?)
            .filter(|place| place.entries.contains(&position))
    }
}
