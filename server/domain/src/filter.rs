//! Which events a search shows: the rule that every engine must agree with.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    address::EmailAddress,
    event::{Action, Actor, Event, ObjectType},
    fold::fold,
    id::{EventId, FolderId, UserId},
    time::Timestamp,
};

/// A search of the journal. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Any of these.
    pub object_types: Vec<ObjectType>,
    /// Any of these.
    pub actions: Vec<Action>,
    /// All of these.
    pub keywords: Keywords,
    /// Done by.
    pub actor: Option<ActorFilter>,
    /// In one of these folders (a folder with all below it).
    pub folders: Option<Arc<BTreeSet<FolderId>>>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// What the viewer may see.
    pub scope: Scope,
}

/// Whose actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActorFilter {
    /// A person's.
    Person(UserId),
    /// Those of this code: `system`, `mailto:…`, or what was imported.
    Code(String),
}

/// What of the journal a viewer may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Nothing: the safe default.
    #[default]
    Nothing,
    /// Everything (admins).
    All,
    /// FILE and FOLDER events of readable folders, all of managed ones, one's own actions, mails to oneself.
    Member {
        /// Who.
        person: UserId,
        /// The person's addresses, as keys.
        addresses: BTreeSet<String>,
        /// Folders with READ or more.
        readable: Arc<BTreeSet<FolderId>>,
        /// Folders with MANAGE.
        managed: Arc<BTreeSet<FolderId>>,
    },
}

impl Scope {
    /// Whether the viewer may see `event`.
    pub fn shows(&self, event: &Event) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Member {
                person,
                addresses,
                readable,
                managed,
            } => {
                event.actor.person_id() == Some(*person)
                    || event.folder_id.is_some_and(|folder| {
                        managed.contains(&folder)
                            || (readable.contains(&folder)
                                && matches!(
                                    event.object_type,
                                    ObjectType::File | ObjectType::Folder
                                ))
                    })
                    || (event.object_type == ObjectType::Email
                        && recipient(event).is_some_and(|to| addresses.contains(&to.key())))
            }
        }
    }
}

impl Scope {
    /// Whether the viewer may read `folder` now.
    pub fn reads(&self, folder: FolderId) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Member {
                readable, managed, ..
            } => readable.contains(&folder) || managed.contains(&folder),
        }
    }
}

fn recipient(event: &Event) -> Option<&EmailAddress> {
    event.mail.as_ref().and_then(|mail| mail.to.as_ref())
}

impl EventFilter {
    /// Whether every event matches, so that none need be looked at.
    pub fn shows_all(&self) -> bool {
        *self
            == Self {
                scope: Scope::All,
                ..Self::default()
            }
    }

    /// Whether `event` is among the results.
    pub fn matches(&self, event: &Event) -> bool {
        any_of(&self.object_types, event.object_type)
            && any_of(&self.actions, event.action)
            && self.from.is_none_or(|from| event.at >= from)
            && self.to.is_none_or(|to| event.at < to)
            && self
                .actor
                .as_ref()
                .is_none_or(|actor| actor.matches(&event.actor))
            && self
                .folders
                .as_ref()
                .is_none_or(|folders| event.folder_id.is_some_and(|id| folders.contains(&id)))
            && self.scope.shows(event)
            && self.keywords.match_text(|| event.search_text())
    }
}

fn any_of<T: PartialEq + Copy>(list: &[T], one: T) -> bool {
    list.is_empty() || list.contains(&one)
}

impl ActorFilter {
    /// The code of the actor meant; see [`Actor::code`].
    pub fn code(&self) -> String {
        match self {
            Self::Person(id) => format!("user:{id}"),
            Self::Code(code) => code.clone(),
        }
    }

    fn matches(&self, actor: &Actor) -> bool {
        match self {
            Self::Person(id) => actor.person_id() == Some(*id),
            Self::Code(code) => actor.code() == *code,
        }
    }
}

/// What was typed into the search field: words that must be there, words that must not.
///
/// Case and accents do not count; `"a phrase"` is one word; `-word` excludes; a mail address matches that whole
/// address only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keywords {
    wanted: Vec<Needle>,
    unwanted: Vec<Needle>,
}

/// One thing to look for, in the form of [`fold`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needle {
    /// Anywhere in the text.
    Text(String),
    /// This whole mail address, nothing longer.
    Address(String),
}

impl Keywords {
    /// Reads what was typed. Never fails: an open quote runs to the end.
    pub fn parse(text: &str) -> Self {
        let mut keywords = Self::default();
        for (excluded, quoted, word) in split(text) {
            let needle = Needle::new(&word, quoted);
            if excluded {
                keywords.unwanted.push(needle);
            } else {
                keywords.wanted.push(needle);
            }
        }
        keywords
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }

    /// What must be there.
    pub fn wanted(&self) -> &[Needle] {
        &self.wanted
    }

    /// What must not.
    pub fn unwanted(&self) -> &[Needle] {
        &self.unwanted
    }

    fn match_text(&self, text: impl FnOnce() -> String) -> bool {
        if self.is_empty() {
            return true;
        }
        let text = fold(&text());
        self.wanted.iter().all(|needle| needle.is_in(&text))
            && !self.unwanted.iter().any(|needle| needle.is_in(&text))
    }
}

impl Needle {
    fn new(word: &str, quoted: bool) -> Self {
        if !quoted && word.parse::<EmailAddress>().is_ok() {
            Self::Address(fold(word))
        } else {
            Self::Text(fold(word))
        }
    }

    /// Whether it is in a text of the form of [`fold`].
    pub fn is_in(&self, folded: &str) -> bool {
        match self {
            Self::Text(word) => folded.contains(word.as_str()),
            Self::Address(address) => {
                folded
                    .match_indices(address.as_str())
                    .any(|(start, found)| {
                        let before = folded[..start].chars().next_back();
                        let mut after = folded[start + found.len()..].chars();
                        !before.is_some_and(in_local_part) && !goes_on(after.next(), after.next())
                    })
            }
        }
    }
}

fn in_local_part(c: char) -> bool {
    c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// Whether the domain goes on: a letter, a digit, a hyphen, or a dot before one of them.
fn goes_on(first: Option<char>, second: Option<char>) -> bool {
    match first {
        Some('.') => second.is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() || c == '-',
        None => false,
    }
}

/// `(excluded, quoted, word)` for each word of `text`.
fn split(text: &str) -> Vec<(bool, bool, String)> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let excluded = rest.len() > 1 && rest.starts_with('-');
        let body = if excluded { &rest[1..] } else { rest };
        let (word, quoted, after) = if let Some(phrase) = body.strip_prefix('"') {
            let (word, after) = phrase.split_once('"').unwrap_or((phrase, ""));
            (word, true, after)
        } else {
            let end = body.find(char::is_whitespace).unwrap_or(body.len());
            (&body[..end], false, &body[end..])
        };
        if !word.trim().is_empty() {
            words.push((excluded, quoted, word.to_owned()));
        }
        rest = after.trim_start();
    }
    words
}

/// Which way a list of events runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
}

/// A page of events to fetch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventPage {
    /// Go on after this event, in the list's direction.
    pub after: Option<EventId>,
    /// At most this many.
    pub limit: usize,
    /// Direction.
    pub order: Order,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(keywords: &str, text: &str) -> bool {
        Keywords::parse(keywords).match_text(|| text.to_owned())
    }

    #[test]
    fn all_words_must_be_there_whatever_their_case_and_accents() {
        assert!(finds("elodie DEVIS", "ADD: Fichier /Devis/élodie.pdf"));
        assert!(!finds("elodie facture", "ADD: Fichier /Devis/élodie.pdf"));
        assert!(finds("", "anything"));
    }

    #[test]
    fn a_phrase_is_one_word_and_a_minus_excludes() {
        assert!(finds("\"plan de masse\"", "le plan de masse.dwg"));
        assert!(!finds("\"masse plan\"", "le plan de masse.dwg"));
        assert!(!finds("plan -masse", "le plan de masse.dwg"));
        assert!(finds("plan -\"de travail\"", "le plan de masse.dwg"));
        assert!(finds("-", "a - b"));
    }

    #[test]
    fn an_address_matches_that_address_and_nothing_longer() {
        assert!(finds("anna@b.org", "to anna@b.org, about"));
        assert!(finds("anna@b.org", "sent to anna@b.org."));
        assert!(!finds("anna@b.org", "to joanna@b.org"));
        assert!(!finds("anna@b.org", "to anna@b.org.uk"));
        assert!(finds("\"anna@b.org\"", "to joanna@b.org"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_a_plain_word_finds_itself(typed in any::<String>(), word in "[a-zà-ÿ0-9]{1,12}") {
            let _ = Keywords::parse(&typed);
            let text = format!("x {word} y");
            prop_assert!(finds(&word, &text));
        }
    }
}
