//! What a level on a folder opens, and how a refusal is worded.

use std::sync::Arc;

use domain::{
    directory::Directory,
    filter::Scope,
    id::FolderId,
    person::{Person, Role},
    refusal::{Noun, Refusal},
    right::Level,
};

use super::Viewer;
use crate::FlowError;

/// Without READ a folder is missing: its existence is not betrayed. With READ, but not enough: forbidden.
pub(super) fn with_level(
    directory: &Directory,
    person: &Person,
    folder: FolderId,
    wanted: Level,
) -> Result<(), FlowError> {
    match directory.level(person, folder) {
        None => Err(FlowError::missing(Noun::Folder)),
        Some(level) if level < wanted => Err(Refusal::Forbidden.into()),
        Some(_) => Ok(()),
    }
}

/// The same, of a folder that is not in the trash. Those who may write are told that it is.
pub(super) fn there_with(
    directory: &Directory,
    person: &Person,
    folder: FolderId,
    wanted: Level,
) -> Result<(), FlowError> {
    if directory.is_there(folder) {
        return with_level(directory, person, folder, wanted);
    }
    match directory.level(person, folder) {
        Some(Level::Write | Level::Manage) => Err(Refusal::PlaceTrashed.into()),
        _ => Err(FlowError::missing(Noun::Folder)),
    }
}

/// Whether `person` may see that a folder is there: it may read it, or a folder below it.
pub(crate) fn sees(directory: &Directory, person: &Person, folder: FolderId) -> bool {
    if !directory.is_there(folder) {
        return false;
    }
    let mut open = vec![folder];
    while let Some(id) = open.pop() {
        if directory.level(person, id).is_some() {
            return true;
        }
        open.extend(
            directory
                .children(Some(id))
                .filter(|child| child.trashed.is_none())
                .map(|child| child.id),
        );
    }
    false
}

/// The path of a folder, for who may read it now; a folder that is gone has none.
pub(crate) fn known_path(
    directory: &Directory,
    person: &Person,
    folder: FolderId,
) -> Option<String> {
    directory
        .level(person, folder)
        .map(|_| directory.path(folder))
}

/// What of the journal a viewer may see.
pub(crate) fn scope(directory: &Directory, viewer: &Viewer) -> Scope {
    let person = &viewer.person;
    if !person.active {
        return Scope::Nothing;
    }
    if person.role == Role::Admin {
        return Scope::All;
    }
    Scope::Member {
        person: person.id,
        addresses: person
            .all_addresses()
            .into_iter()
            .map(domain::address::EmailAddress::key)
            .collect(),
        readable: Arc::new(directory.folders_with(person, Level::Read)),
        managed: Arc::new(directory.folders_with(person, Level::Manage)),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        change::{self, NewFolder, NewPerson, Plan},
        event::Stamp,
        right::{Principal, Right},
        time::Timestamp,
    };

    use super::*;

    /// Runs `change` as the store would.
    fn did<T>(
        directory: &mut Directory,
        plan: &mut Plan,
        change: impl FnOnce(&Directory, &mut Plan) -> T,
    ) -> T {
        let known = plan.deltas().len();
        let done = change(directory, plan);
        for delta in &plan.deltas()[known..] {
            directory.apply(delta);
        }
        done
    }

    struct House {
        directory: Directory,
        plan: Plan,
    }

    impl House {
        fn new() -> Self {
            Self {
                directory: Directory::default(),
                plan: Plan::default(),
            }
        }

        fn person(&mut self, email: &str, role: Role) -> Person {
            let new = NewPerson {
                email: email.parse().unwrap(),
                name: "".into(),
                addresses: Vec::new(),
                role,
                language: None,
                password: None,
            };
            did(&mut self.directory, &mut self.plan, |d, p| {
                change::add_person(d, p, &new, &stamp())
            })
            .unwrap()
        }

        fn folder(&mut self, parent: Option<FolderId>, name: &str) -> FolderId {
            let new = NewFolder {
                parent,
                name: name.parse().unwrap(),
            };
            did(&mut self.directory, &mut self.plan, |d, p| {
                change::add_folder(d, p, &new, &stamp())
            })
            .unwrap()
            .id
        }

        fn give(&mut self, folder: FolderId, person: &Person, level: Level) {
            let rights = [Right {
                principal: Principal::User(person.id),
                level,
            }];
            did(&mut self.directory, &mut self.plan, |d, p| {
                change::set_rights(d, p, folder, &rights, &stamp())
            })
            .unwrap();
        }

        fn trash(&mut self, folder: FolderId) {
            did(&mut self.directory, &mut self.plan, |d, p| {
                change::trash_folder(d, p, folder, &stamp())
            })
            .unwrap();
        }
    }

    fn stamp() -> Stamp {
        Stamp::system(Timestamp::from_ms(0))
    }

    fn code(result: Result<(), FlowError>) -> &'static str {
        match result {
            Ok(()) => "ok",
            Err(FlowError::Refused(refusal)) => refusal.code(),
            Err(_) => "other",
        }
    }

    #[test]
    fn a_folder_without_read_is_missing_and_with_too_little_forbidden() {
        let mut house = House::new();
        let ana = house.person("ana@example.org", Role::Member);
        let folder = house.folder(None, "Accounts");
        assert_eq!(
            code(there_with(&house.directory, &ana, folder, Level::Read)),
            "folder_not_found"
        );
        house.give(folder, &ana, Level::Read);
        assert_eq!(
            code(there_with(&house.directory, &ana, folder, Level::Read)),
            "ok"
        );
        assert_eq!(
            code(there_with(&house.directory, &ana, folder, Level::Write)),
            "forbidden"
        );
        assert_eq!(
            code(with_level(&house.directory, &ana, folder, Level::Manage)),
            "forbidden"
        );
    }

    #[test]
    fn a_folder_in_the_trash_is_named_only_to_those_who_could_write() {
        let mut house = House::new();
        let (reader, writer) = (
            house.person("r@example.org", Role::Member),
            house.person("w@example.org", Role::Admin),
        );
        let folder = house.folder(None, "Accounts");
        house.give(folder, &reader, Level::Read);
        house.trash(folder);
        assert_eq!(
            code(there_with(&house.directory, &reader, folder, Level::Read)),
            "folder_not_found"
        );
        assert_eq!(
            code(there_with(&house.directory, &writer, folder, Level::Write)),
            "place_trashed"
        );
        assert_eq!(
            code(with_level(&house.directory, &writer, folder, Level::Manage)),
            "ok"
        );
    }

    #[test]
    fn the_way_to_a_readable_folder_is_seen_and_nothing_else() {
        let mut house = House::new();
        let ana = house.person("ana@example.org", Role::Guest);
        let top = house.folder(None, "Projects");
        let (inner, other) = (
            house.folder(Some(top), "Roof"),
            house.folder(Some(top), "Salaries"),
        );
        house.give(inner, &ana, Level::Read);
        assert!(sees(&house.directory, &ana, top) && sees(&house.directory, &ana, inner));
        assert!(!sees(&house.directory, &ana, other));
        house.trash(inner);
        assert!(!sees(&house.directory, &ana, top));
    }
}
