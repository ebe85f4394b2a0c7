//! The trash: in, out again, and after a while gone for good.

use domain::{
    change,
    directory::Directory,
    event::Stamp,
    file::{BlobKey, File},
    folder::Folder,
    id::{FileId, FolderId},
    refusal::Refusal,
    right::Level,
    time::{Span, Timestamp},
    wire::{self, List, TrashItem, TrashKind},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Flow, FlowError,
    access::{MayDiscard, MayWriteFile, Viewer},
    files::{self, name_of, path},
    page::{MAX_PAGE, Page, TrashPlace},
    port::RegistryExt as _,
    tree,
};

/// How often the trash is emptied of what is old.
const PURGE_EVERY: Span = Span::from_days(1);

/// How many files go in one commit.
const PURGE_BATCH: usize = 500;

impl Flow {
    /// Puts a file in the trash.
    pub async fn trash_file(&self, may: &MayWriteFile) -> Result<(), FlowError> {
        let stamp = may.viewer().stamp(self.now());
        self.world.store.trash_file(may.file().id, stamp).await?;
        Ok(())
    }

    /// Takes a file out of the trash; refused while its folder is there itself, or its name is taken.
    pub async fn restore_file(&self, may: &MayWriteFile) -> Result<wire::File, FlowError> {
        if !self.directory().is_there(may.file().folder) {
            return Err(Refusal::PlaceTrashed.into());
        }
        let stamp = may.viewer().stamp(self.now());
        let file = self.world.store.restore_file(may.file().id, stamp).await?;
        Ok(files::shown(&self.directory(), &file))
    }

    /// Puts a folder in the trash with all that is in it.
    pub async fn trash_folder(&self, may: &MayDiscard) -> Result<(), FlowError> {
        let (id, stamp) = (*may.folder(), may.viewer().stamp(self.now()));
        let trash = move |d: &_, plan: &mut _| change::trash_folder(d, plan, id, &stamp);
        self.world
            .store
            .change("putting a folder in the trash", trash)
            .await?;
        Ok(())
    }

    /// Takes a folder out of the trash; refused while the one above is there, or its name is taken.
    pub async fn restore_folder(&self, may: &MayDiscard) -> Result<wire::Folder, FlowError> {
        let (id, stamp) = (*may.folder(), may.viewer().stamp(self.now()));
        let restore = move |d: &_, plan: &mut _| change::restore_folder(d, plan, id, &stamp);
        let folder = self
            .world
            .store
            .change("restoring a folder", restore)
            .await?;
        Ok(tree::shown(&self.directory(), may.viewer(), &folder))
    }

    /// What the viewer may restore: folders first, then files, newest first.
    ///
    /// What lies in a folder that is in the trash comes back with that folder and is not listed.
    pub async fn trash(
        &self,
        viewer: &Viewer,
        page: &Page<TrashPlace>,
    ) -> Result<List<TrashItem>, FlowError> {
        let (before, mut found) = match page.after() {
            None => (None, self.trashed_folders(viewer, None)),
            Some(TrashPlace::Folder(at, id)) => {
                (None, self.trashed_folders(viewer, Some((*at, *id))))
            }
            Some(TrashPlace::File(id)) => (Some(*id), Vec::new()),
        };
        let room = page.enough().saturating_sub(found.len());
        if room > 0 {
            let files = self.trashed_files(viewer, before, room).await?;
            let directory = self.directory();
            let placed = |file: File| (TrashPlace::File(file.id), file_item(&directory, &file));
            found.extend(files.into_iter().map(placed));
        }
        let items = page.of(found, |(place, _)| place.to_string());
        Ok(items.map(|(_, item)| item))
    }

    /// Those after `after`, the last thrown away first.
    fn trashed_folders(
        &self,
        viewer: &Viewer,
        after: Option<(Timestamp, FolderId)>,
    ) -> Vec<(TrashPlace, TrashItem)> {
        let directory = self.directory();
        let restorable = |folder: &Folder| {
            folder
                .parent
                .is_none_or(|parent| directory.is_there(parent))
                && directory.level(&viewer.person, folder.id) == Some(Level::Manage)
        };
        let mut folders: Vec<((Timestamp, FolderId), &Folder)> = directory
            .folders()
            .filter_map(|folder| Some(((folder.trashed?.at, folder.id), folder.as_ref())))
            .filter(|(place, _)| after.is_none_or(|after| *place < after))
            .filter(|(_, folder)| restorable(folder))
            .collect();
        folders.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
        folders
            .into_iter()
            .map(|((at, id), folder)| (TrashPlace::Folder(at, id), folder_item(&directory, folder)))
            .collect()
    }

    /// At most `limit` trashed files that the viewer may restore.
    async fn trashed_files(
        &self,
        viewer: &Viewer,
        mut before: Option<FileId>,
        limit: usize,
    ) -> Result<Vec<File>, FlowError> {
        let mut found = Vec::new();
        loop {
            let page = self.world.store.trashed_files(before, MAX_PAGE).await?;
            let last_page = page.len() < MAX_PAGE;
            before = page.last().map(|file| file.id);
            let directory = self.directory();
            let may = |folder: FolderId| {
                directory.is_there(folder)
                    && directory.level(&viewer.person, folder) >= Some(Level::Write)
            };
            found.extend(page.into_iter().filter(|file| may(file.folder)));
            if found.len() >= limit || last_page {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }

    /// Empties the trash of what is older than the setting, once a day, until `stop`.
    pub async fn run_purge(&self, stop: CancellationToken) {
        loop {
            if let Err(error) = self.purge(&stop).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the trash could not be emptied"
                );
            }
            let next = self.now() + PURGE_EVERY;
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.world.clock.sleep_until(next) => {}
            }
        }
    }

    /// Removes for good what is in the trash too long, and contents of uploads that never ended. Gives the number of
    /// files that went.
    pub async fn purge(&self, stop: &CancellationToken) -> Result<usize, FlowError> {
        let mut files = 0;
        while !stop.is_cancelled() {
            let now = self.now();
            let before = now - self.directory().settings().keeping.trash;
            let purged = self
                .world
                .store
                .purge_trash(before, PURGE_BATCH, Stamp::system(now))
                .await?;
            self.remove_objects(purged.objects).await?;
            files += purged.files;
            if purged.files == 0 {
                break;
            }
        }
        self.remove_orphans(stop).await?;
        Ok(files)
    }

    async fn remove_objects(&self, keys: Vec<BlobKey>) -> Result<(), FlowError> {
        for key in keys {
            self.world.blobs.remove(key).await?;
        }
        Ok(())
    }

    async fn remove_orphans(&self, stop: &CancellationToken) -> Result<(), FlowError> {
        let old = self.world.blobs.old_keys().await?;
        for keys in old.chunks(PURGE_BATCH) {
            if stop.is_cancelled() {
                break;
            }
            let known = self.world.store.known_objects(keys.to_vec()).await?;
            self.remove_objects(orphans(keys, &known)).await?;
        }
        Ok(())
    }
}

fn orphans(keys: &[BlobKey], known: &[BlobKey]) -> Vec<BlobKey> {
    keys.iter()
        .filter(|key| !known.contains(key))
        .copied()
        .collect()
}

fn folder_item(directory: &Directory, folder: &Folder) -> TrashItem {
    let trashed = folder.trashed;
    let at = trashed.map_or(folder.created_at, |trashed| trashed.at);
    TrashItem {
        kind: TrashKind::Folder,
        id: folder.id.to_string(),
        name: folder.name.to_string(),
        path: directory.path(folder.id),
        size: None,
        trashed_at: at,
        by: trashed.and_then(|trashed| trashed.by),
        by_name: trashed.and_then(|trashed| name_of(directory, trashed.by)),
        purged_at: at + directory.settings().keeping.trash,
    }
}

fn file_item(directory: &Directory, file: &File) -> TrashItem {
    let trashed = file.trashed;
    let at = trashed.map_or(file.created_at, |trashed| trashed.at);
    TrashItem {
        kind: TrashKind::File,
        id: file.id.to_string(),
        name: file.name.to_string(),
        path: path(directory, file),
        size: Some(file.current.blob.size),
        trashed_at: at,
        by: trashed.and_then(|trashed| trashed.by),
        by_name: trashed.and_then(|trashed| name_of(directory, trashed.by)),
        purged_at: at + directory.settings().keeping.trash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orphan_is_a_content_that_no_version_names() {
        let keys = [BlobKey([1; 16]), BlobKey([2; 16])];
        assert_eq!(orphans(&keys, &[BlobKey([2; 16])]), [BlobKey([1; 16])]);
        assert_eq!(orphans(&keys, &keys), []);
    }
}
