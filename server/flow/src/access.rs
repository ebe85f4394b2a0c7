//! Who may do what: the only place where permissions are made.
//!
//! A permission is a value that names its viewer and its object; what changes or shows the object asks for it.

use std::{net::IpAddr, sync::Arc};

use domain::{
    directory::Directory,
    event::{Actor, Stamp, Via},
    file::File,
    filter::Scope,
    id::{AlertId, FileId, FolderId},
    person::{Language, Person, Role},
    refusal::{Noun, Refusal},
    right::{Level, Principal},
    session::SecretHash,
    time::Timestamp,
};

use crate::{Flow, FlowError};

/// Someone who showed a session or a token. Made by `session` only.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub(crate) person: Arc<Person>,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) via: Via,
    pub(crate) session: Option<SecretHash>,
}

impl Viewer {
    /// Who.
    pub const fn person(&self) -> &Arc<Person> {
        &self.person
    }

    /// Whether the viewer administers the installation.
    pub fn is_admin(&self) -> bool {
        self.person.is_admin()
    }

    /// Whether the viewer came by the cookie of a session: then unsafe requests need a same-origin `Origin`.
    pub const fn by_session(&self) -> bool {
        self.session.is_some()
    }

    /// What the viewer does now, for the journal.
    pub fn stamp(&self, at: Timestamp) -> Stamp {
        Stamp {
            at,
            actor: Actor::person(&self.person),
            ip: self.ip,
            via: self.via,
        }
    }

    pub(crate) fn principal(&self) -> Principal {
        Principal::User(self.person.id)
    }

    pub(crate) fn language(&self, directory: &Directory) -> Language {
        directory.language_of(&self.person)
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])+ $name:ident { $field:ident: $type:ty };)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            viewer: Viewer,
            $field: $type,
        }

        impl $name {
            /// Whose permission it is.
            pub const fn viewer(&self) -> &Viewer {
                &self.viewer
            }

            /// What it is for.
            pub const fn $field(&self) -> &$type {
                &self.$field
            }
        }
    )+};
}

permissions! {
    /// May list a folder that is there, and download from it.
    MayRead { folder: FolderId };
    /// May deposit into a folder that is there, and change its files.
    MayWrite { folder: FolderId };
    /// May give rights on a folder and change it; it may be in the trash.
    MayManage { folder: FolderId };
    /// May put a folder in the trash and take it out again.
    MayDiscard { folder: FolderId };
    /// May make folders in this one, or at the top (`None`), and move folders there.
    MayPlace { parent: Option<FolderId> };
    /// May see a file and download it.
    MayReadFile { file: File };
    /// May rename, move, delete and restore a file.
    MayWriteFile { file: File };
    /// May change or remove an alert.
    MayAlert { alert: AlertId };
}

/// Administers the installation.
#[derive(Clone, Debug)]
pub struct MayAdmin {
    viewer: Viewer,
}

impl MayAdmin {
    /// Whose permission it is.
    pub const fn viewer(&self) -> &Viewer {
        &self.viewer
    }
}

impl Flow {
    /// For admins.
    pub fn may_admin(&self, viewer: &Viewer) -> Result<MayAdmin, FlowError> {
        if viewer.is_admin() {
            Ok(MayAdmin {
                viewer: viewer.clone(),
            })
        } else {
            Err(Refusal::Forbidden.into())
        }
    }

    /// For those with READ.
    pub fn may_read(&self, viewer: &Viewer, folder: FolderId) -> Result<MayRead, FlowError> {
        there_with(&self.directory(), &viewer.person, folder, Level::Read)?;
        Ok(MayRead {
            viewer: viewer.clone(),
            folder,
        })
    }

    /// For those with WRITE.
    pub fn may_write(&self, viewer: &Viewer, folder: FolderId) -> Result<MayWrite, FlowError> {
        there_with(&self.directory(), &viewer.person, folder, Level::Write)?;
        Ok(MayWrite {
            viewer: viewer.clone(),
            folder,
        })
    }

    /// For those with MANAGE; also of a folder in the trash.
    pub fn may_manage(&self, viewer: &Viewer, folder: FolderId) -> Result<MayManage, FlowError> {
        with_level(&self.directory(), &viewer.person, folder, Level::Manage)?;
        Ok(MayManage {
            viewer: viewer.clone(),
            folder,
        })
    }

    /// For those with MANAGE, and for those with WRITE both on it and on the folder above; in the trash or not.
    pub fn may_discard(&self, viewer: &Viewer, folder: FolderId) -> Result<MayDiscard, FlowError> {
        let directory = self.directory();
        let writes = |id| directory.level(&viewer.person, id) >= Some(Level::Write);
        let parent = directory.folder(folder).and_then(|folder| folder.parent);
        let level = if parent.is_some_and(writes) {
            Level::Write
        } else {
            Level::Manage
        };
        with_level(&directory, &viewer.person, folder, level)?;
        Ok(MayDiscard {
            viewer: viewer.clone(),
            folder,
        })
    }

    /// For those with WRITE on `parent`; at the top for admins.
    pub fn may_place(
        &self,
        viewer: &Viewer,
        parent: Option<FolderId>,
    ) -> Result<MayPlace, FlowError> {
        match parent {
            Some(parent) => there_with(&self.directory(), &viewer.person, parent, Level::Write)?,
            None => drop(self.may_admin(viewer)?),
        }
        Ok(MayPlace {
            viewer: viewer.clone(),
            parent,
        })
    }

    /// For those with READ on its folder; in the trash for those who may restore it.
    pub async fn may_read_file(
        &self,
        viewer: &Viewer,
        file: FileId,
    ) -> Result<MayReadFile, FlowError> {
        let file = self.file_with(viewer, file, Level::Read).await?;
        Ok(MayReadFile {
            viewer: viewer.clone(),
            file,
        })
    }

    /// For those with WRITE on its folder; in the trash or not.
    pub async fn may_write_file(
        &self,
        viewer: &Viewer,
        file: FileId,
    ) -> Result<MayWriteFile, FlowError> {
        let file = self.file_with(viewer, file, Level::Write).await?;
        Ok(MayWriteFile {
            viewer: viewer.clone(),
            file,
        })
    }

    /// For the person itself, if the alert is its own, and for those with MANAGE on the folder.
    pub fn may_alert(&self, viewer: &Viewer, id: AlertId) -> Result<MayAlert, FlowError> {
        let directory = self.directory();
        let may = directory.alert(id).is_some_and(|alert| {
            alert.principal == viewer.principal()
                || directory.level(&viewer.person, alert.folder) == Some(Level::Manage)
                || viewer.is_admin()
        });
        if may {
            Ok(MayAlert {
                viewer: viewer.clone(),
                alert: id,
            })
        } else {
            Err(FlowError::missing(Noun::Alert))
        }
    }

    /// Once more, for what took long: rights may have been taken meanwhile.
    pub(crate) fn still_may_write(&self, may: &MayWrite) -> Result<(), FlowError> {
        let directory = self.directory();
        let person = directory
            .person(may.viewer.person.id)
            .ok_or(Refusal::Forbidden)?;
        there_with(&directory, person, may.folder, Level::Write)
    }

    async fn file_with(
        &self,
        viewer: &Viewer,
        id: FileId,
        wanted: Level,
    ) -> Result<File, FlowError> {
        let file = self
            .world
            .store
            .file(id)
            .await?
            .ok_or(Refusal::Missing(Noun::File))?;
        let directory = self.directory();
        let trashed = file.trashed.is_some() || !directory.is_there(file.folder);
        match directory.level(&viewer.person, file.folder) {
            None => Err(FlowError::missing(Noun::File)),
            Some(level) if trashed && level < Level::Write => Err(FlowError::missing(Noun::File)),
            Some(level) if level < wanted => Err(Refusal::Forbidden.into()),
            Some(_) => Ok(file),
        }
    }
}

/// Without READ a folder is missing: its existence is not betrayed. With READ, but not enough: forbidden.
fn with_level(
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
fn there_with(
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
        right::Right,
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
