//! Changes of alerts.

use std::sync::Arc;

use super::{
    Delta, Plan,
    rights::{exists, name},
};
use crate::{
    alert::{Alert, AlertOn},
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    id::{AlertId, FolderId, UserId},
    refusal::{Noun, Refusal},
    right::Principal,
};

/// An alert to make.
#[derive(Clone, Copy, Debug)]
pub struct NewAlert {
    /// The folder.
    pub folder: FolderId,
    /// Who is told.
    pub principal: Principal,
    /// Folders below too.
    pub recursive: bool,
    /// Of what.
    pub on: AlertOn,
    /// One's own actions too.
    pub own_actions: bool,
}

/// What to change of an alert; `None` leaves it.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlertChange {
    /// Folders below too.
    pub recursive: Option<bool>,
    /// Of what.
    pub on: Option<AlertOn>,
    /// One's own actions too.
    pub own_actions: Option<bool>,
}

/// Makes an alert, with ALERT ADD. One principal has one alert on a folder.
pub fn add_alert(
    directory: &Directory,
    plan: &mut Plan,
    new: &NewAlert,
    stamp: &Stamp,
) -> Result<Alert, Refusal> {
    directory
        .folder(new.folder)
        .ok_or(Refusal::Missing(Noun::Folder))?;
    if !directory.is_there(new.folder) {
        return Err(Refusal::PlaceTrashed);
    }
    exists(directory, new.principal)?;
    tells_of_something(new.on)?;
    if directory
        .alerts_on(new.folder)
        .any(|alert| alert.principal == new.principal)
    {
        return Err(Refusal::AlertExists);
    }
    let alert = Alert {
        id: plan.give(|c| &mut c.alert),
        folder: new.folder,
        principal: new.principal,
        recursive: new.recursive,
        on: new.on,
        own_actions: new.own_actions,
        opted_out: Vec::new(),
        since: plan.next_event(),
        by: stamp.actor.person_id(),
        created_at: stamp.at,
    };
    plan.event(draft(directory, Action::Add, &alert, stamp).change(None, Some(shown(&alert))));
    plan.put(Delta::Alert(Arc::new(alert.clone())));
    Ok(alert)
}

/// Changes an alert, with ALERT MODIFY.
pub fn change_alert(
    directory: &Directory,
    plan: &mut Plan,
    id: AlertId,
    change: &AlertChange,
    stamp: &Stamp,
) -> Result<Alert, Refusal> {
    let before = directory.alert(id).ok_or(Refusal::Missing(Noun::Alert))?;
    let mut after = (**before).clone();
    after.recursive = change.recursive.unwrap_or(before.recursive);
    after.on = change.on.unwrap_or(before.on);
    after.own_actions = change.own_actions.unwrap_or(before.own_actions);
    tells_of_something(after.on)?;
    if after != **before {
        put(directory, plan, Action::Modify, before, &after, stamp);
    }
    Ok(after)
}

/// Removes an alert, with ALERT DELETE.
pub fn remove_alert(
    directory: &Directory,
    plan: &mut Plan,
    id: AlertId,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let alert = directory.alert(id).ok_or(Refusal::Missing(Noun::Alert))?;
    plan.event(draft(directory, Action::Delete, alert, stamp).change(Some(shown(alert)), None));
    plan.put(Delta::AlertGone(id));
    Ok(())
}

/// Takes a person out of alerts, with ALERT UNSUBSCRIBE each: its own alert goes, of a shared one it is left out.
///
/// Alerts that are gone, and those it left already, are no change: the link can be used twice.
pub fn unsubscribe(
    directory: &Directory,
    plan: &mut Plan,
    person: UserId,
    alerts: &[AlertId],
    stamp: &Stamp,
) -> Result<(), Refusal> {
    directory
        .person(person)
        .ok_or(Refusal::Missing(Noun::User))?;
    for alert in alerts.iter().filter_map(|id| directory.alert(*id)) {
        if alert.principal == Principal::User(person) {
            let gone = draft(directory, Action::Unsubscribe, alert, stamp)
                .change(Some(shown(alert)), None);
            plan.event(gone);
            plan.put(Delta::AlertGone(alert.id));
        } else if !alert.opted_out.contains(&person) {
            let mut after = (**alert).clone();
            after.opted_out.push(person);
            put(directory, plan, Action::Unsubscribe, alert, &after, stamp);
        }
    }
    Ok(())
}

fn put(
    directory: &Directory,
    plan: &mut Plan,
    action: Action,
    before: &Alert,
    after: &Alert,
    stamp: &Stamp,
) {
    plan.event(
        draft(directory, action, after, stamp).change(Some(shown(before)), Some(shown(after))),
    );
    plan.put(Delta::Alert(Arc::new(after.clone())));
}

fn draft(directory: &Directory, action: Action, alert: &Alert, stamp: &Stamp) -> Event {
    let path = directory.path(alert.folder);
    let subject = format!("{path} → {}", name(directory, alert.principal));
    Event::draft(stamp, ObjectType::Alert, action)
        .object(alert.id.0)
        .folder(alert.folder)
        .path(&path)
        .says(directory.settings().email.language, &subject)
}

fn shown(alert: &Alert) -> Snapshot {
    Snapshot::Alert(Box::new(alert.clone()))
}

fn tells_of_something(on: AlertOn) -> Result<(), Refusal> {
    if on.add || on.modify || on.download {
        Ok(())
    } else {
        Err(Refusal::AlertOnNothing)
    }
}
