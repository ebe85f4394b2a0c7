//! A move is two events, one at each end: who may read only one end learns nothing of the other.
//!
//! Both carry the two ends in their detail, and the trace of the first; a viewer is shown the other end only where it
//! may be read. Nothing of the other end is in what keywords search.

use super::{Action, Detail, Event, ObjectType, Snapshot};
use crate::{filter::Scope, id::FolderId, person::Language};

/// One end of a move.
#[derive(Clone, Debug)]
pub struct End {
    /// The folder whose readers are told of this end.
    pub folder: Option<FolderId>,
    /// The path there.
    pub path: String,
    /// The object there.
    pub shown: Snapshot,
}

/// Stands for the end that a summary does not tell.
const ELSEWHERE: &str = "…";

impl Event {
    /// Two drafts of this one, for the end left and the end come to. Plan the second in the trace of the first.
    #[must_use]
    pub fn moved(self, language: Language, left: End, came: End) -> [Self; 2] {
        let both = Self { path: None, ..self }.change(Some(left.shown), Some(came.shown));
        let subjects = [
            format!("{} → {ELSEWHERE}", left.path),
            format!("{ELSEWHERE} → {}", came.path),
        ];
        let mut first = both.clone().path(left.path).says(language, &subjects[0]);
        first.folder_id = left.folder;
        let mut second = both.target(came.path).says(language, &subjects[1]);
        second.folder_id = came.folder;
        [first, second]
    }

    /// The event as `scope` may see it: of a move, the other end only where it may be read.
    #[must_use]
    pub fn seen_by(mut self, scope: &Scope) -> Self {
        if self.action != Action::Move || self.path.is_some() == self.target_path.is_some() {
            return self;
        }
        let Detail::Change { before, after } = &mut self.detail else {
            return self;
        };
        let left = self.path.is_some();
        let other = if left { after } else { before };
        let readable = other.as_ref().is_some_and(|other| match other {
            Snapshot::Folder { parent, .. } if !left => {
                parent.is_none_or(|parent| scope.reads(parent))
            }
            Snapshot::Folder { .. } => self.object_id.is_some_and(|id| scope.reads(FolderId(id))),
            Snapshot::File { folder, .. } => scope.reads(*folder),
            _ => false,
        });
        if !readable {
            *other = None;
        } else if let Some(path) = other.as_ref().and_then(Snapshot::path).map(str::to_owned) {
            self.tell_other_end(left, path);
        }
        self
    }

    fn tell_other_end(&mut self, left: bool, path: String) {
        let known = if left { &self.path } else { &self.target_path };
        let known = known.as_deref().unwrap_or_default();
        let (short, long) = if left {
            (
                format!("{known} → {ELSEWHERE}"),
                format!("{known} → {path}"),
            )
        } else {
            (
                format!("{ELSEWHERE} → {known}"),
                format!("{path} → {known}"),
            )
        };
        if let Some(head) = self.summary.strip_suffix(&short) {
            self.summary = format!("{head}{long}");
        }
        let end = if left {
            &mut self.target_path
        } else {
            &mut self.path
        };
        *end = Some(path);
    }

    /// Whether this is the second event of a move, which says nothing that the first does not say.
    pub fn is_arrival(&self) -> bool {
        self.action == Action::Move
            && matches!(self.object_type, ObjectType::File | ObjectType::Folder)
            && self.path.is_none()
            && self.target_path.is_some()
    }
}

impl Snapshot {
    /// The path of a file or folder.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Folder { path, .. } | Self::File { path, .. } => Some(path),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use super::*;
    use crate::{event::Stamp, id::UserId, time::Timestamp};

    fn file(folder: u64, path: &str) -> End {
        End {
            folder: Some(FolderId(folder)),
            path: path.to_owned(),
            shown: Snapshot::File {
                folder: FolderId(folder),
                path: path.to_owned(),
                size: 1,
                sha256: String::new(),
                version: 1,
            },
        }
    }

    fn reader_of(folders: &[u64]) -> Scope {
        Scope::Member {
            person: UserId(9),
            addresses: BTreeSet::new(),
            readable: Arc::new(folders.iter().map(|id| FolderId(*id)).collect()),
            managed: Arc::default(),
        }
    }

    fn told() -> [Event; 2] {
        let stamp = Stamp::system(Timestamp::from_ms(0));
        Event::draft(&stamp, ObjectType::File, Action::Move)
            .object(3)
            .moved(Language::En, file(1, "/A/x"), file(2, "/B/y"))
    }

    #[test]
    fn each_end_is_told_to_its_readers_and_says_nothing_of_the_other() {
        let [left, came] = told();
        let (one, other) = (reader_of(&[1]), reader_of(&[2]));
        assert!(one.shows(&left) && !one.shows(&came));
        assert!(other.shows(&came) && !other.shows(&left));
        for (event, scope, hidden) in [(left, one, "/B"), (came, other, "/A")] {
            assert!(
                !event.search_text().contains(hidden),
                "{}",
                event.search_text()
            );
            let seen = format!("{:?}", event.seen_by(&scope));
            assert!(!seen.contains(hidden), "{seen}");
        }
    }

    #[test]
    fn who_reads_both_ends_is_told_both() {
        for event in told() {
            for scope in [Scope::All, reader_of(&[1, 2])] {
                let seen = event.clone().seen_by(&scope);
                assert_eq!(seen.summary, "MOVE: File /A/x → /B/y");
                assert_eq!(
                    (seen.path.as_deref(), seen.target_path.as_deref()),
                    (Some("/A/x"), Some("/B/y"))
                );
            }
        }
    }
}
