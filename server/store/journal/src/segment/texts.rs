//! The folded texts, for patterns that cross words.
//!
//! Texts lie in blocks of about 8 kB, one after the other with a byte after each that is in no text, packed with FSST
//! (Boncz, Neumann, Leis: *FSST: Fast Random Access String Compression*, VLDB 2020): one byte for each of the 255
//! most worthwhile strings of up to eight bytes. It packs our short texts nearly as well as LZ4 and unpacks them seven
//! times as fast, which is what a pattern in most texts waits for.

use bytes::Bytes;
use fsst::{Compressor, Decompressor, Symbol};

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
/// Bytes of texts that the symbols are chosen from.
const SAMPLE: usize = 1 << 19;
/// A symbol and its length.
const SYMBOL: usize = 9;
/// Most symbols: one code is left for bytes that are in none.
const SYMBOLS: usize = 255;
/// Ends a text: no byte of UTF-8.
pub(crate) const END: u8 = 0xFF;

/// Collects texts.
#[derive(Default)]
pub(crate) struct TextsWriter {
    compressor: Option<Compressor>,
    block: Vec<u8>,
    /// Blocks that wait for the symbols, and their length together.
    waiting: (Vec<(usize, Vec<u8>)>, usize),
    first: usize,
    entries: usize,
    table: TableWriter,
    out: Vec<u8>,
}

impl std::fmt::Debug for TextsWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextsWriter")
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
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
        let mut block = std::mem::take(&mut self.block);
        let first = std::mem::replace(&mut self.first, self.entries);
        if self.compressor.is_some() {
            self.pack(first, &block);
            block.clear();
            self.block = block;
            return;
        }
        self.waiting.1 += block.len();
        self.waiting.0.push((first, block));
        if self.waiting.1 >= SAMPLE {
            self.choose_symbols();
        }
    }

    fn choose_symbols(&mut self) {
        let (waiting, _) = std::mem::take(&mut self.waiting);
        let sample = waiting.iter().map(|(_, block)| block.as_slice()).collect();
        self.compressor = Some(Compressor::train(&sample));
        for (first, block) in waiting {
            self.pack(first, &block);
        }
    }

    fn pack(&mut self, first: usize, block: &[u8]) {
        if let Some(compressor) = &self.compressor {
            self.table.push(self.out.len(), first, block.len());
            self.out.extend(compressor.compress(block));
        }
    }

    /// Writes the sections.
    pub(crate) fn finish(mut self, part: &mut PartWriter) {
        if !self.block.is_empty() {
            self.end_block();
        }
        if self.compressor.is_none() {
            self.choose_symbols();
        }
        let symbols = self.compressor.iter().flat_map(|compressor| {
            compressor
                .symbol_table()
                .iter()
                .zip(compressor.symbol_lengths())
        });
        let symbols = symbols
            .flat_map(|(symbol, len)| symbol.to_u64().to_le_bytes().into_iter().chain([*len]));
        part.put(Section::TextSymbols, &symbols.collect::<Vec<u8>>());
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
pub(crate) struct Texts<'a> {
    part: &'a PartReader,
    table: Table,
    symbols: Vec<Symbol>,
    lengths: Vec<u8>,
}

impl<'a> Texts<'a> {
    /// Opens the texts.
    pub(crate) fn open(part: &'a PartReader) -> Result<Self, Error> {
        let table = Table::new(part.whole(Section::TextTable)?);
        let (symbols, lengths) = read_symbols(&part.whole(Section::TextSymbols)?)
            .ok_or_else(|| part.damaged(Section::TextSymbols.name()))?;
        Ok(Self {
            part,
            table,
            symbols,
            lengths,
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
    pub(crate) fn unpack(&self, place: &Place) -> Result<Vec<u8>, Error> {
        let packed = self
            .part
            .read(Section::Texts, place.bytes.start, place.bytes.len())?;
        let unpacked = Decompressor::new(&self.symbols, &self.lengths).decompress(&packed);
        if unpacked.len() == place.unpacked {
            Ok(unpacked)
        } else {
            Err(self.damaged())
        }
    }

    /// Keeps of the candidates in `place` those that have (or, not `wanted`, have not) what is asked.
    pub(crate) fn keep(
        &self,
        place: &Place,
        asked: &[(impl InTexts, bool)],
        candidates: &mut Matches,
    ) -> Result<(), Error> {
        let part = self.part;
        let block = self.unpack(place)?;
        for (asked, wanted) in asked {
            let mut having = Matches::none(place.entries.len());
            asked
                .each_in(&block, |text| having.insert(text))
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

/// The symbols and their lengths, as many as there are codes, so that every code has one.
fn read_symbols(bytes: &Bytes) -> Option<(Vec<Symbol>, Vec<u8>)> {
    let (mut symbols, mut lengths) = (Vec::with_capacity(SYMBOLS), Vec::with_capacity(SYMBOLS));
    for one in bytes.chunks(SYMBOL) {
        let len = *one.get(8).filter(|len| (1..=8).contains(*len))?;
        symbols.push(Symbol::from_slice(one.first_chunk()?));
        lengths.push(len);
    }
    if symbols.len() > SYMBOLS {
        return None;
    }
    symbols.resize(SYMBOLS, Symbol::from_u8(0));
    lengths.resize(SYMBOLS, 1);
    Some((symbols, lengths))
}
