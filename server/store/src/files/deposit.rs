//! A complete upload becomes a file, or a new version of one.

use bytes::Bytes;
use domain::{
    event::Action,
    file::{BlobPlace, File, MAX_ROW_BLOB, Version},
    id::FolderId,
    refusal::{Noun, Refusal},
};
use flow::port::{Deposit, Deposited, StoreError};

use super::fact;
use crate::{
    changes::Changes,
    error::broken,
    tables::{BLOBS, CONTENTS, FILE_NAMES, FILES, VERSIONS},
    view::View,
};

pub(super) fn record(
    view: &View<'_>,
    changes: &mut Changes,
    deposit: &Deposit,
) -> Result<Deposited, StoreError> {
    there(view, deposit.folder)?;
    let content = row_content(view, deposit)?;
    let name_key = (deposit.folder, deposit.name.key());
    let before = match view.get(&FILE_NAMES, &name_key)? {
        Some(file) => Some(view.must(&FILES, &file)?),
        None => None,
    };
    let file = deposited(changes, deposit, before.as_ref());
    let added = before.is_none();
    if added {
        changes.put(&FILE_NAMES, &name_key, &file.id)?;
    }
    changes.put(&FILES, &file.id, &file)?;
    changes.put(&VERSIONS, &(file.id, file.current.id), &file.current)?;
    changes.put(&BLOBS, &deposit.blob.key, &file.current.id)?;
    if let Some(content) = content {
        changes.put(&CONTENTS, &file.current.id, content)?;
    }
    let action = if added { Action::Add } else { Action::Modify };
    let was = before.map(|file| fact::shown(view.directory, &file));
    let draft = fact::draft(view.directory, &deposit.stamp, action, &file);
    changes
        .plan
        .event(draft.change(was, Some(fact::shown(view.directory, &file))));
    Ok(Deposited { file, added })
}

/// The folder exists and is not in the trash.
pub(super) fn there(view: &View<'_>, folder: FolderId) -> Result<(), StoreError> {
    view.directory
        .folder(folder)
        .ok_or(StoreError::missing(Noun::Folder))?;
    if view.directory.is_there(folder) {
        Ok(())
    } else {
        Err(Refusal::PlaceTrashed.into())
    }
}

/// The content that goes into a row; a deposit that says so must bring it.
fn row_content<'a>(view: &View<'_>, deposit: &'a Deposit) -> Result<Option<&'a Bytes>, StoreError> {
    match (deposit.blob.place, &deposit.content) {
        (BlobPlace::Object, _) => Ok(None),
        (BlobPlace::Row, Some(content))
            if content.len() <= MAX_ROW_BLOB && content.len() as u64 == deposit.blob.size =>
        {
            Ok(Some(content))
        }
        (BlobPlace::Row, _) => Err(broken(
            view.doing,
            "a content that is kept as a row must come with it, and fit",
        )),
    }
}

/// The file as it is with the new version.
fn deposited(changes: &mut Changes, deposit: &Deposit, before: Option<&File>) -> File {
    let at = deposit.stamp.at;
    let current = Version {
        id: changes.plan.give(|c| &mut c.version),
        number: before.map_or(1, |file| file.current.number + 1),
        at,
        by: deposit.stamp.actor.person_id(),
        blob: deposit.blob.clone(),
    };
    match before {
        Some(before) => File {
            current,
            ..before.clone()
        },
        None => File {
            id: changes.plan.give(|c| &mut c.file),
            folder: deposit.folder,
            name: deposit.name.clone(),
            current,
            created_at: at,
            trashed: None,
        },
    }
}
