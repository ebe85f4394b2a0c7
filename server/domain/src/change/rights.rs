//! Changes of rights.

use std::{collections::BTreeSet, sync::Arc};

use super::{Delta, Plan};
use crate::{
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    folder::Folder,
    id::FolderId,
    refusal::{Noun, Refusal},
    right::{Principal, Right},
};

/// The most rights on one folder: a row stays small. Give rights to groups beyond that.
const MAX_RIGHTS: usize = 500;

/// Replaces the rights given on a folder, with RIGHT GRANT and RIGHT REVOKE; no change, no event.
///
/// A principal given twice has the stronger level.
pub fn set_rights(
    directory: &Directory,
    plan: &mut Plan,
    id: FolderId,
    rights: &[Right],
    stamp: &Stamp,
) -> Result<Vec<Right>, Refusal> {
    let folder = directory.folder(id).ok_or(Refusal::Missing(Noun::Folder))?;
    let rights = strongest_each(rights);
    if rights.len() > MAX_RIGHTS {
        return Err(Refusal::TooMany("rights"));
    }
    for right in &rights {
        may_have(directory, right.principal)?;
    }
    let stronger = |one: &[Right], other: &[Right]| {
        one.iter().any(|right| {
            !other
                .iter()
                .any(|o| o.principal == right.principal && o.level >= right.level)
        })
    };
    let (granted, revoked) = (
        stronger(&rights, &folder.rights),
        stronger(&folder.rights, &rights),
    );
    let actions = [(granted, Action::Grant), (revoked, Action::Revoke)];
    for (_, action) in actions.into_iter().filter(|(happened, _)| *happened) {
        plan.event(draft(directory, folder, action, &rights, stamp));
    }
    plan.put(Delta::Folder(Arc::new(Folder {
        rights: rights.clone(),
        ..(**folder).clone()
    })));
    Ok(rights)
}

fn draft(
    directory: &Directory,
    folder: &Folder,
    action: Action,
    rights: &[Right],
    stamp: &Stamp,
) -> Event {
    let path = directory.path(folder.id);
    let changed: Vec<String> = match action {
        Action::Grant => difference(rights, &folder.rights),
        _ => difference(&folder.rights, rights),
    }
    .into_iter()
    .map(|right| format!("{} {}", name(directory, right.principal), level_code(right)))
    .collect();
    Event::draft(stamp, ObjectType::Right, action)
        .object(folder.id.0)
        .folder(folder.id)
        .path(&path)
        .says(
            directory.settings().email.language,
            &format!("{path}: {}", changed.join(", ")),
        )
        .change(
            Some(Snapshot::Rights(folder.rights.clone())),
            Some(Snapshot::Rights(rights.to_vec())),
        )
}

pub(super) fn level_code(right: Right) -> &'static str {
    match right.level {
        crate::right::Level::Read => "read",
        crate::right::Level::Write => "write",
        crate::right::Level::Manage => "manage",
    }
}

fn difference(one: &[Right], other: &[Right]) -> Vec<Right> {
    one.iter()
        .filter(|right| !other.contains(right))
        .take(20)
        .copied()
        .collect()
}

pub(super) fn strongest_each(rights: &[Right]) -> Vec<Right> {
    let principals: BTreeSet<Principal> = rights.iter().map(|right| right.principal).collect();
    let strongest = |principal| {
        rights
            .iter()
            .filter(|r| r.principal == principal)
            .map(|r| r.level)
            .max()
    };
    principals
        .into_iter()
        .filter_map(|principal| {
            Some(Right {
                principal,
                level: strongest(principal)?,
            })
        })
        .collect()
}

/// Takes everything from a principal that goes: its alerts and its rights, with an event for each.
pub(super) fn take_all(
    directory: &Directory,
    plan: &mut Plan,
    principal: Principal,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let alerts = directory.alerts();
    for alert in alerts.filter(|alert| alert.principal == principal) {
        super::remove_alert(directory, plan, alert.id, stamp)?;
    }
    for folder in directory.folders() {
        let left: Vec<_> = folder
            .rights
            .iter()
            .filter(|right| right.principal != principal)
            .copied()
            .collect();
        if left.len() < folder.rights.len() {
            set_rights(directory, plan, folder.id, &left, stamp)?;
        }
    }
    Ok(())
}

/// Refuses a principal that no right can be given to: it is not there, or nobody before there is a file.
pub(super) fn may_have(directory: &Directory, principal: Principal) -> Result<(), Refusal> {
    if principal == Principal::Depositor {
        return Err(Refusal::BadField("principal"));
    }
    exists(directory, principal)
}

/// Refuses a principal that is not there.
pub(super) fn exists(directory: &Directory, principal: Principal) -> Result<(), Refusal> {
    match principal {
        Principal::User(id) => directory
            .person(id)
            .map(drop)
            .ok_or(Refusal::Missing(Noun::User)),
        Principal::Group(id) => directory
            .group(id)
            .map(drop)
            .ok_or(Refusal::Missing(Noun::Group)),
        Principal::Everyone | Principal::Depositor => Ok(()),
    }
}

/// The name of a principal in summaries.
pub(super) fn name(directory: &Directory, principal: Principal) -> String {
    match principal {
        Principal::User(id) => directory
            .person(id)
            .map_or_else(|| principal.to_string(), |p| p.email.to_string()),
        Principal::Group(id) => directory
            .group(id)
            .map_or_else(|| principal.to_string(), |g| g.name.to_string()),
        Principal::Everyone => directory
            .settings()
            .email
            .language
            .pick("tout le monde", "everyone")
            .to_owned(),
        Principal::Depositor => directory
            .settings()
            .email
            .language
            .pick("qui a déposé", "who deposited")
            .to_owned(),
    }
}
