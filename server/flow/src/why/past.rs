//! The past: the directory as it was, by taking back one change after the other, newest first.
//!
//! Every change is an event with before and after, so that no picture of the past need be kept. What was purged from
//! the trash comes back without the rights that were given on it.

use std::sync::Arc;

use domain::{
    change::Delta,
    directory::Directory,
    event::{Action, Detail, Event, ObjectType, Snapshot},
    filter::{EventFilter, EventPage, Order, Scope},
    folder::{Folder, Trashed},
    id::{EventId, FolderId, UserId},
    right::Level,
    text::EntryName,
};

use crate::{Flow, FlowError};

/// Changes read at once.
const PAGE: usize = 1_000;

/// What changes the directory, as far as rules on mails look at it.
const NOUNS: [ObjectType; 5] = [
    ObjectType::User,
    ObjectType::Group,
    ObjectType::Folder,
    ObjectType::Right,
    ObjectType::Alert,
];

const CHANGES: [Action; 10] = [
    Action::Add,
    Action::Modify,
    Action::Delete,
    Action::Restore,
    Action::Rename,
    Action::Move,
    Action::Grant,
    Action::Revoke,
    Action::Subscribe,
    Action::Unsubscribe,
];

/// Whose READ on which folder is followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub(super) person: UserId,
    pub(super) folder: FolderId,
}

/// The picture just after one event, and what became of a reader's READ since.
#[derive(Debug)]
pub(super) struct Past {
    /// As it was.
    pub(super) directory: Directory,
    /// The events by which READ was lost (`false`) or came back (`true`), oldest first.
    pub(super) turns: Vec<(Event, bool)>,
}

impl Flow {
    /// The picture just after `event`.
    pub(super) async fn past(
        &self,
        event: EventId,
        reader: Option<Reader>,
    ) -> Result<Past, FlowError> {
        let mut directory = (*self.directory()).clone();
        let mut turns = Vec::new();
        let mut after = None;
        loop {
            let page = EventPage {
                after,
                limit: PAGE,
                order: Order::Newest,
            };
            let seen = self.world.store.search(changes(), page).await?;
            let newer = seen.events.iter().take_while(|change| change.id > event);
            for change in newer {
                let reads = reader.is_some_and(|reader| reader.reads(&directory));
                undo(&mut directory, change);
                if reader.is_some_and(|reader| reader.reads(&directory)) != reads {
                    turns.push((change.clone(), reads));
                }
            }
            let last = seen.events.last().map(|change| change.id);
            if !seen.more || last.is_none_or(|last| last <= event) {
                turns.reverse();
                return Ok(Past { directory, turns });
            }
            after = last;
        }
    }
}

impl Reader {
    /// Whether it may read the folder, by this picture.
    pub(super) fn reads(self, directory: &Directory) -> bool {
        directory
            .person(self.person)
            .is_some_and(|person| directory.level(person, self.folder) >= Some(Level::Read))
    }
}

fn changes() -> EventFilter {
    EventFilter {
        object_types: NOUNS.to_vec(),
        actions: CHANGES.to_vec(),
        scope: Scope::All,
        ..EventFilter::default()
    }
}

/// Takes one change back. Taking back what the picture does not know yet changes nothing.
fn undo(directory: &mut Directory, event: &Event) {
    let Detail::Change { before, after } = &event.detail else {
        return;
    };
    let delta = match (before, after) {
        (Some(Snapshot::Folder { .. } | Snapshot::Rights(_)), _)
        | (None, Some(Snapshot::Folder { .. } | Snapshot::Rights(_))) => {
            folder_before(directory, event, before.as_ref())
        }
        (Some(before), _) => put(before),
        (None, Some(after)) => gone(after),
        (None, None) => None,
    };
    if let Some(delta) = delta {
        directory.apply(&delta);
    }
}

fn put(before: &Snapshot) -> Option<Delta> {
    Some(match before {
        Snapshot::User(person) => Delta::Person(Arc::new((**person).clone())),
        Snapshot::Group(group) => Delta::Group(Arc::new(group.clone())),
        Snapshot::Alert(alert) => Delta::Alert(Arc::new((**alert).clone())),
        _ => return None,
    })
}

fn gone(after: &Snapshot) -> Option<Delta> {
    Some(match after {
        Snapshot::User(person) => Delta::PersonGone(person.id),
        Snapshot::Group(group) => Delta::GroupGone(group.id),
        Snapshot::Alert(alert) => Delta::AlertGone(alert.id),
        _ => return None,
    })
}

fn folder_before(directory: &Directory, event: &Event, before: Option<&Snapshot>) -> Option<Delta> {
    let id = FolderId(event.object_id?);
    let Some(before) = before else {
        return Some(Delta::FolderGone(id));
    };
    let now = directory.folder(id).map(|folder| (**folder).clone());
    let folder = match before {
        Snapshot::Rights(rights) => Folder {
            rights: rights.clone(),
            ..now?
        },
        Snapshot::Folder {
            parent,
            path,
            restricted,
            mail_timing,
        } => Folder {
            parent: *parent,
            restricted: *restricted,
            mail_timing: mail_timing.clone(),
            trashed: (event.action == Action::Restore).then_some(Trashed {
                at: event.at,
                by: None,
            }),
            ..named(now, id, name(path)?, event)
        },
        _ => return None,
    };
    Some(Delta::Folder(Arc::new(folder)))
}

/// The folder by its name then; one of which nothing is left but its events has no rights.
fn named(now: Option<Folder>, id: FolderId, name: EntryName, event: &Event) -> Folder {
    match now {
        Some(folder) => Folder { name, ..folder },
        None => Folder {
            id,
            parent: None,
            name,
            restricted: false,
            mail_timing: None,
            rights: Vec::new(),
            trashed: None,
            created_at: event.at,
        },
    }
}

fn name(path: &str) -> Option<EntryName> {
    path.rsplit('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use domain::{
        change::{self, Counters, FolderChange, NewFolder, NewGroup, NewPerson, Plan},
        event::Stamp,
        person::Role,
        refusal::Refusal,
        right::{Principal, Right},
        time::Timestamp,
    };

    use super::*;

    /// A directory with all of its pictures.
    struct History {
        counters: Counters,
        pictures: Vec<(EventId, Directory)>,
        events: Vec<Event>,
    }

    impl History {
        fn did<T>(
            &mut self,
            change: impl FnOnce(&Directory, &mut Plan, &Stamp) -> Result<T, Refusal>,
        ) -> T {
            let mut plan = Plan::new(self.counters);
            let mut directory = self
                .pictures
                .last()
                .map(|(_, d)| d.clone())
                .unwrap_or_default();
            let stamp = Stamp::system(Timestamp::from_ms(1));
            let done = change(&directory, &mut plan, &stamp).unwrap();
            let (counters, deltas, events) = plan.into_parts();
            for delta in &deltas {
                directory.apply(delta);
            }
            self.counters = counters;
            self.events.extend(events);
            self.pictures
                .push((self.events.last().unwrap().id, directory));
            done
        }
    }

    /// Everything that a rule on mails can see.
    fn seen(directory: &Directory) -> String {
        let people: Vec<_> = directory
            .people()
            .map(|p| (p.id, p.email.clone(), p.active))
            .collect();
        let groups: Vec<_> = directory
            .groups()
            .map(|g| (g.id, g.members.clone()))
            .collect();
        let folders: Vec<_> = directory
            .folders()
            .map(|f| {
                (
                    directory.path(f.id),
                    f.restricted,
                    f.rights.clone(),
                    f.trashed.is_some(),
                )
            })
            .collect();
        format!(
            "{people:?} {groups:?} {folders:?} {:?}",
            directory.alerts().collect::<Vec<_>>()
        )
    }

    #[test]
    #[expect(
        clippy::too_many_lines,
        reason = "a list of changes, one after the other"
    )]
    fn every_picture_of_the_past_comes_back() {
        let mut history = History {
            counters: Counters::default(),
            pictures: Vec::new(),
            events: Vec::new(),
        };
        let new = |email: &str| NewPerson {
            email: email.parse().unwrap(),
            name: "".into(),
            addresses: Vec::new(),
            role: Role::Member,
            language: None,
            password: None,
        };
        let ana = history.did(|d, p, s| change::add_person(d, p, &new("ana@b.org"), s));
        let folder = |parent, name: &str| NewFolder {
            parent,
            name: name.parse().unwrap(),
        };
        let top = history.did(|d, p, s| change::add_folder(d, p, &folder(None, "Top"), s));
        let other = history.did(|d, p, s| change::add_folder(d, p, &folder(None, "Other"), s));
        let below =
            history.did(|d, p, s| change::add_folder(d, p, &folder(Some(top.id), "Below"), s));
        let group = NewGroup {
            name: "All".into(),
            members: vec![ana.id],
        };
        let group = history.did(|d, p, s| change::add_group(d, p, &group, s));
        let right = |level| {
            [Right {
                principal: Principal::Group(group.id),
                level,
            }]
        };
        history.did(|d, p, s| change::set_rights(d, p, top.id, &right(Level::Read), s));
        history.did(|d, p, s| change::set_rights(d, p, top.id, &[], s));
        let alert = change::NewAlert {
            folder: below.id,
            principal: Principal::User(ana.id),
            recursive: true,
            on: domain::alert::AlertOn {
                modify: false,
                ..domain::alert::AlertOn::DEPOSITS
            },
            own_actions: false,
        };
        let alert = history.did(|d, p, s| change::add_alert(d, p, &alert, s));
        let moved = FolderChange {
            parent: Some(Some(other.id)),
            name: Some("Moved".parse().unwrap()),
            restricted: Some(true),
            mail_timing: None,
        };
        history.did(|d, p, s| change::change_folder(d, p, below.id, &moved, s));
        history.did(|d, p, s| change::trash_folder(d, p, other.id, s));
        history.did(|d, p, s| change::restore_folder(d, p, other.id, s));
        history.did(|d, p, s| change::unsubscribe(d, p, ana.id, &[alert.id], s));
        history.did(|d, p, s| change::remove_person(d, p, ana.id, s));
        history.did(|d, p, s| change::remove_group(d, p, group.id, s));

        let mut picture = history.pictures.last().unwrap().1.clone();
        let mut undone = history.events.iter().rev();
        for (event, then) in history.pictures.iter().rev() {
            let newer = undone
                .clone()
                .take_while(|change| change.id > *event)
                .count();
            undone
                .by_ref()
                .take(newer)
                .for_each(|change| undo(&mut picture, change));
            assert_eq!(seen(&picture), seen(then), "just after {event}");
        }
    }
}
