//! Lists of positions: in which entries something is.
//!
//! Each list has a *slot* of four bytes. Its two high bits say where the positions are: the only position in the slot
//! itself; a list, its gaps in `Lists`; bits in `Bitmaps`; or a list of those that are *not* in it.

use std::ops::Range;

use bytes::Bytes;

use crate::{
    error::Error,
    matches::Matches,
    segment::{
        code::{put_varint, take_varint, u32_at},
        format::{PartWriter, Section},
        part::PartReader,
    },
};

const KIND: u32 = 30;
const ONE: u32 = 0;
const LIST: u32 = 1;
const BITS: u32 = 2;
const ALL_BUT: u32 = 3;
const WHERE: u32 = (1 << KIND) - 1;

/// Collects the lists of all groups of one segment.
#[derive(Debug)]
pub(crate) struct PostingsWriter {
    entries: usize,
    lists: Vec<u8>,
    bitmaps: Vec<u8>,
    gaps: Vec<u8>,
}

impl PostingsWriter {
    /// For a segment of so many entries.
    pub(crate) fn new(entries: usize) -> Self {
        Self {
            entries,
            lists: Vec::new(),
            bitmaps: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// Adds an ascending list; its slot.
    pub(crate) fn add(&mut self, positions: &[u16]) -> u32 {
        if let [only] = positions {
            return ONE << KIND | u32::from(*only);
        }
        let bits = self.entries.div_ceil(64) * 8;
        if positions.len() <= bits / 2 {
            return self.add_list(LIST, positions.iter().copied());
        }
        let mut matches = Matches::none(self.entries);
        for position in positions {
            matches.insert(usize::from(*position));
        }
        self.add_many(matches, positions.len())
    }

    /// Adds the positions whose bits are set; its slot.
    pub(crate) fn add_bits(&mut self, bits: Vec<u64>) -> u32 {
        let matches = Matches::of_bits(bits, self.entries);
        let count = matches.count();
        if count <= self.entries.div_ceil(64) * 4 {
            let positions: Vec<u16> = matches
                .ascending()
                .map(|position| position as u16)
                .collect();
            return self.add(&positions);
        }
        self.add_many(matches, count)
    }

    fn add_many(&mut self, mut matches: Matches, count: usize) -> u32 {
        let bits = self.entries.div_ceil(64) * 8;
        if self.entries - count <= bits / 2 {
            matches.invert();
            let others: Vec<u16> = matches
                .ascending()
                .map(|position| position as u16)
                .collect();
            return self.add_list(ALL_BUT, others.into_iter());
        }
        let slot = BITS << KIND | (self.bitmaps.len() / bits) as u32;
        self.bitmaps.extend(matches.stored());
        slot
    }

    fn add_list(&mut self, kind: u32, positions: impl Iterator<Item = u16>) -> u32 {
        let slot = kind << KIND | self.lists.len() as u32;
        self.gaps.clear();
        let mut next = 0;
        for position in positions.map(u64::from) {
            put_varint(&mut self.gaps, position - next);
            next = position + 1;
        }
        put_varint(&mut self.lists, self.gaps.len() as u64);
        self.lists.extend_from_slice(&self.gaps);
        slot
    }

    /// Writes the sections.
    pub(crate) fn finish(self, part: &mut PartWriter) {
        part.put(Section::Lists, &self.lists);
        part.put(Section::Bitmaps, &self.bitmaps);
    }
}

/// The bytes of slots.
pub(crate) fn slots_bytes(slots: &[u32]) -> Vec<u8> {
    slots.iter().flat_map(|slot| slot.to_le_bytes()).collect()
}

/// Reads lists. Lists that are read in the order they were written share reads.
#[derive(Debug)]
pub(crate) struct Postings<'a> {
    part: &'a PartReader,
    entries: usize,
    window: Bytes,
    window_start: usize,
}

/// Read at first, and at most when lists follow each other.
const LITTLE: usize = 256;
const MUCH: usize = 65_536;

impl<'a> Postings<'a> {
    /// The lists of a segment of so many entries.
    pub(crate) fn new(part: &'a PartReader, entries: usize) -> Self {
        Self {
            part,
            entries,
            window: Bytes::new(),
            window_start: 0,
        }
    }

    /// The slots of `range` in `section`.
    pub(crate) fn slots(&self, section: Section, range: Range<usize>) -> Result<Vec<u32>, Error> {
        let bytes = self.part.read(section, range.start * 4, range.len() * 4)?;
        Ok(bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|slot| u32::from_le_bytes(*slot))
            .collect())
    }

    /// The `index`th slot in `section`.
    pub(crate) fn slot(&self, section: Section, index: usize) -> Result<u32, Error> {
        let bytes = self.part.read(section, index * 4, 4)?;
        u32_at(&bytes, 0).ok_or_else(|| self.damaged())
    }

    /// Puts the positions of `slot` into `matches`.
    pub(crate) fn add_to(&mut self, slot: u32, matches: &mut Matches) -> Result<(), Error> {
        match slot >> KIND {
            BITS => matches.or_stored(&self.bits(slot)?),
            ALL_BUT => {
                let mut others = Matches::all(self.entries);
                self.each_listed(slot, |position| others.remove(position))?;
                matches.or(&others);
            }
            _ => self.each_listed(slot, |position| matches.insert(position))?,
        }
        Ok(())
    }

    /// The positions of `slot`.
    pub(crate) fn matches(&mut self, slot: u32) -> Result<Matches, Error> {
        let mut matches = Matches::none(self.entries);
        self.add_to(slot, &mut matches)?;
        Ok(matches)
    }

    /// How many positions of `slot` are in `matches`.
    pub(crate) fn count_in(&mut self, slot: u32, matches: &Matches) -> Result<usize, Error> {
        if matches!(slot >> KIND, ONE | LIST) {
            let mut count = 0;
            self.each_listed(slot, |position| {
                count += usize::from(matches.contains(position));
            })?;
            return Ok(count);
        }
        Ok(self.matches(slot)?.count_and(matches))
    }

    /// Calls `each` with the positions of `slot`, ascending.
    pub(crate) fn each(&mut self, slot: u32, mut each: impl FnMut(usize)) -> Result<(), Error> {
        if matches!(slot >> KIND, ONE | LIST) {
            return self.each_listed(slot, each);
        }
        self.matches(slot)?.ascending().for_each(&mut each);
        Ok(())
    }

    fn each_listed(&mut self, slot: u32, mut each: impl FnMut(usize)) -> Result<(), Error> {
        if slot >> KIND == ONE {
            each((slot & WHERE) as usize);
            return Ok(());
        }
        let part = self.part;
        let list = self.list((slot & WHERE) as usize)?;
        let (mut rest, mut next) = (list, 0);
        while !rest.is_empty() {
            let gap = take_varint(&mut rest).ok_or_else(|| part.damaged("a list of positions"))?;
            next += gap as usize;
            each(next);
            next += 1;
        }
        Ok(())
    }

    fn bits(&self, slot: u32) -> Result<Bytes, Error> {
        let len = self.entries.div_ceil(64) * 8;
        self.part
            .read(Section::Bitmaps, (slot & WHERE) as usize * len, len)
    }

    /// The gaps of the list at `at`.
    fn list(&mut self, at: usize) -> Result<&[u8], Error> {
        let list = match self.list_in_window(at) {
            Some(list) => list,
            None => self.load_list(at)?,
        };
        Ok(&self.window[list])
    }

    fn load_list(&mut self, at: usize) -> Result<Range<usize>, Error> {
        let end = self.window_start + self.window.len();
        let near = at >= self.window_start && at < end + self.window.len();
        let mut size = if near {
            (self.window.len() * 4).min(MUCH)
        } else {
            LITTLE
        };
        loop {
            self.window = self.part.read_up_to(Section::Lists, at, size)?;
            self.window_start = at;
            if let Some(list) = self.list_in_window(at) {
                return Ok(list);
            }
            if self.window.len() < size {
                return Err(self.damaged());
            }
            size *= 8;
        }
    }

    /// Where in the window the gaps of the list at `at` are, if all of them are.
    fn list_in_window(&self, at: usize) -> Option<Range<usize>> {
        let mut rest = self.window.get(at.checked_sub(self.window_start)?..)?;
        let len = usize::try_from(take_varint(&mut rest)?).ok()?;
        let start = self.window.len() - rest.len();
        (len <= rest.len()).then(|| start..start + len)
    }

    fn damaged(&self) -> Error {
        self.part.damaged("a list of positions")
    }
}
