//! The words of the texts, and which of them have certain bytes in them.
//!
//! A line each, ascending, in blocks of about 2 kB, so that `memmem` runs over a whole block and an anchored pattern
//! has its line ends. For every three bytes that follow each other in a word there is a list of the blocks that have
//! them. Three bytes are known by a hash: two that share one only mean more blocks to look at.

use bytes::Bytes;
use memchr::memmem::Finder;

use crate::{
    error::Error,
    matches::Matches,
    segment::{
        code::{put_varint, take_varint, u32_at},
        concordance::Sorted,
        format::{PartWriter, Section},
        keys::{Heads, HeadsWriter},
        part::PartReader,
        postings::Postings,
        tokens::Run,
    },
};

const BLOCK: usize = 2_048;
/// Bytes of words looked at in one go.
const PIECE: usize = 65_536;
/// A pattern's rarest triples that are looked up.
const TRIPLES: usize = 6;

/// Writes the words.
pub(crate) fn put_words(part: &mut PartWriter, sorted: &Sorted) {
    let (mut out, mut heads, mut count) = (vec![b'\n'], HeadsWriter::default(), 0);
    let mut triples = TriplesWriter::new(sorted.keys().count());
    let mut block_start = 0;
    for (ordinal, word) in sorted.keys().enumerate() {
        if ordinal == 0 || out.len() - block_start >= BLOCK {
            block_start = out.len();
            heads.push(word, out.len(), ordinal);
            triples.block += 1;
        }
        triples.add(word);
        out.extend_from_slice(word);
        out.push(b'\n');
        count = ordinal + 1;
    }
    part.put(Section::Words, &out);
    part.put(Section::WordHeads, &heads.finish(out.len(), count));
    triples.finish(part);
}

#[derive(Debug)]
struct TriplesWriter {
    /// How many blocks were begun.
    block: u32,
    bits: u32,
    /// The block that each slot was last seen in, plus one.
    last: Vec<u32>,
    /// Slot and block, in the order of blocks.
    seen: Vec<(u16, u32)>,
}

impl TriplesWriter {
    fn new(words: usize) -> Self {
        let bits = if words < 16_384 { 12 } else { 14 };
        Self {
            block: 0,
            bits,
            last: vec![0; 1 << bits],
            seen: Vec::new(),
        }
    }

    fn add(&mut self, word: &[u8]) {
        for triple in word.windows(3) {
            let slot = slot(triple, self.bits);
            if self.last[slot] != self.block {
                self.last[slot] = self.block;
                self.seen.push((slot as u16, self.block - 1));
            }
        }
    }

    /// Blocks by slot, and where those of each slot end.
    fn sorted(&self) -> (Vec<u32>, Vec<usize>) {
        let mut ends = vec![0; self.last.len() + 1];
        for (slot, _) in &self.seen {
            ends[usize::from(*slot) + 1] += 1;
        }
        for slot in 1..ends.len() {
            ends[slot] += ends[slot - 1];
        }
        let mut blocks = vec![0; self.seen.len()];
        for (slot, block) in &self.seen {
            let at = &mut ends[usize::from(*slot)];
            blocks[*at] = *block;
            *at += 1;
        }
        ends.pop();
        (blocks, ends)
    }

    fn finish(self, part: &mut PartWriter) {
        let bits_len = (self.block as usize).div_ceil(64) * 8;
        let (blocks, ends) = self.sorted();
        let (mut table, mut out, mut from) = (Vec::new(), Vec::new(), 0);
        for end in ends {
            table.extend((out.len() as u32).to_le_bytes());
            let (list, start, mut next) = (&blocks[from..end], out.len(), 0);
            from = end;
            for block in list {
                put_varint(&mut out, u64::from(block - next));
                next = block + 1;
            }
            if out.len() - start >= bits_len {
                out.truncate(start);
                let mut blocks = Matches::none(self.block as usize);
                for block in list {
                    blocks.insert(*block as usize);
                }
                out.extend(blocks.stored());
            }
        }
        table.extend((out.len() as u32).to_le_bytes());
        part.put(Section::TrigramTable, &table);
        part.put(Section::Trigrams, &out);
    }
}

fn slot(triple: &[u8], bits: u32) -> usize {
    let number = triple
        .iter()
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    (number.wrapping_mul(0x9E37_79B1) >> (32 - bits)) as usize
}

/// Reads the words.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    part: &'a PartReader,
    entries: usize,
    heads: Heads,
}

impl<'a> Words<'a> {
    /// Opens the words of a segment of so many entries.
    pub(crate) fn open(part: &'a PartReader, entries: usize) -> Result<Self, Error> {
        let heads = Heads::read(part.whole(Section::WordHeads)?);
        let heads = heads.ok_or_else(|| part.damaged(Section::WordHeads.name()))?;
        Ok(Self {
            part,
            entries,
            heads,
        })
    }

    /// In which entries a word has `run`.
    pub(crate) fn matches(&self, run: &Run) -> Result<Matches, Error> {
        let mut pattern = run.text.clone().into_bytes();
        if run.begins {
            pattern.insert(0, b'\n');
        }
        if run.ends {
            pattern.push(b'\n');
        }
        let finder = Finder::new(&pattern);
        let mut matches = Matches::none(self.entries);
        let mut postings = Postings::new(self.part, self.entries);
        for blocks in self.pieces(self.blocks(run)?) {
            self.look(
                blocks,
                (&finder, usize::from(run.begins)),
                &mut postings,
                &mut matches,
            )?;
        }
        Ok(matches)
    }

    /// The blocks that may have `run`, ascending.
    fn blocks(&self, run: &Run) -> Result<Vec<usize>, Error> {
        let text = run.text.as_bytes();
        if run.begins {
            let from = self.heads.partition(|head| head <= text).saturating_sub(1);
            let to = self
                .heads
                .partition(|head| head <= text || (!run.ends && head.starts_with(text)));
            return Ok((from..to).collect());
        }
        if text.len() < 3 {
            return Ok((0..self.heads.count()).collect());
        }
        self.blocks_with_triples(text)
    }

    fn blocks_with_triples(&self, text: &[u8]) -> Result<Vec<usize>, Error> {
        let table = self.part.whole(Section::TrigramTable)?;
        let damaged = || self.part.damaged(Section::TrigramTable.name());
        let slots = (table.len() / 4).saturating_sub(1);
        let bits = slots
            .checked_ilog2()
            .filter(|bits| *bits > 0)
            .ok_or_else(damaged)?;
        let mut lists = Vec::new();
        for triple in text.windows(3) {
            let at = slot(triple, bits);
            let start = u32_at(&table, at).ok_or_else(damaged)? as usize;
            let end = u32_at(&table, at + 1).ok_or_else(damaged)? as usize;
            lists.push((end.saturating_sub(start), start));
        }
        lists.sort_unstable();
        lists.dedup();
        let mut blocks: Option<Matches> = None;
        for (len, start) in lists.into_iter().take(TRIPLES) {
            let these = self.blocks_listed(&self.part.read(Section::Trigrams, start, len)?)?;
            match &mut blocks {
                None => blocks = Some(these),
                Some(blocks) => blocks.and(&these),
            }
            if blocks.as_ref().is_some_and(Matches::is_empty) {
                return Ok(Vec::new());
            }
        }
        Ok(blocks.map_or_else(Vec::new, |blocks| blocks.ascending().collect()))
    }

    fn blocks_listed(&self, list: &Bytes) -> Result<Matches, Error> {
        let mut blocks = Matches::none(self.heads.count());
        if list.len() == self.heads.count().div_ceil(64) * 8 {
            blocks.or_stored(list);
            return Ok(blocks);
        }
        let (mut rest, mut next) = (&list[..], 0);
        while !rest.is_empty() {
            let gap = take_varint(&mut rest);
            next += gap.ok_or_else(|| self.part.damaged(Section::Trigrams.name()))? as usize;
            blocks.insert(next);
            next += 1;
        }
        Ok(blocks)
    }

    /// Blocks to read together: those near each other, in pieces of bounded size.
    fn pieces(&self, blocks: Vec<usize>) -> Vec<std::ops::Range<usize>> {
        let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
        for block in blocks {
            match pieces.last_mut() {
                Some(piece)
                    if block <= piece.end + 1
                        && self.heads.offset(block) - self.heads.offset(piece.start) < PIECE =>
                {
                    piece.end = block + 1;
                }
                _ => pieces.push(block..block + 1),
            }
        }
        pieces
    }

    /// Adds the positions of all words of `blocks` that have the pattern; `lead` bytes of it lie before the word.
    fn look(
        &self,
        blocks: std::ops::Range<usize>,
        (finder, lead): (&Finder<'_>, usize),
        postings: &mut Postings<'_>,
        matches: &mut Matches,
    ) -> Result<(), Error> {
        let start = self.heads.offset(blocks.start).saturating_sub(1);
        let end = self.heads.offset(blocks.end);
        let bytes = self
            .part
            .read(Section::Words, start, end.saturating_sub(start))?;
        let mut found = Vec::new();
        let (mut from, mut counted, mut ordinal) = (0, 1, self.heads.ordinal(blocks.start));
        while let Some(at) = finder.find(&bytes[from..]) {
            let at = from + at + lead;
            ordinal += memchr::memchr_iter(b'\n', &bytes[counted..at]).count();
            found.push(ordinal);
            let Some(line) = memchr::memchr(b'\n', &bytes[at..]) else {
                break;
            };
            // The line's end stays: the next pattern may begin with it.
            (counted, from) = (at, at + line);
        }
        let (Some(first), Some(last)) = (found.first(), found.last()) else {
            return Ok(());
        };
        let slots = postings.slots(Section::WordSlots, *first..last + 1)?;
        for ordinal in &found {
            postings.add_to(slots[ordinal - first], matches)?;
        }
        Ok(())
    }
}
