//! Reading one part of a segment, each page checked when it is first read.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;

use crate::{
    cache::{Cache, Key, Value},
    error::{Error, Part},
    segment::format::{Footer, PAGE, Section, TAIL},
    source::Source,
};

/// One part of a segment.
#[derive(Debug)]
pub(crate) struct PartReader {
    part: Part,
    source: Arc<Source>,
    start: u64,
    footer: Footer,
    checked: Vec<AtomicU64>,
    cache: Cache,
    /// The segment's number in the cache.
    generation: u64,
}

impl PartReader {
    /// Opens the part that lies in `len` bytes from `start` on.
    pub(crate) fn open(
        part: Part,
        source: Arc<Source>,
        (start, len): (u64, u64),
        (cache, generation): (&Cache, u64),
    ) -> Result<Self, Error> {
        let damaged = |what| Error::Damaged { part, what };
        let io = |source| Error::Io {
            what: "the footer",
            source,
        };
        let before_tail = len.checked_sub(TAIL as u64).ok_or(damaged("its length"))?;
        let tail = source.read(start + before_tail, TAIL).map_err(io)?;
        let (footer_len, crc) = tail.split_at(4);
        let footer_len = crate::segment::code::u32_at(footer_len, 0).unwrap_or(0);
        let sections = before_tail
            .checked_sub(u64::from(footer_len))
            .ok_or(damaged("the length of its footer"))?;
        let bytes = source
            .read(start + sections, footer_len as usize)
            .map_err(io)?;
        if crc32fast::hash(&bytes).to_le_bytes() != *crc {
            return Err(damaged("its footer"));
        }
        let footer = Footer::read(&bytes, sections).ok_or(damaged("its footer"))?;
        let checked = footer.pages.chunks(64).map(|_| AtomicU64::new(0)).collect();
        let cache = cache.clone();
        Ok(Self {
            part,
            source,
            start,
            footer,
            checked,
            cache,
            generation,
        })
    }

    /// This part is not what was written.
    pub(crate) fn damaged(&self, what: &'static str) -> Error {
        Error::Damaged {
            part: self.part,
            what,
        }
    }

    /// Length of `section`.
    pub(crate) fn len(&self, section: Section) -> usize {
        self.footer.sections[section as usize].1 as usize
    }

    /// `len` bytes of `section` from `at` on.
    pub(crate) fn read(&self, section: Section, at: usize, len: usize) -> Result<Bytes, Error> {
        let (start, whole) = self.footer.sections[section as usize];
        if at.checked_add(len).is_none_or(|end| end as u64 > whole) {
            return Err(self.damaged(section.name()));
        }
        if len == 0 {
            return Ok(Bytes::new());
        }
        let (from, to) = (start as usize + at, start as usize + at + len);
        let pages = from / PAGE..to.div_ceil(PAGE);
        if pages.clone().all(|page| self.is_checked(page)) {
            self.read_raw(section, from, len)
        } else {
            let bytes = self.read_checked(section, pages.clone())?;
            Ok(bytes.slice(from - pages.start * PAGE..to - pages.start * PAGE))
        }
    }

    /// At most `len` bytes of `section` from `at` on, fewer only at its end.
    pub(crate) fn read_up_to(
        &self,
        section: Section,
        at: usize,
        len: usize,
    ) -> Result<Bytes, Error> {
        self.read(section, at, len.min(self.len(section).saturating_sub(at)))
    }

    /// All of `section`, remembered.
    pub(crate) fn whole(&self, section: Section) -> Result<Bytes, Error> {
        if matches!(*self.source, Source::Memory(_)) {
            return self.read(section, 0, self.len(section));
        }
        let key = Key::Section(self.generation, section);
        if let Some(Value::Section(bytes)) = self.cache.get(&key) {
            return Ok(bytes);
        }
        let bytes = self.read(section, 0, self.len(section))?;
        self.cache.insert(key, Value::Section(bytes.clone()));
        Ok(bytes)
    }

    /// Reads and checks everything.
    pub(crate) fn verify(&self) -> Result<(), Error> {
        let pages = self.footer.pages.len();
        (0..pages).step_by(64).try_for_each(|page| {
            self.read_checked(Section::Facts, page..(page + 64).min(pages))
                .map(|_| ())
        })
    }

    fn is_checked(&self, page: usize) -> bool {
        self.checked
            .get(page / 64)
            .is_some_and(|word| word.load(Ordering::Relaxed) >> (page % 64) & 1 == 1)
    }

    fn read_raw(&self, section: Section, from: usize, len: usize) -> Result<Bytes, Error> {
        self.source
            .read(self.start + from as u64, len)
            .map_err(|source| Error::Io {
                what: section.name(),
                source,
            })
    }

    fn read_checked(
        &self,
        section: Section,
        pages: std::ops::Range<usize>,
    ) -> Result<Bytes, Error> {
        let end = (pages.end * PAGE).min(self.footer.len as usize);
        let from = pages.start * PAGE;
        let bytes = self.read_raw(section, from, end.saturating_sub(from))?;
        for (page, bytes) in pages.zip(bytes.chunks(PAGE)) {
            if self.footer.pages.get(page) != Some(&crc32fast::hash(bytes)) {
                return Err(self.damaged(section.name()));
            }
            self.checked[page / 64].fetch_or(1 << (page % 64), Ordering::Relaxed);
        }
        Ok(bytes)
    }
}
