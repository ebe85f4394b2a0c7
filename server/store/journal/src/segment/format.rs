//! How a segment lies in its bytes.
//!
//! ```text
//! head | events part | index part | head again
//! head  = magic, version, lengths of the two parts, CRC-32
//! part  = sections one after the other | footer | length and CRC-32 of the footer
//! footer = where each section is, and a CRC-32 of each page of 8 kB of the sections
//! ```
//!
//! A page is checked when it is first read. The events part says all that its rows need, so that the index part can
//! be made again from it.

use crate::{
    error::{Error, Part},
    segment::code::{put_varint, take_varint},
};

/// Pages have a checksum each.
pub(crate) const PAGE: usize = 8_192;
/// Length of the head.
pub(crate) const HEAD: usize = 36;
/// Length and checksum of a footer.
pub(crate) const TAIL: usize = 8;
const MAGIC: &[u8; 8] = b"colombJ\n";
const VERSION: u32 = 1;

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// A section of a part. The order is the format: new ones go last.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Section { $($(#[$doc])* $name),+ }

        impl Section {
            /// All of them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// For measurements.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }
        }
    };
}

sections! {
    /// Number of entries, first and last id.
    EventFacts,
    /// Ids, when there are gaps.
    Ids,
    /// What the compressor of rows knows beforehand.
    RowDictionary,
    /// Where each block of rows is.
    RowTable,
    /// Compressed blocks of rows.
    Rows,
    /// Earliest and latest time.
    Facts,
    /// Times.
    Ats,
    /// Lists of positions.
    Lists,
    /// Positions as bits.
    Bitmaps,
    /// (object type, action) pairs and their positions.
    Kinds,
    KindSlots,
    /// Keys of actors.
    Actors,
    ActorHeads,
    ActorSlots,
    /// Keys of recipients.
    Recipients,
    RecipientHeads,
    RecipientSlots,
    /// Folders.
    Folders,
    FolderSlots,
    /// Ids that entries link to.
    Links,
    LinkSlots,
    /// ASCII characters in the texts: 128 slots.
    CharacterSlots,
    /// Complete mail addresses in the texts.
    Addresses,
    AddressHeads,
    AddressSlots,
    /// Words of the texts, a line each, ascending.
    Words,
    WordHeads,
    WordSlots,
    /// In which blocks of words three bytes follow each other.
    TrigramTable,
    Trigrams,
    /// The strings that have a code of their own in packed texts.
    TextSymbols,
    /// Where each block of texts is.
    TextTable,
    /// Compressed blocks of texts.
    Texts,
}

/// Collects the sections of one part.
#[derive(Debug, Default)]
pub(crate) struct PartWriter {
    out: Vec<u8>,
    sections: Vec<(Section, usize, usize)>,
}

impl PartWriter {
    /// Appends a section.
    pub(crate) fn put(&mut self, section: Section, bytes: &[u8]) {
        self.sections.push((section, self.out.len(), bytes.len()));
        self.out.extend_from_slice(bytes);
    }

    /// The bytes of the part.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let mut footer = Vec::new();
        put_varint(&mut footer, self.out.len() as u64);
        put_varint(&mut footer, self.sections.len() as u64);
        for (section, start, len) in self.sections {
            for number in [section as u64, start as u64, len as u64] {
                put_varint(&mut footer, number);
            }
        }
        for page in self.out.chunks(PAGE) {
            footer.extend(crc32fast::hash(page).to_le_bytes());
        }
        self.out.extend_from_slice(&footer);
        self.out.extend((footer.len() as u32).to_le_bytes());
        self.out.extend(crc32fast::hash(&footer).to_le_bytes());
        self.out
    }
}

/// What the footer of a part says.
#[derive(Debug)]
pub(crate) struct Footer {
    /// Length of all sections.
    pub(crate) len: u64,
    /// Start and length of each section.
    pub(crate) sections: Vec<(u64, u64)>,
    /// Checksum of each page.
    pub(crate) pages: Vec<u32>,
}

impl Footer {
    /// Reads a footer; `None` if it says nothing sensible about a part with so many bytes of sections.
    pub(crate) fn read(mut bytes: &[u8], len: u64) -> Option<Self> {
        let bytes = &mut bytes;
        if take_varint(bytes)? != len {
            return None;
        }
        let mut sections = vec![(0, 0); Section::ALL.len()];
        for _ in 0..take_varint(bytes)? {
            let place = sections.get_mut(usize::try_from(take_varint(bytes)?).ok()?)?;
            *place = (take_varint(bytes)?, take_varint(bytes)?);
            if place.0.checked_add(place.1)? > len {
                return None;
            }
        }
        let (pages, rest) = bytes.as_chunks::<4>();
        let pages: Vec<u32> = pages.iter().map(|crc| u32::from_le_bytes(*crc)).collect();
        (rest.is_empty() && pages.len() as u64 == len.div_ceil(PAGE as u64)).then_some(Self {
            len,
            sections,
            pages,
        })
    }
}

/// Lengths of the two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Length of the events part.
    pub(crate) events: u64,
    /// Length of the index part.
    pub(crate) index: u64,
}

impl Head {
    /// As it is written.
    pub(crate) fn bytes(self) -> [u8; HEAD] {
        let mut out = [0; HEAD];
        out[..8].copy_from_slice(MAGIC);
        out[8..12].copy_from_slice(&VERSION.to_le_bytes());
        out[12..20].copy_from_slice(&self.events.to_le_bytes());
        out[20..28].copy_from_slice(&self.index.to_le_bytes());
        let crc = crc32fast::hash(&out[..32]);
        out[32..].copy_from_slice(&crc.to_le_bytes());
        out
    }

    /// Reads a head of a segment of `len` bytes.
    ///
    /// # Errors
    /// Another version, or damaged.
    pub(crate) fn read(bytes: &[u8], len: u64) -> Result<Self, Error> {
        let damaged = Error::Damaged {
            part: Part::Index,
            what: "its head",
        };
        let Some(head) = bytes.first_chunk::<HEAD>() else {
            return Err(Error::NotASegment);
        };
        let number = |at: usize| {
            head[at..]
                .first_chunk()
                .map_or(0, |bytes| u64::from_le_bytes(*bytes))
        };
        if crc32fast::hash(&head[..32]).to_le_bytes() != head[32..] {
            return Err(if head.starts_with(MAGIC) {
                damaged
            } else {
                Error::NotASegment
            });
        }
        if !head.starts_with(MAGIC) || head[8..12] != VERSION.to_le_bytes() {
            return Err(Error::NotASegment);
        }
        let (events, index) = (number(12), number(20));
        let whole = events
            .checked_add(index)
            .and_then(|parts| parts.checked_add(2 * HEAD as u64));
        if whole == Some(len) {
            Ok(Self { events, index })
        } else {
            Err(damaged)
        }
    }
}
