//! The folded texts, for patterns that cross words.
//!
//! Texts lie in blocks of about 8 kB, one after the other with a byte after each that is in no text, packed with LZ4
//! and a common dictionary: the first texts of the segment. LZ4 unpacks at memory speed, and small blocks let a rare
//! pattern unpack little.

use bytes::Bytes;
use lz4_flex::block;

use crate::{
    error::Error,
    matches::Matches,
    segment::{
        format::{PartWriter, Section},
        part::PartReader,
        table::{Place, Table, TableWriter},
    },
};

const BLOCK: usize = 8_192;
const DICTIONARY: usize = 32_768;
/// Ends a text: no byte of UTF-8.
pub(crate) const END: u8 = 0xFF;

/// Collects texts.
#[derive(Debug, Default)]
pub(crate) struct TextsWriter {
    dictionary: Vec<u8>,
    ready: bool,
    block: Vec<u8>,
    /// Blocks that wait for the dictionary.
    waiting: Vec<(usize, Vec<u8>)>,
    first: usize,
    entries: usize,
    table: TableWriter,
    out: Vec<u8>,
}

impl TextsWriter {
    /// Adds the text of the next entry.
    pub(crate) fn push(&mut self, text: &str) {
        self.block.extend_from_slice(text.as_bytes());
        self.block.push(END);
        self.entries += 1;
        if self.block.len() >= BLOCK {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        let first = std::mem::replace(&mut self.first, self.entries);
        if self.ready {
            self.pack(first, &block);
            self.block = block;
            self.block.clear();
            return;
        }
        let room = DICTIONARY - self.dictionary.len();
        self.dictionary
            .extend_from_slice(&block[..room.min(block.len())]);
        self.waiting.push((first, block));
        if self.dictionary.len() == DICTIONARY {
            self.use_dictionary();
        }
    }

    fn use_dictionary(&mut self) {
        self.ready = true;
        for (first, block) in std::mem::take(&mut self.waiting) {
            self.pack(first, &block);
        }
    }

    fn pack(&mut self, first: usize, block: &[u8]) {
        self.table.push(self.out.len(), first, block.len());
        self.out
            .extend(block::compress_with_dict(block, &self.dictionary));
    }

    /// Writes the sections.
    pub(crate) fn finish(mut self, part: &mut PartWriter) {
        if !self.block.is_empty() {
            self.end_block();
        }
        if !self.ready {
            self.use_dictionary();
        }
        part.put(Section::TextDictionary, &self.dictionary);
        part.put(
            Section::TextTable,
            &self.table.finish(self.out.len(), self.entries),
        );
        part.put(Section::Texts, &self.out);
    }
}

/// What a text is asked: which of the texts of an unpacked block have it.
pub(crate) trait InTexts {
    /// Calls `found` with the number of each text of `block` that has it, ascending.
    fn each_in(&self, block: &[u8], found: impl FnMut(usize)) -> Result<(), NotText>;
}

/// A block is not made of texts.
#[derive(Debug)]
pub(crate) struct NotText;

/// Reads texts.
#[derive(Debug)]
pub(crate) struct Texts<'a> {
    part: &'a PartReader,
    table: Table,
    dictionary: Bytes,
    unpacked: Vec<u8>,
}

impl<'a> Texts<'a> {
    /// Opens the texts.
    pub(crate) fn open(part: &'a PartReader) -> Result<Self, Error> {
        let table = Table::new(part.whole(Section::TextTable)?);
        let dictionary = part.whole(Section::TextDictionary)?;
        Ok(Self {
            part,
            table,
            dictionary,
            unpacked: Vec::new(),
        })
    }

    /// Number of blocks.
    pub(crate) fn blocks(&self) -> usize {
        self.table.len()
    }

    /// Which entries block `block` holds.
    pub(crate) fn place(&self, block: usize) -> Result<Place, Error> {
        self.table.place(block).ok_or_else(|| self.damaged())
    }

    /// The texts at `place`, each followed by [`END`].
    pub(crate) fn unpack(&mut self, place: &Place) -> Result<&[u8], Error> {
        let packed = self
            .part
            .read(Section::Texts, place.bytes.start, place.bytes.len())?;
        if place.unpacked > packed.len().saturating_mul(256) + 64 {
            return Err(self.damaged());
        }
        if self.unpacked.len() < place.unpacked {
            self.unpacked.resize(place.unpacked, 0);
        }
        let room = &mut self.unpacked[..place.unpacked];
        match block::decompress_into_with_dict(&packed, room, &self.dictionary) {
            Ok(len) if len == place.unpacked => Ok(&self.unpacked[..len]),
            _ => Err(self.damaged()),
        }
    }

    /// Keeps of the candidates in `place` those that have (or, not `wanted`, have not) what is asked.
    pub(crate) fn keep(
        &mut self,
        place: &Place,
        asked: &[(impl InTexts, bool)],
        candidates: &mut Matches,
    ) -> Result<(), Error> {
        let part = self.part;
        let block = self.unpack(place)?;
        for (asked, wanted) in asked {
            let mut having = Matches::none(place.entries.len());
            asked
                .each_in(block, |text| having.insert(text))
                .map_err(|NotText| part.damaged(Section::Texts.name()))?;
            for position in place.entries.clone() {
                if having.contains(position - place.entries.start) != *wanted {
                    candidates.remove(position);
                }
            }
        }
        Ok(())
    }

    fn damaged(&self) -> Error {
        self.part.damaged(Section::Texts.name())
    }
}
