//! Which entries of a segment have certain fields.

use crate::{
    cache::Key,
    error::Error,
    matches::{Kept, Matches},
    query::Query,
    scope::{Member, Scope},
    segment::{
        Segment,
        format::Section,
        keys::Keys,
        numbers::{Numbers, from_time},
        postings::Postings,
    },
    sets::{Codes, Ids},
};

const ACTORS: (Section, Section) = (Section::Actors, Section::ActorHeads);
const RECIPIENTS: (Section, Section) = (Section::Recipients, Section::RecipientHeads);
const ADDRESSES: (Section, Section) = (Section::Addresses, Section::AddressHeads);

impl Segment {
    /// Keeps the entries whose fields `query` asks for and its scope shows.
    pub(crate) fn keep_fields(&self, query: &Query, matches: &mut Matches) -> Result<(), Error> {
        if !query.object_types.is_empty() || !query.actions.is_empty() {
            matches.and(&self.of_kinds(query.object_types, query.actions)?);
        }
        if let Some(actor) = &query.actor {
            matches.and(&self.with_key(ACTORS, Section::ActorSlots, actor)?);
        }
        if let Some(folders) = &query.folders
            && !matches.is_empty()
        {
            let key = Key::Folders(self.generation, folders.clone());
            let kept = self.cache.matches(key, || {
                Ok::<_, Error>(Kept::new(&self.in_folders(folders)?))
            })?;
            matches.and(&kept.matches());
        }
        match &query.scope {
            Scope::All => {}
            Scope::Nothing => *matches = Matches::none(self.len),
            Scope::Member(member) => {
                let key = Key::Member(self.generation, member.clone());
                let kept = self
                    .cache
                    .matches(key, || Ok::<_, Error>(Kept::new(&self.seen_by(member)?)))?;
                matches.and(&kept.matches());
            }
        }
        self.keep_times(query, matches)
    }

    /// The object types there are, with the entries of each.
    pub(crate) fn object_types(&self) -> Result<Vec<(u8, Matches)>, Error> {
        let mut types: Vec<(u8, Matches)> = Vec::new();
        let mut postings = self.postings();
        for (kind, slot) in self.kinds()? {
            let object_type = (kind >> 8) as u8;
            if types.last().is_none_or(|(last, _)| *last != object_type) {
                types.push((object_type, Matches::none(self.len)));
            }
            if let Some((_, matches)) = types.last_mut() {
                postings.add_to(slot, matches)?;
            }
        }
        Ok(types)
    }

    /// The pairs of object type and action there are, with the slot of each.
    pub(crate) fn kinds(&self) -> Result<Vec<(u16, u32)>, Error> {
        let kinds = self.numbers(Section::Kinds)?.all()?;
        let slots = self.postings().slots(Section::KindSlots, 0..kinds.len())?;
        Ok(kinds
            .into_iter()
            .map(|kind| kind as u16)
            .zip(slots)
            .collect())
    }

    /// How many of `matches` each actor did.
    pub(crate) fn each_actor(
        &self,
        matches: &Matches,
        mut each: impl FnMut(&str, u64),
    ) -> Result<(), Error> {
        let keys = Keys::open(&self.index, ACTORS)?;
        let mut postings = self.postings();
        let slots = postings.slots(Section::ActorSlots, 0..keys.len())?;
        let counts = slots
            .into_iter()
            .map(|slot| postings.count_in(slot, matches));
        let counts = counts.collect::<Result<Vec<_>, _>>()?;
        keys.each(|ordinal, key| {
            if counts[ordinal] > 0 {
                each(&String::from_utf8_lossy(key), counts[ordinal] as u64);
            }
        })
    }

    /// The entries that link to `id`.
    pub(crate) fn linking_to(&self, id: u64) -> Result<Option<Matches>, Error> {
        let found = self.numbers(Section::Links)?.find(id)?;
        found
            .map(|at| self.of_slot(Section::LinkSlots, at))
            .transpose()
    }

    /// The entries whose text has the complete address `address`.
    pub(crate) fn with_address(&self, address: &str) -> Result<Matches, Error> {
        self.with_key(ADDRESSES, Section::AddressSlots, address)
    }

    /// The entries whose text has the ASCII character `character`.
    pub(crate) fn with_character(&self, character: u8) -> Result<Matches, Error> {
        self.of_slot(Section::CharacterSlots, usize::from(character))
    }

    /// The times, block by block.
    pub(crate) fn ats(&self) -> Result<Numbers<'_>, Error> {
        self.numbers(Section::Ats)
    }

    pub(crate) fn postings(&self) -> Postings<'_> {
        Postings::new(&self.index, self.len)
    }

    fn numbers(&self, section: Section) -> Result<Numbers<'_>, Error> {
        Numbers::open(&self.index, section)
    }

    fn of_slot(&self, section: Section, at: usize) -> Result<Matches, Error> {
        let mut postings = self.postings();
        let slot = postings.slot(section, at)?;
        postings.matches(slot)
    }

    fn of_kinds(&self, types: Codes, actions: Codes) -> Result<Matches, Error> {
        let (mut matches, mut postings) = (Matches::none(self.len), self.postings());
        for (kind, slot) in self.kinds()? {
            if types.asks_for((kind >> 8) as u8) && actions.asks_for(kind as u8) {
                postings.add_to(slot, &mut matches)?;
            }
        }
        Ok(matches)
    }

    fn with_key(
        &self,
        keys: (Section, Section),
        slots: Section,
        key: &str,
    ) -> Result<Matches, Error> {
        match Keys::open(&self.index, keys)?.find(key.as_bytes())? {
            Some(at) => self.of_slot(slots, at),
            None => Ok(Matches::none(self.len)),
        }
    }

    fn in_folders(&self, folders: &Ids) -> Result<Matches, Error> {
        let (mut matches, mut postings) = (Matches::none(self.len), self.postings());
        let here = self.numbers(Section::Folders)?.all()?;
        let slots = postings.slots(Section::FolderSlots, 0..here.len())?;
        let mut wanted = folders.as_slice();
        for (folder, slot) in here.into_iter().zip(slots) {
            // Both ascend, and are about as many: a few steps, else a search.
            let near = wanted.iter().take(8).position(|id| *id >= folder);
            let skipped = near.unwrap_or_else(|| wanted.partition_point(|id| *id < folder));
            wanted = &wanted[skipped..];
            if wanted.first() == Some(&folder) {
                postings.add_to(slot, &mut matches)?;
            }
        }
        Ok(matches)
    }

    fn seen_by(&self, member: &Member) -> Result<Matches, Error> {
        let of_types = |types: Codes, mut matches: Matches| -> Result<Matches, Error> {
            let these = if types.is_empty() {
                Matches::none(self.len)
            } else {
                self.of_kinds(types, Codes::default())?
            };
            matches.and(&these);
            Ok(matches)
        };
        let mut seen = self.with_key(ACTORS, Section::ActorSlots, &member.actor)?;
        seen.or(&self.in_folders(&member.managed)?);
        seen.or(&of_types(
            member.folder_types,
            self.in_folders(&member.readable)?,
        )?);
        let mut mails = Matches::none(self.len);
        for address in &member.addresses {
            mails.or(&self.with_key(RECIPIENTS, Section::RecipientSlots, address)?);
        }
        seen.or(&of_types(member.mail_types, mails)?);
        Ok(seen)
    }

    fn keep_times(&self, query: &Query, matches: &mut Matches) -> Result<(), Error> {
        let from = query.from.filter(|from| *from > self.times.0);
        let to = query.to.filter(|to| *to <= self.times.1);
        if from.is_none() && to.is_none() {
            return Ok(());
        }
        let from = from.map_or(0, from_time);
        let before = to.map_or(u64::MAX, from_time);
        let inside = |at: u64| at >= from && (at < before || to.is_none());
        let ats = self.ats()?;
        let mut kept = Matches::none(self.len);
        for block in 0..ats.blocks() {
            let ((least, most), range) = (ats.bounds(block)?, ats.range(block));
            if inside(least) && inside(most) {
                kept.insert_range(range);
            } else if most >= from
                && (least < before || to.is_none())
                && matches.any_in(range.clone())
            {
                for (position, at) in range.zip(ats.block(block)?) {
                    if inside(at) {
                        kept.insert(position);
                    }
                }
            }
        }
        matches.and(&kept);
        Ok(())
    }
}

/// Times of a list that is about, but not quite, in the order of time.
impl Segment {
    /// Where the first entry at or after `time` is.
    pub(crate) fn first_at_or_after(&self, time: u64) -> Result<Option<usize>, Error> {
        let ats = self.ats()?;
        for block in 0..ats.blocks() {
            if ats.bounds(block)?.1 >= time {
                let at = ats.block(block)?.iter().position(|at| *at >= time);
                return Ok(at.map(|at| ats.range(block).start + at));
            }
        }
        Ok(None)
    }

    /// Where the last entry at or before `time` is.
    pub(crate) fn last_at_or_before(&self, time: u64) -> Result<Option<usize>, Error> {
        let ats = self.ats()?;
        for block in (0..ats.blocks()).rev() {
            if ats.bounds(block)?.0 <= time {
                let at = ats.block(block)?.iter().rposition(|at| *at <= time);
                return Ok(at.map(|at| ats.range(block).start + at));
            }
        }
        Ok(None)
    }
}
