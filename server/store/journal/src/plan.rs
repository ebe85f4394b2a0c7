//! A query, prepared once for all segments.

use std::sync::Arc;

use memchr::memmem::Finder;

use crate::{
    entry::Entry,
    needle::Needle,
    query::Query,
    scope::Scope,
    segment::{END, InTexts, NotText, Run, is_plain_address, runs},
};

/// A query, prepared.
#[derive(Debug)]
pub(crate) struct Plan {
    query: Arc<Query>,
    /// The query for segments that lie between its times.
    timeless: Arc<Query>,
    sought: Vec<Sought>,
}

/// A needle, and how to look for it.
#[derive(Debug)]
pub(crate) struct Sought {
    /// The needle.
    pub(crate) needle: Arc<Needle>,
    /// Or unwanted.
    pub(crate) wanted: bool,
    /// How a segment answers.
    pub(crate) way: Way,
    /// How a text answers.
    pub(crate) asked: Asked,
}

/// How a segment finds a needle.
#[derive(Debug)]
pub(crate) enum Way {
    /// Every text has the empty needle.
    Always,
    /// One ASCII character.
    Character(u8),
    /// Letters and digits: lies within words.
    Word(Run),
    /// A complete address.
    Address(String),
    /// Has other characters: crosses words. Whole texts tell, of those that have these words and characters.
    Crossing {
        /// Those that are worth looking up, the longest first.
        runs: Vec<Run>,
        /// ASCII characters beside the words.
        characters: Vec<u8>,
    },
}

/// How a text is asked for a needle.
#[derive(Debug)]
pub(crate) enum Asked {
    /// For these bytes.
    Text(Box<Finder<'static>>),
    /// For this address.
    Address(Arc<Needle>),
}

impl Plan {
    /// Prepares `query`.
    pub(crate) fn new(query: &Query) -> Self {
        let wanted = query.wanted.iter().map(|needle| Sought::new(needle, true));
        let mut sought: Vec<Sought> = wanted
            .chain(
                query
                    .unwanted
                    .iter()
                    .map(|needle| Sought::new(needle, false)),
            )
            .collect();
        sought.sort_by_key(|sought| (sought.way.cost(), !sought.wanted));
        let timeless = Arc::new(Query {
            from: None,
            to: None,
            ..query.clone()
        });
        Self {
            query: Arc::new(query.clone()),
            timeless,
            sought,
        }
    }

    /// The query.
    pub(crate) fn query(&self) -> &Query {
        &self.query
    }

    /// The query, without times if all of `times` lies between them.
    pub(crate) fn query_within(&self, times: (i64, i64)) -> &Arc<Query> {
        let inside = self.query.from.is_none_or(|from| times.0 >= from)
            && self.query.to.is_none_or(|to| times.1 < to);
        if inside { &self.timeless } else { &self.query }
    }

    /// The needles, those first that cost least.
    pub(crate) fn sought(&self) -> &[Sought] {
        &self.sought
    }

    /// Whether nothing can be found at all.
    pub(crate) fn finds_nothing(&self) -> bool {
        self.query.scope == Scope::Nothing
    }

    /// Whether much may have to be read: whole dictionaries, or texts.
    pub(crate) fn reads_much(&self) -> bool {
        self.sought.iter().any(|sought| sought.way.cost() > 0)
    }

    /// Whether `entry` is found.
    pub(crate) fn matches(&self, entry: &Entry) -> bool {
        self.query.matches_fields(entry)
            && self.query.scope.shows(entry)
            && self
                .sought
                .iter()
                .all(|sought| sought.asked.is_in(&entry.text) == sought.wanted)
    }
}

impl Sought {
    fn new(needle: &Needle, wanted: bool) -> Self {
        let needle = Arc::new(needle.clone());
        let way = Way::of(&needle);
        let asked = match &*needle {
            Needle::Text(text) => Asked::Text(Box::new(Finder::new(text).into_owned())),
            Needle::Address(_) => Asked::Address(needle.clone()),
        };
        Self {
            needle,
            wanted,
            way,
            asked,
        }
    }
}

impl Way {
    fn of(needle: &Needle) -> Self {
        match needle {
            Needle::Address(address) if is_plain_address(address) => Self::Address(address.clone()),
            Needle::Address(address) => Self::crossing(address),
            Needle::Text(text) => match (text.as_bytes(), runs(text).as_slice()) {
                ([], _) => Self::Always,
                ([character], _) => Self::Character(*character),
                (_, [run]) if run.text.len() == text.len() => Self::Word(run.clone()),
                _ => Self::crossing(text),
            },
        }
    }

    fn crossing(text: &str) -> Self {
        let mut runs = runs(text);
        let mut characters: Vec<u8> = text
            .bytes()
            .filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
            .collect();
        characters.sort_unstable();
        characters.dedup();
        // A letter that some word ends with costs a look at all words, and is in most texts.
        runs.retain(|run| run.begins || run.text.len() > 1);
        runs.sort_by_key(|run| std::cmp::Reverse(run.text.len()));
        Self::Crossing { runs, characters }
    }

    fn cost(&self) -> u8 {
        match self {
            Self::Always | Self::Character(_) | Self::Address(_) => 0,
            Self::Word(run) => u8::from(run.text.len() < 3),
            Self::Crossing { .. } => 2,
        }
    }
}

impl Asked {
    fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Text(finder) => finder.find(text.as_bytes()).is_some(),
            Self::Address(needle) => needle.is_in(text),
        }
    }
}

impl InTexts for &Asked {
    fn each_in(&self, block: &[u8], mut found: impl FnMut(usize)) -> Result<(), NotText> {
        match self {
            Asked::Text(finder) => {
                each_with(block, finder, found);
                Ok(())
            }
            Asked::Address(needle) => {
                let texts = block.strip_suffix(&[END]).ok_or(NotText)?;
                for (number, text) in texts.split(|byte| *byte == END).enumerate() {
                    let text = std::str::from_utf8(text).map_err(|_| NotText)?;
                    if needle.is_in(text) {
                        found(number);
                    }
                }
                Ok(())
            }
        }
    }
}

/// One search over the whole block; each hit's text is the number of ends before it.
fn each_with(block: &[u8], finder: &Finder<'_>, mut found: impl FnMut(usize)) {
    let (mut from, mut number) = (0, 0);
    while let Some(at) = finder.find(&block[from..]) {
        let at = from + at;
        number += memchr::memchr_iter(END, &block[from..at]).count();
        found(number);
        let Some(end) = memchr::memchr(END, &block[at..]) else {
            return;
        };
        from = at + end + 1;
        number += 1;
    }
}
