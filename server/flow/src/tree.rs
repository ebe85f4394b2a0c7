//! The tree of folders, as far as its viewer may see it, and the rights given on it.

use domain::{
    change::{self, FolderChange, NewFolder},
    directory::Directory,
    fold::fold,
    folder::Folder,
    id::FolderId,
    refusal::{Noun, Refusal},
    right::Right,
    text::EntryName,
    timing::MailTiming,
    wire::{self, List},
};

use crate::{
    Flow, FlowError,
    access::{MayManage, MayPlace, Viewer, sees},
    page::{NamePlace, Page},
    port::RegistryExt as _,
};

/// What to change of a folder; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct FolderEdit {
    /// The name.
    pub name: Option<EntryName>,
    /// The place: a permission for it.
    pub to: Option<MayPlace>,
    /// Whether rights given above stop here.
    pub restricted: Option<bool>,
    /// When the mails of alerts leave; inner `None`: as above.
    pub mail_timing: Option<Option<MailTiming>>,
}

impl Flow {
    /// A page of the folders in `parent`, or at the top, that the viewer may read or pass through, by name.
    pub fn folders(
        &self,
        viewer: &Viewer,
        parent: Option<FolderId>,
        page: &Page<NamePlace>,
    ) -> Result<List<wire::Folder>, FlowError> {
        let directory = self.directory();
        if parent.is_some_and(|parent| !sees(&directory, &viewer.person, parent)) {
            return Err(FlowError::missing(Noun::Folder));
        }
        let mut seen: Vec<(NamePlace, &Folder)> = directory
            .children(parent)
            .map(|folder| (place(folder), folder.as_ref()))
            .filter(|(place, _)| page.goes_on_with(place))
            .filter(|(_, folder)| sees(&directory, &viewer.person, folder.id))
            .collect();
        seen.sort_by(|(one, _), (other, _)| one.cmp(other));
        let seen = page.of(seen, |(place, _)| place.to_string());
        Ok(seen.map(|(_, folder)| shown(&directory, viewer, folder)))
    }

    /// A folder that the viewer may read or pass through.
    pub fn folder(&self, viewer: &Viewer, id: FolderId) -> Result<wire::Folder, FlowError> {
        let directory = self.directory();
        let folder = directory
            .folder(id)
            .filter(|_| sees(&directory, &viewer.person, id));
        let folder = folder.ok_or(Refusal::Missing(Noun::Folder))?;
        Ok(shown(&directory, viewer, folder))
    }

    /// Makes a folder.
    pub async fn add_folder(
        &self,
        may: &MayPlace,
        name: EntryName,
    ) -> Result<wire::Folder, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let new = NewFolder {
            parent: *may.parent(),
            name,
        };
        let add = move |d: &_, plan: &mut _| change::add_folder(d, plan, &new, &stamp);
        let folder = self.world.store.change("making a folder", add).await?;
        Ok(shown(&self.directory(), may.viewer(), &folder))
    }

    /// Renames, moves, restricts or times a folder. To and from the top only admins move.
    pub async fn change_folder(
        &self,
        may: &MayManage,
        edit: FolderEdit,
    ) -> Result<wire::Folder, FlowError> {
        let (viewer, id) = (may.viewer(), *may.folder());
        if edit.to.is_some() && self.is_at_top(id) {
            self.may_admin(viewer)?;
        }
        let stamp = viewer.stamp(self.now());
        let change = FolderChange {
            name: edit.name,
            parent: edit.to.map(|to| *to.parent()),
            restricted: edit.restricted,
            mail_timing: edit.mail_timing,
        };
        let decide = move |d: &_, plan: &mut _| change::change_folder(d, plan, id, &change, &stamp);
        let folder = self.world.store.change("changing a folder", decide).await?;
        // What waits may be due sooner.
        self.notices_bell.notify_one();
        Ok(shown(&self.directory(), viewer, &folder))
    }

    fn is_at_top(&self, id: FolderId) -> bool {
        self.directory()
            .folder(id)
            .is_some_and(|folder| folder.parent.is_none())
    }

    /// The rights given on this very folder.
    pub fn rights(&self, may: &MayManage) -> Result<Vec<wire::Right>, FlowError> {
        let directory = self.directory();
        let folder = directory
            .folder(*may.folder())
            .ok_or(Refusal::Missing(Noun::Folder))?;
        Ok(folder.rights.iter().map(Into::into).collect())
    }

    /// Replaces them. One may take one's own right away: admins remain.
    pub async fn set_rights(
        &self,
        may: &MayManage,
        rights: Vec<wire::Right>,
    ) -> Result<Vec<wire::Right>, FlowError> {
        let (id, stamp) = (*may.folder(), may.viewer().stamp(self.now()));
        let rights: Vec<Right> = rights.into_iter().map(Into::into).collect();
        let set = move |d: &_, plan: &mut _| change::set_rights(d, plan, id, &rights, &stamp);
        let rights = self.world.store.change("setting rights", set).await?;
        Ok(rights.iter().map(Into::into).collect())
    }
}

fn place(folder: &Folder) -> NamePlace {
    NamePlace {
        key: fold(folder.name.as_str()),
        id: folder.id.0,
    }
}

/// A folder as `viewer` sees it.
pub(crate) fn shown(directory: &Directory, viewer: &Viewer, folder: &Folder) -> wire::Folder {
    let person = &viewer.person;
    // Whoever sees a folder sees the way to it: it is also in its path.
    let mut ancestors: Vec<wire::FolderRef> = directory
        .lineage(folder.id)
        .skip(1)
        .map(|above| wire::FolderRef {
            id: above.id,
            name: above.name.to_string(),
        })
        .collect();
    ancestors.reverse();
    wire::Folder {
        id: folder.id,
        parent: folder.parent,
        name: folder.name.to_string(),
        path: directory.path(folder.id),
        ancestors,
        level: directory.level(person, folder.id),
        restricted: folder.restricted,
        mail_timing: folder.mail_timing.clone(),
        has_children: directory
            .children(Some(folder.id))
            .any(|child| sees(directory, person, child.id)),
        created_at: folder.created_at,
    }
}
