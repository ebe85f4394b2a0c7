//! What has been in the trash long enough goes for good. Events stay, and each purged file and folder has one more.

use std::collections::BTreeSet;

use domain::{
    change::{Delta, remove_alert},
    event::{Action, Detail, Event, ObjectType, Stamp},
    file::{BlobPlace, File},
    id::{FileId, FolderId},
    time::Timestamp,
};
use flow::port::{Purged, StoreError};

use super::fact;
use crate::{
    changes::Changes,
    range::Range,
    tables::{BLOBS, CONTENTS, FILE_NAMES, FILE_TRASH, FILES, VERSIONS},
    view::{Direction, View, go_on},
};

/// What the event of a purged file or folder says of itself.
const PURGED: &str = "purged";

/// Purges at most `limit` files, then the folders that are empty.
pub(super) fn purge(
    view: &View<'_>,
    changes: &mut Changes,
    before: Timestamp,
    limit: usize,
    stamp: &Stamp,
) -> Result<Purged, StoreError> {
    let folders = doomed_folders(view, before);
    // One more than may go: whether anything is left decides if the folders can go too.
    let mut files = trashed_files(view, before, &folders, limit + 1)?;
    named_files(view, &folders, limit + 1, &mut files)?;
    let all = files.len() <= limit;
    files.truncate(limit);
    let mut purged = Purged {
        files: files.len(),
        ..Purged::default()
    };
    for file in files {
        purge_file(view, changes, file, stamp, &mut purged)?;
    }
    if all {
        for folder in folders {
            purge_folder(view, changes, folder, stamp)?;
        }
    }
    Ok(purged)
}

/// Folders trashed before, with all below them.
fn doomed_folders(view: &View<'_>, before: Timestamp) -> BTreeSet<FolderId> {
    let trashed = view
        .directory
        .folders()
        .filter(|folder| folder.trashed.is_some_and(|trashed| trashed.at < before));
    trashed
        .flat_map(|folder| view.directory.subtree(folder.id))
        .collect()
}

fn trashed_files(
    view: &View<'_>,
    before: Timestamp,
    folders: &BTreeSet<FolderId>,
    limit: usize,
) -> Result<Vec<FileId>, StoreError> {
    let mut files = Vec::new();
    view.scan(
        &FILE_TRASH,
        &Range::all(),
        Direction::Up,
        |file, (at, folder)| {
            if at < before || folders.contains(&folder) {
                files.push(file);
            }
            Ok(go_on(files.len() < limit))
        },
    )?;
    Ok(files)
}

fn named_files(
    view: &View<'_>,
    folders: &BTreeSet<FolderId>,
    limit: usize,
    files: &mut Vec<FileId>,
) -> Result<(), StoreError> {
    for folder in folders {
        let room = limit.saturating_sub(files.len());
        let named = view.list(&FILE_NAMES, &Range::of(folder), Direction::Up, room)?;
        files.extend(named.into_iter().map(|(_, file)| file));
    }
    Ok(())
}

fn purge_file(
    view: &View<'_>,
    changes: &mut Changes,
    id: FileId,
    stamp: &Stamp,
    purged: &mut Purged,
) -> Result<(), StoreError> {
    let file: File = view.must(&FILES, &id)?;
    for (key, version) in view.list(&VERSIONS, &Range::of(&id), Direction::Up, usize::MAX)? {
        match version.blob.place {
            BlobPlace::Row => changes.delete(&CONTENTS, &version.id),
            BlobPlace::Object => purged.objects.push(version.blob.key),
        }
        changes.delete(&BLOBS, &version.blob.key);
        changes.delete(&VERSIONS, &key);
    }
    if file.trashed.is_some() {
        changes.delete(&FILE_TRASH, &id);
    } else {
        changes.delete(&FILE_NAMES, &(file.folder, file.name.key()));
    }
    changes.delete(&FILES, &id);
    let mut draft = fact::draft(view.directory, stamp, Action::Delete, &file);
    draft.detail = Detail::Note(PURGED.to_owned());
    changes.plan.event(draft);
    Ok(())
}

/// The folder goes, and with it the alerts on it.
fn purge_folder(
    view: &View<'_>,
    changes: &mut Changes,
    id: FolderId,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let alerts: Vec<_> = view.directory.alerts_on(id).map(|alert| alert.id).collect();
    for alert in alerts {
        remove_alert(view.directory, &mut changes.plan, alert, stamp)?;
    }
    let path = view.directory.path(id);
    let mut draft = Event::draft(stamp, ObjectType::Folder, Action::Delete)
        .object(id.0)
        .folder(id)
        .says(view.directory.settings().email.language, &path)
        .path(path);
    draft.detail = Detail::Note(PURGED.to_owned());
    changes.plan.event(draft);
    changes.plan.put(Delta::FolderGone(id));
    Ok(())
}
