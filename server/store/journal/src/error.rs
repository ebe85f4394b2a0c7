//! What can go wrong.

use std::io;

/// A segment could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be read.
    #[error("could not read {what} of a journal segment")]
    Io {
        /// What was being read.
        what: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// The bytes are not what was written.
    #[error("the {part} of a journal segment are damaged: {what}")]
    Damaged {
        /// Which part; with [`Part::Index`] the segment can be rebuilt from its events.
        part: Part,
        /// What did not fit.
        what: &'static str,
    },
    /// Written by another version, or no segment at all.
    #[error("not a journal segment of this version")]
    NotASegment,
}

/// The two parts of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The entries' rows: what cannot be made again.
    Events,
    /// All that makes searching fast: made again by [`Segment::rebuild`](crate::Segment::rebuild).
    Index,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Events => "events",
            Self::Index => "index pages",
        })
    }
}

/// A segment could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Ids must ascend.
    #[error("entry {id} comes after entry {last} in a segment")]
    NotAscending {
        /// The entry's.
        id: u64,
        /// The one before.
        last: u64,
    },
    /// There are 65,536 entries, or 512 MB of texts and rows, in it already.
    #[error("a journal segment is full")]
    Full,
    /// The compressor refused.
    #[error("could not compress rows of a journal segment")]
    Compress(#[source] io::Error),
}
