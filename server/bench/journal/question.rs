//! What is asked of every engine, and what it answers.

use domain::event::{Action, ObjectType};
use serde::{Deserialize, Serialize};

/// Rows a page.
pub(crate) const PAGE: usize = 50;

/// What to look for in the text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Pattern {
    /// A whole word; no longer word contains it.
    Word(String),
    /// A mail address.
    Address(String),
    /// Anything, anywhere.
    Part(String),
}

impl Pattern {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Address(text) | Self::Part(text) => text,
        }
    }
}

/// A search of the journal, newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) object_type: Option<ObjectType>,
    pub(crate) action: Option<Action>,
    pub(crate) pattern: Option<Pattern>,
    /// Not before, before: milliseconds.
    pub(crate) between: Option<(u64, u64)>,
    /// Go on below this number.
    pub(crate) below: Option<u64>,
    /// The number of results instead of a page.
    pub(crate) count: bool,
    /// As this member sees it; everyone else sees all.
    pub(crate) member: Option<u64>,
}

impl Question {
    pub(crate) fn pattern(pattern: Pattern) -> Self {
        Self {
            pattern: Some(pattern),
            ..Self::default()
        }
    }

    pub(crate) fn kinds(mut self, object_type: ObjectType, action: Action) -> Self {
        self.object_type = Some(object_type);
        self.action = Some(action);
        self
    }

    pub(crate) fn counted(mut self) -> Self {
        self.count = true;
        self
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Found {
    /// The numbers of a page; the rows were decoded.
    Rows(Vec<u64>),
    Count(u64),
    /// Not a question for this engine.
    Cannot,
}

/// What the parent asks of a child.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// Load all events.
    Load,
    Ask(Question),
    /// Append one event at a time, durably, from so many clients, so long.
    Append {
        clients: usize,
        millis: u64,
    },
    /// As Flow sees it: a member's searches and an admin's, with people and folders around.
    Members,
}

/// What the child answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// Nanoseconds.
    Loaded {
        nanos: u64,
        settled: u64,
    },
    Answered {
        nanos: u64,
        found: Found,
    },
    Appended {
        events: u64,
        nanos: u64,
    },
    Members(Vec<Member>),
}

/// One kind of search: p50 and p99 in milliseconds, a member's and an admin's.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) what: String,
    pub(crate) member: (f64, f64),
    pub(crate) admin: (f64, f64),
}
