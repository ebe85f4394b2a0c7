//! Columns of numbers: blocks of 512, each as what it is above its least.

use bytes::Bytes;

use crate::{
    error::Error,
    segment::{
        code::u64_at,
        format::{PartWriter, Section},
        part::PartReader,
    },
};

/// Numbers of a block.
pub(crate) const BLOCK: usize = 512;
/// Least, most, offset with width in the high byte.
const ROW: usize = 24;

/// A time as a number that sorts the same.
pub(crate) const fn from_time(at: i64) -> u64 {
    at.cast_unsigned() ^ 1 << 63
}

/// The time of a number.
pub(crate) const fn to_time(number: u64) -> i64 {
    (number ^ 1 << 63).cast_signed()
}

/// Writes a column.
pub(crate) fn put_numbers(part: &mut PartWriter, section: Section, numbers: &[u64]) {
    let (mut table, mut data) = (Vec::new(), Vec::new());
    table.extend((numbers.len() as u64).to_le_bytes());
    for block in numbers.chunks(BLOCK) {
        let least = block.iter().copied().min().unwrap_or(0);
        let most = block.iter().copied().max().unwrap_or(0);
        let width = (64 - (most - least).leading_zeros() as usize).div_ceil(8);
        table.extend(least.to_le_bytes());
        table.extend(most.to_le_bytes());
        table.extend((data.len() as u64 | (width as u64) << 56).to_le_bytes());
        for number in block {
            data.extend_from_slice(&(number - least).to_le_bytes()[..width]);
        }
    }
    table.extend_from_slice(&data);
    part.put(section, &table);
}

/// A column. Holds its table of blocks; numbers are read when asked for.
#[derive(Debug)]
pub(crate) struct Numbers<'a> {
    part: &'a PartReader,
    section: Section,
    table: Bytes,
    len: usize,
}

impl<'a> Numbers<'a> {
    /// Opens the column in `section`; a section that is not there is an empty column.
    pub(crate) fn open(part: &'a PartReader, section: Section) -> Result<Self, Error> {
        if part.len(section) == 0 {
            return Ok(Self {
                part,
                section,
                table: Bytes::new(),
                len: 0,
            });
        }
        let damaged = || part.damaged(section.name());
        let len = u64_at(&part.read(section, 0, 8)?, 0).ok_or_else(damaged)?;
        if len > part.len(section) as u64 * 64 {
            return Err(damaged());
        }
        let len = len as usize;
        let table = part.read(section, 8, len.div_ceil(BLOCK) * ROW)?;
        Ok(Self {
            part,
            section,
            table,
            len,
        })
    }

    /// Number of blocks.
    pub(crate) fn blocks(&self) -> usize {
        self.len.div_ceil(BLOCK)
    }

    /// The positions of block `block`.
    pub(crate) fn range(&self, block: usize) -> std::ops::Range<usize> {
        block * BLOCK..((block + 1) * BLOCK).min(self.len)
    }

    /// The least and the most of block `block`.
    pub(crate) fn bounds(&self, block: usize) -> Result<(u64, u64), Error> {
        Ok((self.field(block, 0)?, self.field(block, 1)?))
    }

    /// The numbers of block `block`.
    pub(crate) fn block(&self, block: usize) -> Result<Vec<u64>, Error> {
        let (least, place) = (self.field(block, 0)?, self.field(block, 2)?);
        let (offset, width) = (place as usize & 0xff_ffff_ffff, (place >> 56) as usize);
        let count = self.range(block).len();
        if width > 8 {
            return Err(self.damaged());
        }
        if width == 0 {
            return Ok(vec![least; count]);
        }
        let bytes = self
            .part
            .read(self.section, 8 + self.table.len() + offset, count * width)?;
        let number = |bytes: &[u8]| {
            let mut whole = [0; 8];
            whole[..width].copy_from_slice(bytes);
            least.wrapping_add(u64::from_le_bytes(whole))
        };
        Ok(bytes.chunks_exact(width).map(number).collect())
    }

    /// The `index`th number.
    pub(crate) fn get(&self, index: usize) -> Result<u64, Error> {
        let block = self.block(index / BLOCK)?;
        block
            .get(index % BLOCK)
            .copied()
            .ok_or_else(|| self.damaged())
    }

    /// All numbers.
    pub(crate) fn all(&self) -> Result<Vec<u64>, Error> {
        let mut all = Vec::with_capacity(self.len);
        for block in 0..self.blocks() {
            all.extend(self.block(block)?);
        }
        Ok(all)
    }

    /// In an ascending column: where the first number not below `number` is.
    pub(crate) fn lower_bound(&self, number: u64) -> Result<usize, Error> {
        let (mut low, mut high) = (0, self.blocks());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.bounds(middle)?.1 < number {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low == self.blocks() {
            return Ok(self.len);
        }
        Ok(low * BLOCK + self.block(low)?.partition_point(|one| *one < number))
    }

    /// In an ascending column: where `number` is.
    pub(crate) fn find(&self, number: u64) -> Result<Option<usize>, Error> {
        let at = self.lower_bound(number)?;
        Ok((at < self.len && self.get(at)? == number).then_some(at))
    }

    fn field(&self, block: usize, field: usize) -> Result<u64, Error> {
        u64_at(&self.table, block * ROW + field * 8).ok_or_else(|| self.damaged())
    }

    fn damaged(&self) -> Error {
        self.part.damaged(self.section.name())
    }
}
