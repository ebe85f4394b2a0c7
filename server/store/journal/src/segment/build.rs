//! Building a segment.

use bytes::Bytes;

use crate::{
    entry::Entry,
    error::BuildError,
    segment::{
        MOST,
        concordance::{Concordance, Sorted},
        format::{Head, PartWriter, Section},
        keys::put_keys,
        numbers::{from_time, put_numbers},
        postings::{PostingsWriter, slots_bytes},
        rows::RowsWriter,
        texts::TextsWriter,
        tokens,
        words::put_words,
    },
};

/// Bytes of texts and rows after which a segment is full, so that places in it fit 30 bits.
const MOST_BYTES: usize = 1 << 29;

/// Takes entries one by one and makes the bytes of a segment.
///
/// Rows and texts are packed as they come: what is held in memory is about what the segment will be long, twice.
#[derive(Debug, Default)]
pub struct Builder {
    ids: Vec<u64>,
    ats: Vec<u64>,
    bytes: usize,
    rows: RowsWriter,
    index: IndexWriter,
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

    /// For a segment that is not kept for long.
    pub(crate) fn quick() -> Self {
        Self {
            rows: RowsWriter::quick(),
            ..Self::default()
        }
    }

    /// Number of entries in it.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether no more may be pushed: finish it and begin another.
    pub fn is_full(&self) -> bool {
        self.ids.len() >= MOST || self.bytes >= MOST_BYTES
    }

    /// Adds an entry, whose id is greater than the last one's.
    pub fn push(&mut self, entry: &Entry) -> Result<(), BuildError> {
        if self.is_full() {
            return Err(BuildError::Full);
        }
        if let Some(last) = self.ids.last().copied().filter(|last| *last >= entry.id) {
            return Err(BuildError::NotAscending { id: entry.id, last });
        }
        self.rows.push(&entry.row)?;
        self.index.push(entry, self.ids.len() as u16);
        self.bytes += entry.row.len() + entry.text.len();
        self.ids.push(entry.id);
        self.ats.push(from_time(entry.at));
        Ok(())
    }

    /// The segment's bytes.
    pub fn finish(self) -> Result<Vec<u8>, BuildError> {
        let events = put_events(&self.ids, self.rows)?;
        Ok(join(&events, &self.index.finish(&self.ats)))
    }

    /// The segment's bytes around an events part that is there already.
    pub(crate) fn finish_around(self, events: &Bytes) -> Vec<u8> {
        join(events, &self.index.finish(&self.ats))
    }
}

fn put_events(ids: &[u64], rows: RowsWriter) -> Result<Vec<u8>, BuildError> {
    let mut part = PartWriter::default();
    let (first, last) = (
        ids.first().copied().unwrap_or(0),
        ids.last().copied().unwrap_or(0),
    );
    let facts = [ids.len() as u64, first, last];
    part.put(Section::EventFacts, &facts.map(u64::to_le_bytes).concat());
    if ids.len() > 1 && last - first != ids.len() as u64 - 1 {
        put_numbers(&mut part, Section::Ids, ids);
    }
    rows.finish(&mut part)?;
    Ok(part.finish())
}

fn join(events: &[u8], index: &[u8]) -> Vec<u8> {
    let head = Head {
        events: events.len() as u64,
        index: index.len() as u64,
    }
    .bytes();
    [&head[..], events, index, &head[..]].concat()
}

/// Collects all that is in the index part.
#[derive(Debug)]
struct IndexWriter {
    kinds: Concordance,
    actors: Concordance,
    recipients: Concordance,
    folders: Concordance,
    links: Concordance,
    addresses: Concordance,
    words: Concordance,
    /// For each ASCII character, a bit for each entry.
    characters: Vec<Vec<u64>>,
    texts: TextsWriter,
}

impl Default for IndexWriter {
    fn default() -> Self {
        Self {
            kinds: Concordance::default(),
            actors: Concordance::default(),
            recipients: Concordance::default(),
            folders: Concordance::default(),
            links: Concordance::default(),
            addresses: Concordance::default(),
            words: Concordance::default(),
            characters: vec![Vec::new(); 128],
            texts: TextsWriter::default(),
        }
    }
}

impl IndexWriter {
    fn push(&mut self, entry: &Entry, position: u16) {
        let number = |concordance: &mut Concordance, number: u64| {
            concordance.add(&number.to_be_bytes(), position);
        };
        number(
            &mut self.kinds,
            u64::from(entry.object_type) << 8 | u64::from(entry.action),
        );
        self.actors.add(entry.actor.as_bytes(), position);
        if let Some(recipient) = &entry.recipient {
            self.recipients.add(recipient.as_bytes(), position);
        }
        if let Some(folder) = entry.folder {
            number(&mut self.folders, folder);
        }
        for link in &entry.links {
            number(&mut self.links, *link);
        }
        self.push_text(&entry.text, position);
    }

    fn push_text(&mut self, text: &str, position: u16) {
        tokens::words(text, |word| self.words.add(word.as_bytes(), position));
        tokens::addresses(text, |address| {
            self.addresses.add(address.as_bytes(), position);
        });
        let mut characters = tokens::characters(text);
        while characters != 0 {
            let bits = &mut self.characters[characters.trailing_zeros() as usize];
            let word = usize::from(position >> 6);
            if bits.len() <= word {
                bits.resize(word + 1, 0);
            }
            bits[word] |= 1 << (position & 63);
            characters &= characters - 1;
        }
        self.texts.push(text);
    }

    fn finish(self, ats: &[u64]) -> Vec<u8> {
        let mut part = PartWriter::default();
        let (earliest, latest) = (ats.iter().min().copied(), ats.iter().max().copied());
        let facts = [earliest.unwrap_or(0), latest.unwrap_or(0)];
        part.put(Section::Facts, &facts.map(u64::to_le_bytes).concat());
        put_numbers(&mut part, Section::Ats, ats);
        let mut postings = PostingsWriter::new(ats.len());
        let mut put = |part: &mut PartWriter, slots: Section, sorted: &Sorted| {
            let slots_of: Vec<u32> = sorted.positions().map(|list| postings.add(list)).collect();
            part.put(slots, &slots_bytes(&slots_of));
        };
        for (concordance, keys, slots) in [
            (self.kinds, Section::Kinds, Section::KindSlots),
            (self.folders, Section::Folders, Section::FolderSlots),
            (self.links, Section::Links, Section::LinkSlots),
        ] {
            let sorted = concordance.finish();
            put_numbers(&mut part, keys, &numbers(&sorted));
            put(&mut part, slots, &sorted);
        }
        for (concordance, keys, heads, slots) in [
            (
                self.actors,
                Section::Actors,
                Section::ActorHeads,
                Section::ActorSlots,
            ),
            (
                self.recipients,
                Section::Recipients,
                Section::RecipientHeads,
                Section::RecipientSlots,
            ),
            (
                self.addresses,
                Section::Addresses,
                Section::AddressHeads,
                Section::AddressSlots,
            ),
        ] {
            let sorted = concordance.finish();
            put_keys(&mut part, (keys, heads), sorted.keys());
            put(&mut part, slots, &sorted);
        }
        let words = self.words.finish();
        put_words(&mut part, &words);
        put(&mut part, Section::WordSlots, &words);
        let characters: Vec<u32> = self
            .characters
            .into_iter()
            .map(|bits| postings.add_bits(bits))
            .collect();
        part.put(Section::CharacterSlots, &slots_bytes(&characters));
        postings.finish(&mut part);
        self.texts.finish(&mut part);
        part.finish()
    }
}

fn numbers(sorted: &Sorted) -> Vec<u64> {
    let number = |key: &[u8]| key.first_chunk().map_or(0, |key| u64::from_be_bytes(*key));
    sorted.keys().map(number).collect()
}
