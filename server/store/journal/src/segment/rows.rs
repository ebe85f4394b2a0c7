//! The rows: what the caller keeps of each entry.
//!
//! Very small blocks, packed with zstd and a dictionary trained on the segment's first rows: reading one row unpacks
//! little, and four rows still pack as well as hundreds would without the dictionary. The 50 hits of a rare word lie in
//! 50 blocks.

use std::{cell::RefCell, sync::Arc};

use bytes::Bytes;
use zstd::{bulk::Compressor, dict::DecoderDictionary, zstd_safe::DCtx};

use crate::{
    cache::{Cache, Key, Value},
    error::{BuildError, Error},
    segment::{
        code::{put_varint, take, take_varint},
        format::{PartWriter, Section},
        part::PartReader,
        table::{Place, Table, TableWriter},
    },
};

/// Bytes of rows after which a block ends.
const BLOCK: usize = 1_536;
const LEVEL: i32 = 3;
/// Bytes of the dictionary.
const DICTIONARY: usize = 32_768;
/// Rows looked at for the dictionary.
const SAMPLE: usize = 1_024;
/// Bytes of rows below which there is nothing to train a dictionary on.
const TRAINABLE: usize = 8 * DICTIONARY;

/// Collects rows.
#[derive(Default)]
pub(crate) struct RowsWriter {
    /// Some rows are the dictionary: no training.
    quick: bool,
    compressor: Option<Compressor<'static>>,
    dictionary: Vec<u8>,
    waiting: Vec<Bytes>,
    lengths: Vec<u8>,
    block: Vec<u8>,
    first: usize,
    entries: usize,
    table: TableWriter,
    out: Vec<u8>,
}

impl std::fmt::Debug for RowsWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowsWriter")
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

impl RowsWriter {
    /// Adds the row of the next entry.
    pub(crate) fn push(&mut self, row: &Bytes) -> Result<(), BuildError> {
        if self.compressor.is_some() {
            return self.add(row);
        }
        self.waiting.push(row.clone());
        if self.waiting.len() == SAMPLE {
            self.use_dictionary()
        } else {
            Ok(())
        }
    }

    /// Rows that are not kept for long: packed a little worse, without the 70 ms that training takes.
    pub(crate) fn quick() -> Self {
        Self {
            quick: true,
            ..Self::default()
        }
    }

    fn use_dictionary(&mut self) -> Result<(), BuildError> {
        let waiting = std::mem::take(&mut self.waiting);
        let whole: usize = waiting.iter().map(Bytes::len).sum();
        let trained = (!self.quick && whole >= TRAINABLE)
            .then(|| zstd::dict::from_samples(&waiting, DICTIONARY));
        // The trainer refuses rows that have nothing in common.
        self.dictionary = trained
            .and_then(Result::ok)
            .unwrap_or_else(|| some_of(&waiting, whole));
        let compressor = Compressor::with_dictionary(LEVEL, &self.dictionary);
        self.compressor = Some(compressor.map_err(BuildError::Compress)?);
        waiting.iter().try_for_each(|row| self.add(row))
    }

    fn add(&mut self, row: &[u8]) -> Result<(), BuildError> {
        put_varint(&mut self.lengths, row.len() as u64);
        self.block.extend_from_slice(row);
        self.entries += 1;
        if self.block.len() >= BLOCK {
            self.end_block()
        } else {
            Ok(())
        }
    }

    fn end_block(&mut self) -> Result<(), BuildError> {
        let Some(compressor) = &mut self.compressor else {
            return Ok(());
        };
        self.lengths.append(&mut self.block);
        let packed = compressor
            .compress(&self.lengths)
            .map_err(BuildError::Compress)?;
        self.table
            .push(self.out.len(), self.first, self.lengths.len());
        self.out.extend_from_slice(&packed);
        self.lengths.clear();
        self.first = self.entries;
        Ok(())
    }

    /// Writes the sections.
    pub(crate) fn finish(mut self, part: &mut PartWriter) -> Result<(), BuildError> {
        if self.compressor.is_none() {
            self.use_dictionary()?;
        }
        if self.entries > self.first {
            self.end_block()?;
        }
        part.put(Section::RowDictionary, &self.dictionary);
        part.put(
            Section::RowTable,
            &self.table.finish(self.out.len(), self.entries),
        );
        part.put(Section::Rows, &self.out);
        Ok(())
    }
}

/// Rows from all over `rows`, as many as a dictionary takes.
fn some_of(rows: &[Bytes], whole: usize) -> Vec<u8> {
    let mut some = Vec::new();
    for row in rows.iter().step_by(whole / DICTIONARY + 1) {
        if some.len() + row.len() <= DICTIONARY {
            some.extend_from_slice(row);
        }
    }
    some
}

/// Reads rows; the block read last is at hand.
pub(crate) struct Rows<'a> {
    part: &'a PartReader,
    table: Table,
    dictionary: Arc<DecoderDictionary<'static>>,
    last: Option<(Place, Vec<Bytes>)>,
}

thread_local! {
    static UNPACKER: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

impl<'a> Rows<'a> {
    /// Opens the rows.
    pub(crate) fn open(
        part: &'a PartReader,
        (cache, generation): (&Cache, u64),
    ) -> Result<Self, Error> {
        let table = Table::new(part.whole(Section::RowTable)?);
        let key = Key::Rows(generation);
        let dictionary = if let Some(Value::Rows(dictionary, _)) = cache.get(&key) {
            dictionary
        } else {
            let bytes = part.read(Section::RowDictionary, 0, part.len(Section::RowDictionary))?;
            let dictionary = Arc::new(DecoderDictionary::copy(&bytes));
            cache.insert(
                key,
                Value::Rows(dictionary.clone(), bytes.len() as u64 + 30_000),
            );
            dictionary
        };
        Ok(Self {
            part,
            table,
            dictionary,
            last: None,
        })
    }

    /// The row at `position`.
    pub(crate) fn get(&mut self, position: usize) -> Result<Bytes, Error> {
        if let Some((place, rows)) = &self.last
            && place.entries.contains(&position)
        {
            return Ok(rows[position - place.entries.start].clone());
        }
        let place = self.table.find(position).ok_or_else(|| self.damaged())?;
        let rows = self.unpack(&place).ok_or_else(|| self.damaged())??;
        let row = rows[position - place.entries.start].clone();
        self.last = Some((place, rows));
        Ok(row)
    }

    /// The rows at `place`; `None` if they are not what was packed.
    fn unpack(&self, place: &Place) -> Option<Result<Vec<Bytes>, Error>> {
        let packed = match self
            .part
            .read(Section::Rows, place.bytes.start, place.bytes.len())
        {
            Ok(packed) => packed,
            Err(error) => return Some(Err(error)),
        };
        let mut bytes = Vec::with_capacity(place.unpacked);
        let len = UNPACKER.with_borrow_mut(|unpacker| {
            unpacker.decompress_using_ddict(&mut bytes, &packed, self.dictionary.as_ddict())
        });
        if len.ok()? != place.unpacked {
            return None;
        }
        let bytes = Bytes::from(bytes);
        let mut rest = &bytes[..];
        let lengths: Vec<usize> = place
            .entries
            .clone()
            .map(|_| take_varint(&mut rest).map(|len| len as usize))
            .collect::<Option<_>>()?;
        let rows = lengths
            .into_iter()
            .map(|len| take(&mut rest, len).map(|row| bytes.slice_ref(row)));
        rows.collect::<Option<Vec<_>>>().map(Ok)
    }

    fn damaged(&self) -> Error {
        self.part.damaged(Section::Rows.name())
    }
}

impl std::fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}
