//! The entries of a segment, as they were pushed.

use std::sync::Arc;

use crate::{
    entry::Entry,
    error::Error,
    segment::{
        Segment,
        format::Section,
        keys::Keys,
        numbers::{Numbers, to_time},
        postings::Postings,
        texts::{END, Texts},
    },
};

/// No key.
const NONE: u32 = u32::MAX;

/// What every entry of a segment has, but for text and row.
struct Columns {
    ats: Vec<u64>,
    kinds: Vec<u64>,
    kind: Vec<u32>,
    actors: Vec<String>,
    actor: Vec<u32>,
    recipients: Vec<String>,
    recipient: Vec<u32>,
    folders: Vec<u64>,
    folder: Vec<u32>,
    /// Position and id, ascending.
    links: Vec<(u32, u64)>,
}

impl Segment {
    /// The entries, as they were pushed, but for the order and repetition of links: what a new segment is built of.
    pub fn entries(self: Arc<Self>) -> impl Iterator<Item = Result<Arc<Entry>, Error>> {
        let mut columns = None;
        let blocks = self.index.len(Section::TextTable) / 12;
        (0..blocks.saturating_sub(1)).flat_map(move |block| {
            let mut read = || -> Result<Vec<Arc<Entry>>, Error> {
                if columns.is_none() {
                    columns = Some(self.read_columns()?);
                }
                columns
                    .as_ref()
                    .map_or(Ok(Vec::new()), |columns| self.read_block(columns, block))
            };
            let (entries, error) = match read() {
                Ok(entries) => (entries, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            entries.into_iter().map(Ok).chain(error)
        })
    }

    fn read_block(&self, columns: &Columns, block: usize) -> Result<Vec<Arc<Entry>>, Error> {
        let texts = Texts::open(&self.index)?;
        let place = texts.place(block)?;
        let positions: Vec<usize> = place.entries.clone().collect();
        let (ids, mut rows) = (self.ids(&positions)?, self.rows()?);
        let unpacked = texts.unpack(&place)?;
        let mut unpacked = unpacked.split(|byte| *byte == END);
        let mut entries = Vec::with_capacity(positions.len());
        for (position, id) in positions.into_iter().zip(ids) {
            let text = unpacked
                .next()
                .and_then(|text| std::str::from_utf8(text).ok());
            let text = text.ok_or_else(|| self.index.damaged(Section::Texts.name()))?;
            let entry = columns
                .entry(position)
                .ok_or_else(|| self.index.damaged("a column"))?;
            let row = rows.get(position)?;
            entries.push(Arc::new(Entry {
                id,
                text: text.to_owned(),
                row,
                ..entry
            }));
        }
        Ok(entries)
    }

    fn read_columns(&self) -> Result<Columns, Error> {
        let number = |section| Numbers::open(&self.index, section)?.all();
        let key = |sections| -> Result<Vec<String>, Error> {
            let (mut keys, mut text) = (Vec::new(), true);
            Keys::open(&self.index, sections)?.each(|_, key| {
                keys.push(String::from_utf8(key.to_vec()).unwrap_or_default());
                text &= std::str::from_utf8(key).is_ok();
            })?;
            if text {
                Ok(keys)
            } else {
                Err(self.index.damaged(sections.0.name()))
            }
        };
        let (kinds, folders, targets) = (
            number(Section::Kinds)?,
            number(Section::Folders)?,
            number(Section::Links)?,
        );
        let actors = key((Section::Actors, Section::ActorHeads))?;
        let recipients = key((Section::Recipients, Section::RecipientHeads))?;
        let mut links = Vec::new();
        self.each_of(Section::LinkSlots, targets.len(), |position, target| {
            links.push((position as u32, targets[target]));
        })?;
        links.sort_unstable();
        Ok(Columns {
            ats: number(Section::Ats)?,
            kind: self.column(Section::KindSlots, kinds.len())?,
            actor: self.column(Section::ActorSlots, actors.len())?,
            recipient: self.column(Section::RecipientSlots, recipients.len())?,
            folder: self.column(Section::FolderSlots, folders.len())?,
            kinds,
            actors,
            recipients,
            folders,
            links,
        })
    }

    /// For each entry, which of `keys` keys it has.
    fn column(&self, slots: Section, keys: usize) -> Result<Vec<u32>, Error> {
        let mut column = vec![NONE; self.len];
        self.each_of(slots, keys, |position, key| {
            if let Some(at) = column.get_mut(position) {
                *at = key as u32;
            }
        })?;
        Ok(column)
    }

    fn each_of(
        &self,
        slots: Section,
        keys: usize,
        mut each: impl FnMut(usize, usize),
    ) -> Result<(), Error> {
        let mut postings = Postings::new(&self.index, self.len);
        for (key, slot) in postings.slots(slots, 0..keys)?.into_iter().enumerate() {
            postings.each(slot, |position| each(position, key))?;
        }
        Ok(())
    }
}

impl Columns {
    fn entry(&self, position: usize) -> Option<Entry> {
        let kind = *self.kinds.get(*self.kind.get(position)? as usize)?;
        let from = self
            .links
            .partition_point(|(at, _)| (*at as usize) < position);
        let links = self.links[from..]
            .iter()
            .take_while(|(at, _)| *at as usize == position);
        Some(Entry {
            at: to_time(*self.ats.get(position)?),
            object_type: (kind >> 8) as u8,
            action: kind as u8,
            actor: self
                .actors
                .get(*self.actor.get(position)? as usize)?
                .clone(),
            folder: self
                .folders
                .get(*self.folder.get(position)? as usize)
                .copied(),
            recipient: self
                .recipients
                .get(*self.recipient.get(position)? as usize)
                .cloned(),
            links: links.map(|(_, id)| *id).collect(),
            ..Entry::default()
        })
    }
}
