//! Notices: what an alert has collected and has not told of yet.

use serde::{Deserialize, Serialize};

use crate::{
    event::{Action, Actor},
    file::File,
    id::{AlertId, EventId, FileId, FolderId, NoticeId, UserId},
    time::Timestamp,
};

/// The most lines a notice takes; it is then closed and the next one begins.
pub const MAX_LINES: u32 = 5_000;

/// What one alert has collected. It is due at one time, for all of its principal's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Its alert.
    pub alert: AlertId,
    /// The folder the alert is on, kept for the journal should the alert go.
    pub folder: FolderId,
    /// The first FILE event: the trace of all that follows.
    pub trace: EventId,
    /// When the first event happened.
    pub first_at: Timestamp,
    /// When the last event happened.
    pub last_at: Timestamp,
    /// When it is settled.
    pub due: Timestamp,
    /// Somebody had it sent before its time.
    #[serde(default)]
    pub hastened: bool,
    /// How many lines it has.
    pub lines: u32,
}

/// One FILE event collected by a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The FILE event.
    pub event: EventId,
    /// The file.
    pub file: FileId,
    /// ADD, MODIFY or DOWNLOAD.
    pub action: Action,
    /// Who deposited or downloaded it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// The path then.
    pub path: String,
}

/// Who deposited what an event tells of; for a download, of the file as it is now.
pub fn depositor(action: Action, actor: &Actor, file: Option<&File>) -> Option<UserId> {
    match action {
        Action::Download => file.and_then(|file| file.current.by),
        _ => actor.person_id(),
    }
}

/// One line a file: an ADD then MODIFYs is one ADD; several MODIFYs are one, the last. Of downloads one line a file and
/// person, the last.
///
/// `lines` in the order of events; the result keeps the order of first mention.
pub fn one_line_a_file(lines: Vec<Line>) -> Vec<(Line, Vec<EventId>)> {
    let mut merged: Vec<(Line, Vec<EventId>)> = Vec::with_capacity(lines.len());
    let mut place = std::collections::HashMap::new();
    for line in lines {
        let downloaded = (line.action == Action::Download).then(|| line.actor.person_id());
        let key = (line.file, downloaded);
        match place.get(&key) {
            None => {
                place.insert(key, merged.len());
                let event = line.event;
                merged.push((line, vec![event]));
            }
            Some(&at) => {
                let (kept, events): &mut (Line, Vec<EventId>) = &mut merged[at];
                if events.contains(&line.event) {
                    continue;
                }
                events.push(line.event);
                let action = if kept.action == Action::Add {
                    Action::Add
                } else {
                    line.action
                };
                *kept = Line { action, ..line };
            }
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_add_followed_by_modifies_is_one_add() {
        let line = |event, file, action| Line {
            event: EventId(event),
            file: FileId(file),
            action,
            actor: Actor::System,
            at: Timestamp::from_ms(event),
            path: "/a".to_owned(),
        };
        let merged = one_line_a_file(vec![
            line(1, 1, Action::Add),
            line(2, 2, Action::Modify),
            line(3, 1, Action::Modify),
            line(3, 1, Action::Modify),
        ]);
        let seen: Vec<_> = merged
            .iter()
            .map(|(l, e)| (l.file.0, l.action, e.len()))
            .collect();
        assert_eq!(seen, [(1, Action::Add, 2), (2, Action::Modify, 1)]);
    }

    #[test]
    fn downloads_are_one_line_a_file_and_person() {
        let line = |event, file, actor| Line {
            event: EventId(event),
            file: FileId(file),
            action: Action::Download,
            actor,
            at: Timestamp::from_ms(event),
            path: "/a".to_owned(),
        };
        let person = |id| Actor::Person {
            id: UserId(id),
            name: "Zoe".into(),
            email: "zoe@example.org".parse().unwrap(),
        };
        let merged = one_line_a_file(vec![
            line(1, 1, person(1)),
            line(2, 1, person(2)),
            line(3, 2, person(2)),
            line(4, 1, person(2)),
        ]);
        let seen: Vec<_> = merged.iter().map(|(l, e)| (l.file.0, e.len())).collect();
        assert_eq!(seen, [(1, 1), (1, 2), (2, 1)]);
    }
}
