//! Changes of the tree.

use std::sync::Arc;

use super::{Delta, Plan};
use crate::{
    directory::{Directory, MAX_DEPTH},
    event::{Action, End, Event, ObjectType, Snapshot, Stamp},
    folder::{Folder, Trashed},
    id::FolderId,
    refusal::{Noun, Refusal},
    text::EntryName,
    timing::MailTiming,
};

/// A folder to make.
#[derive(Clone, Debug)]
pub struct NewFolder {
    /// Where; `None`: at the top.
    pub parent: Option<FolderId>,
    /// Its name.
    pub name: EntryName,
}

/// What to change of a folder; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct FolderChange {
    /// The name.
    pub name: Option<EntryName>,
    /// The folder above; inner `None`: to the top.
    pub parent: Option<Option<FolderId>>,
    /// Whether inheritance stops here.
    pub restricted: Option<bool>,
    /// When the mails of alerts leave; inner `None`: as above.
    pub mail_timing: Option<Option<MailTiming>>,
}

/// Makes a folder, with FOLDER ADD.
pub fn add_folder(
    directory: &Directory,
    plan: &mut Plan,
    new: &NewFolder,
    stamp: &Stamp,
) -> Result<Folder, Refusal> {
    let folder = Folder {
        id: plan.give(|c| &mut c.folder),
        parent: new.parent,
        name: new.name.clone(),
        restricted: false,
        mail_timing: None,
        rights: Vec::new(),
        trashed: None,
        created_at: stamp.at,
    };
    fits(directory, &folder)?;
    let path = path_in(directory, &folder);
    record(
        directory,
        plan,
        Action::Add,
        (None, &folder),
        (&path, None),
        stamp,
    );
    Ok(folder)
}

/// Renames, moves, restricts or times a folder, with an event for each: FOLDER RENAME, MOVE, MODIFY.
pub fn change_folder(
    directory: &Directory,
    plan: &mut Plan,
    id: FolderId,
    change: &FolderChange,
    stamp: &Stamp,
) -> Result<Folder, Refusal> {
    let mut folder = (**directory.folder(id).ok_or(Refusal::Missing(Noun::Folder))?).clone();
    if !directory.is_there(id) {
        return Err(Refusal::Trashed);
    }
    if change.name.is_some() || change.parent.is_some() {
        folder = placed(directory, plan, &folder, change, stamp)?;
    }
    let after = Folder {
        restricted: change.restricted.unwrap_or(folder.restricted),
        mail_timing: match &change.mail_timing {
            Some(timing) => followed(timing.clone())?,
            None => folder.mail_timing.clone(),
        },
        ..folder.clone()
    };
    if after != folder {
        let path = path_in(directory, &after);
        record(
            directory,
            plan,
            Action::Modify,
            (Some(&folder), &after),
            (&path, None),
            stamp,
        );
        folder = after;
    }
    Ok(folder)
}

/// A timing that can be followed, in order.
fn followed(timing: Option<MailTiming>) -> Result<Option<MailTiming>, Refusal> {
    let timing = timing.map(MailTiming::tidy);
    if timing.as_ref().is_none_or(MailTiming::is_sensible) {
        Ok(timing)
    } else {
        Err(Refusal::BadField("mail_timing"))
    }
}

fn placed(
    directory: &Directory,
    plan: &mut Plan,
    before: &Folder,
    change: &FolderChange,
    stamp: &Stamp,
) -> Result<Folder, Refusal> {
    let mut after = before.clone();
    after.parent = change.parent.unwrap_or(before.parent);
    after.name = change.name.clone().unwrap_or_else(|| before.name.clone());
    if after == *before {
        return Ok(after);
    }
    if after
        .parent
        .is_some_and(|parent| directory.is_within(parent, before.id))
    {
        return Err(Refusal::IntoItself);
    }
    fits(directory, &after)?;
    let (from, to) = (directory.path(before.id), path_in(directory, &after));
    if after.parent == before.parent {
        let (nouns, paths) = ((Some(before), &after), (from.as_str(), Some(to.as_str())));
        record(directory, plan, Action::Rename, nouns, paths, stamp);
    } else {
        record_move(directory, plan, (before, from), (&after, to), stamp);
    }
    Ok(after)
}

/// FOLDER MOVE twice: to those who read the folder that it left, and to those who read it now. What stopped
/// inheritance was not seen by the readers of the folder above: then both are for its own readers.
fn record_move(
    directory: &Directory,
    plan: &mut Plan,
    (before, from): (&Folder, String),
    (after, to): (&Folder, String),
    stamp: &Stamp,
) {
    let end = |folder: &Folder, told: Option<FolderId>, path: String| End {
        folder: told,
        shown: shown(folder, &path),
        path,
    };
    let told = if before.restricted {
        Some(before.id)
    } else {
        before.parent
    };
    let [left, came] = Event::draft(stamp, ObjectType::Folder, Action::Move)
        .object(after.id.0)
        .moved(
            directory.settings().email.language,
            end(before, told, from),
            end(after, Some(after.id), to),
        );
    let trace = plan.event(left);
    plan.event(came.tells(trace, Vec::new()));
    plan.put(Delta::Folder(Arc::new(after.clone())));
}

fn shown(folder: &Folder, path: &str) -> Snapshot {
    Snapshot::Folder {
        parent: folder.parent,
        path: path.to_owned(),
        restricted: folder.restricted,
        mail_timing: folder.mail_timing.clone(),
    }
}

/// Puts a folder in the trash with all that is in it, with FOLDER DELETE; again is no change.
pub fn trash_folder(
    directory: &Directory,
    plan: &mut Plan,
    id: FolderId,
    stamp: &Stamp,
) -> Result<Folder, Refusal> {
    let before = directory.folder(id).ok_or(Refusal::Missing(Noun::Folder))?;
    if before.trashed.is_some() {
        return Ok((**before).clone());
    }
    let trashed = Some(Trashed {
        at: stamp.at,
        by: stamp.actor.person_id(),
    });
    let after = Folder {
        trashed,
        ..(**before).clone()
    };
    record(
        directory,
        plan,
        Action::Delete,
        (Some(before), &after),
        (&directory.path(id), None),
        stamp,
    );
    Ok(after)
}

/// Takes a folder out of the trash, with FOLDER RESTORE.
pub fn restore_folder(
    directory: &Directory,
    plan: &mut Plan,
    id: FolderId,
    stamp: &Stamp,
) -> Result<Folder, Refusal> {
    let before = directory.folder(id).ok_or(Refusal::Missing(Noun::Folder))?;
    if before.trashed.is_none() {
        return Ok((**before).clone());
    }
    let after = Folder {
        trashed: None,
        ..(**before).clone()
    };
    fits(directory, &after)?;
    record(
        directory,
        plan,
        Action::Restore,
        (Some(before), &after),
        (&directory.path(id), None),
        stamp,
    );
    Ok(after)
}

/// The place exists, is not in the trash, is not too deep, and has no other folder of that name.
fn fits(directory: &Directory, folder: &Folder) -> Result<(), Refusal> {
    if let Some(parent) = folder.parent {
        directory
            .folder(parent)
            .ok_or(Refusal::Missing(Noun::Folder))?;
        if !directory.is_there(parent) {
            return Err(Refusal::PlaceTrashed);
        }
        if directory.lineage(parent).count() + height(directory, folder.id) > MAX_DEPTH {
            return Err(Refusal::TooDeep);
        }
    }
    let key = folder.name.key();
    let mut siblings = directory.children(folder.parent);
    if siblings
        .any(|other| other.id != folder.id && other.trashed.is_none() && other.name.key() == key)
    {
        return Err(Refusal::NameTaken);
    }
    Ok(())
}

/// How many levels a folder and what is below it take.
fn height(directory: &Directory, id: FolderId) -> usize {
    let mut level = vec![id];
    let mut height = 0;
    while !level.is_empty() && height <= MAX_DEPTH {
        height += 1;
        level = level
            .iter()
            .flat_map(|id| directory.children(Some(*id)))
            .map(|child| child.id)
            .collect();
    }
    height
}

fn path_in(directory: &Directory, folder: &Folder) -> String {
    let above = folder
        .parent
        .map_or_else(String::new, |parent| directory.path(parent));
    format!("{above}/{}", folder.name)
}

fn record(
    directory: &Directory,
    plan: &mut Plan,
    action: Action,
    (before, after): (Option<&Folder>, &Folder),
    (path, target): (&str, Option<&str>),
    stamp: &Stamp,
) {
    let subject = target.map_or_else(|| path.to_owned(), |target| format!("{path} → {target}"));
    let gone = action == Action::Delete;
    let mut draft = Event::draft(stamp, ObjectType::Folder, action)
        .object(after.id.0)
        .folder(after.id)
        .path(path)
        .says(directory.settings().email.language, &subject)
        .change(
            before.map(|folder| shown(folder, path)),
            (!gone).then(|| shown(after, target.unwrap_or(path))),
        );
    draft.target_path = target.map(ToOwned::to_owned);
    plan.event(draft);
    plan.put(Delta::Folder(Arc::new(after.clone())));
}
