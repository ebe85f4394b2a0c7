//! Pages of lists: how many items, and where the next page goes on.
//!
//! A place names the last item shown, never a count, so that items which come or go meanwhile neither make the next
//! page repeat one nor skip one.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;
use domain::{
    id::{FileId, FolderId, TicketMessageId},
    time::Timestamp,
    wire::List,
};

/// The most items on one page.
pub const MAX_PAGE: usize = 1_000;

/// A page that is asked for.
#[derive(Clone, Debug)]
pub struct Page<C> {
    after: Option<C>,
    limit: usize,
}

impl<C> Page<C> {
    /// The page of at most `limit` items (1 to 1,000) after this place, or the first one.
    pub fn new(after: Option<C>, limit: usize) -> Self {
        Self {
            after,
            limit: limit.clamp(1, MAX_PAGE),
        }
    }

    /// The first page.
    pub fn first(limit: usize) -> Self {
        Self::new(None, limit)
    }

    /// Where it goes on.
    pub const fn after(&self) -> Option<&C> {
        self.after.as_ref()
    }

    /// At most this many items.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// How many to read: one more than is shown tells whether there is another page.
    pub const fn enough(&self) -> usize {
        self.limit + 1
    }

    /// The page of `found`, which begins after the place asked for and has one item more if there is another page.
    pub(crate) fn of<T>(
        &self,
        found: impl IntoIterator<Item = T>,
        place: impl Fn(&T) -> String,
    ) -> List<T> {
        let mut items: Vec<T> = found.into_iter().take(self.enough()).collect();
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let next_cursor = items.last().filter(|_| more).map(place);
        List { items, next_cursor }
    }
}

impl<C: PartialOrd> Page<C> {
    /// Whether an item at `place` comes after the place asked for, in an ascending list.
    pub(crate) fn goes_on_with(&self, place: &C) -> bool {
        self.after.as_ref().is_none_or(|after| place > after)
    }
}

/// The text is no place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no place in a list")]
pub struct NoPlace;

/// A place in a list that is sorted by name: the folded name, then the id. Written `ID.NAME`, the name in base64url.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamePlace {
    /// The folded name.
    pub key: String,
    /// The id of the item.
    pub id: u64,
}

impl fmt::Display for NamePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}",
            self.id,
            BASE64URL_NOPAD.encode(self.key.as_bytes())
        )
    }
}

impl FromStr for NamePlace {
    type Err = NoPlace;
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (id, key) = text.split_once('.').ok_or(NoPlace)?;
        let key = BASE64URL_NOPAD
            .decode(key.as_bytes())
            .map_err(|_| NoPlace)?;
        Ok(Self {
            key: String::from_utf8(key).map_err(|_| NoPlace)?,
            id: id.parse().map_err(|_| NoPlace)?,
        })
    }
}

/// A place in a list sorted by the time of the last change: that time, then the id. Written `MS.ID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedPlace {
    /// When it changed.
    pub at: Timestamp,
    /// Which.
    pub id: u64,
}

impl fmt::Display for ChangedPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.ms(), self.id)
    }
}

impl FromStr for ChangedPlace {
    type Err = NoPlace;
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (at, id) = text.split_once('.').ok_or(NoPlace)?;
        let at = at.parse().map(Timestamp::from_ms).map_err(|_| NoPlace)?;
        let id = id.parse().map_err(|_| NoPlace)?;
        Ok(Self { at, id })
    }
}

/// A place in a list of tickets: after the one changed then, or after a message that a search found. Written `MS.ID`
/// and `mID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketPlace {
    /// After this ticket.
    Changed(ChangedPlace),
    /// After this message.
    Said(TicketMessageId),
}

impl fmt::Display for TicketPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(place) => place.fmt(f),
            Self::Said(id) => write!(f, "m{id}"),
        }
    }
}

impl FromStr for TicketPlace {
    type Err = NoPlace;
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        match text.strip_prefix('m') {
            Some(id) => id.parse().map(Self::Said).map_err(|_| NoPlace),
            None => text.parse().map(Self::Changed),
        }
    }
}

/// A place in the trash: folders first, the last thrown away first, then files by id, newest first. Written `dMS.ID`
/// for a folder, `ID` for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrashPlace {
    /// After this folder, thrown away then.
    Folder(Timestamp, FolderId),
    /// After this file.
    File(FileId),
}

impl fmt::Display for TrashPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(at, id) => write!(f, "d{}.{id}", at.ms()),
            Self::File(id) => id.fmt(f),
        }
    }
}

impl FromStr for TrashPlace {
    type Err = NoPlace;
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let Some(folder) = text.strip_prefix('d') else {
            return text.parse().map(Self::File).map_err(|_| NoPlace);
        };
        let (at, id) = folder.split_once('.').ok_or(NoPlace)?;
        let at = at.parse().map(Timestamp::from_ms).map_err(|_| NoPlace)?;
        Ok(Self::Folder(at, id.parse().map_err(|_| NoPlace)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_page_names_its_last_item_and_the_last_page_names_none() {
        let page = |after, limit| {
            let page = Page::new(after, limit);
            let left = (1..=5).filter(|n| page.goes_on_with(n));
            page.of(left, ToString::to_string)
        };
        assert_eq!(page(None, 2).items, [1, 2]);
        assert_eq!(page(None, 2).next_cursor.as_deref(), Some("2"));
        assert_eq!(page(Some(3), 2).items, [4, 5]);
        assert_eq!(page(Some(3), 2).next_cursor, None);
    }

    #[test]
    fn what_no_list_gave_is_no_place() {
        for text in ["", "x", "7", "7.€", "x.YQ", ".", "7.YQ=="] {
            assert_eq!(text.parse::<NamePlace>(), Err(NoPlace), "{text}");
        }
        for text in ["", "x", "d", "d5", "d5.x", "dx.5", "-1"] {
            assert_eq!(text.parse::<TrashPlace>(), Err(NoPlace), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_place_is_read_as_it_is_written(key in ".*", id: u64, at: u64) {
            let name = NamePlace { key, id };
            prop_assert_eq!(name.to_string().parse(), Ok(name));
            for place in [TrashPlace::Folder(Timestamp::from_ms(at), FolderId(id)), TrashPlace::File(FileId(id))] {
                prop_assert_eq!(place.to_string().parse(), Ok(place));
            }
        }
    }
}
