//! A file goes elsewhere, into the trash, or out of it.

use domain::{
    event::{Action, End, Stamp},
    file::File,
    folder::Trashed,
    id::FileId,
    refusal::Refusal,
};
use flow::port::{FileMove, StoreError};

use super::{deposit::there, existing, fact};
use crate::{
    changes::Changes,
    tables::{FILE_NAMES, FILE_TRASH, FILES},
    view::View,
};

/// Moves or renames. To the same place and name is no change and no event.
pub(super) fn relocate(
    view: &View<'_>,
    changes: &mut Changes,
    to: &FileMove,
) -> Result<File, StoreError> {
    let before = existing(view, to.file)?;
    if before.trashed.is_some() {
        return Err(Refusal::Trashed.into());
    }
    there(view, before.folder)?;
    there(view, to.folder)?;
    let after = File {
        folder: to.folder,
        name: to.name.clone(),
        ..before.clone()
    };
    if after == before {
        return Ok(after);
    }
    name_is_free(view, &after)?;
    changes.delete(&FILE_NAMES, &(before.folder, before.name.key()));
    changes.put(&FILE_NAMES, &(after.folder, after.name.key()), &after.id)?;
    changes.put(&FILES, &after.id, &after)?;
    if after.folder == before.folder {
        record_rename(view, changes, to, [&before, &after]);
    } else {
        record_move(view, changes, to, [&before, &after]);
    }
    Ok(after)
}

fn record_rename(
    view: &View<'_>,
    changes: &mut Changes,
    to: &FileMove,
    [before, after]: [&File; 2],
) {
    let (from, target) = (
        fact::path(view.directory, before),
        fact::path(view.directory, after),
    );
    let draft = fact::draft(view.directory, &to.stamp, Action::Rename, before)
        .says(
            view.directory.settings().email.language,
            &format!("{from} → {target}"),
        )
        .target(target);
    record(view, changes, draft, before, Some(after));
}

/// FILE MOVE twice: to those who read the folder it left, and to those who read the one it came to.
fn record_move(view: &View<'_>, changes: &mut Changes, to: &FileMove, [before, after]: [&File; 2]) {
    let end = |file: &File| End {
        folder: Some(file.folder),
        path: fact::path(view.directory, file),
        shown: fact::shown(view.directory, file),
    };
    let language = view.directory.settings().email.language;
    let draft = fact::draft(view.directory, &to.stamp, Action::Move, before);
    let [left, came] = draft.moved(language, end(before), end(after));
    let trace = changes.plan.event(left);
    changes.plan.event(came.tells(trace, Vec::new()));
}

/// Puts in the trash; again is no change.
pub(super) fn trash(
    view: &View<'_>,
    changes: &mut Changes,
    file: FileId,
    stamp: &Stamp,
) -> Result<File, StoreError> {
    let before = existing(view, file)?;
    if before.trashed.is_some() {
        return Ok(before);
    }
    let trashed = Some(Trashed {
        at: stamp.at,
        by: stamp.actor.person_id(),
    });
    let after = File {
        trashed,
        ..before.clone()
    };
    changes.delete(&FILE_NAMES, &(before.folder, before.name.key()));
    changes.put(&FILE_TRASH, &file, &(stamp.at, before.folder))?;
    changes.put(&FILES, &file, &after)?;
    record(
        view,
        changes,
        fact::draft(view.directory, stamp, Action::Delete, &before),
        &before,
        None,
    );
    Ok(after)
}

/// Takes out of the trash; what is not in it stays as it is.
pub(super) fn restore(
    view: &View<'_>,
    changes: &mut Changes,
    file: FileId,
    stamp: &Stamp,
) -> Result<File, StoreError> {
    let before = existing(view, file)?;
    if before.trashed.is_none() {
        return Ok(before);
    }
    there(view, before.folder)?;
    let after = File {
        trashed: None,
        ..before.clone()
    };
    name_is_free(view, &after)?;
    changes.put(&FILE_NAMES, &(after.folder, after.name.key()), &file)?;
    changes.delete(&FILE_TRASH, &file);
    changes.put(&FILES, &file, &after)?;
    record(
        view,
        changes,
        fact::draft(view.directory, stamp, Action::Restore, &after),
        &before,
        Some(&after),
    );
    Ok(after)
}

fn record(
    view: &View<'_>,
    changes: &mut Changes,
    draft: domain::event::Event,
    before: &File,
    after: Option<&File>,
) {
    let shown = |file| fact::shown(view.directory, file);
    changes
        .plan
        .event(draft.change(Some(shown(before)), after.map(shown)));
}

fn name_is_free(view: &View<'_>, file: &File) -> Result<(), StoreError> {
    match view.get(&FILE_NAMES, &(file.folder, file.name.key()))? {
        Some(other) if other != file.id => Err(Refusal::NameTaken.into()),
        _ => Ok(()),
    }
}
