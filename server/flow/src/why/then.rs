//! Which alert was to tell a person of a deposit, by the picture of that moment; or why none was.

use domain::{
    alert::Alert,
    directory::Directory,
    event::{Detail, Event, Reason},
    id::{AlertId, UserId},
    person::Person,
    right::Principal,
};

use super::end::Cause;

/// The alert that an ALERT event is about.
pub(super) fn alert_of(event: &Event) -> Option<AlertId> {
    match event.detail {
        Detail::Notice { alert, .. } => Some(alert),
        _ => None,
    }
}

/// Whether an alert meant a person.
pub(super) fn means(directory: &Directory, alert: AlertId, person: UserId) -> bool {
    let alert = directory.alert(alert);
    let person = directory.person(person);
    person
        .zip(alert)
        .is_some_and(|(person, alert)| directory.is_meant(person, alert.principal))
}

/// The alert that was to tell `person` of `deposit`, by the pictures of that moment and of now.
pub(super) fn noticed(
    [then, now]: [&Directory; 2],
    person: UserId,
    deposit: &Event,
) -> Result<AlertId, Cause> {
    let who = then.person(person).ok_or(Cause::NoAccount)?;
    let folder = deposit.folder_id.ok_or(Cause::NoAlert)?;
    let mut against = None;
    let depositor = deposit.actor.person_id();
    for alert in then.alerts_reaching(folder) {
        if then.is_told(who, alert.principal, depositor) {
            match told_by(then, alert, who, deposit) {
                Ok(()) => return Ok(alert.id),
                Err(cause) => against = against.or(Some(cause)),
            }
        }
    }
    Err(against
        .or_else(|| too_far_above(then, who, deposit))
        .or_else(|| later(now, person, deposit))
        .unwrap_or(Cause::NoAlert))
}

fn told_by(then: &Directory, alert: &Alert, who: &Person, deposit: &Event) -> Result<(), Cause> {
    if alert.opted_out.contains(&who.id) {
        return Err(Cause::Before(Reason::Unsubscribed));
    }
    if !alert.on.includes(deposit.action) {
        return Err(Cause::OtherKind);
    }
    if alert.since >= deposit.id {
        return Err(Cause::AlertLater);
    }
    if !alert.tells_own(deposit.action) && deposit.actor.person_id() == Some(who.id) {
        return Err(Cause::Skipped(Reason::OwnAction));
    }
    match joined(then, alert, who.id) {
        Some(since) if since >= deposit.id => Err(Cause::JoinedLater),
        _ => Ok(()),
    }
}

fn joined(directory: &Directory, alert: &Alert, who: UserId) -> Option<domain::id::EventId> {
    let Principal::Group(id) = alert.principal else {
        return None;
    };
    let group = directory.group(id)?;
    group.membership(who).map(|member| member.since)
}

/// An alert on a folder above that does not tell of folders below.
fn too_far_above(then: &Directory, who: &Person, deposit: &Event) -> Option<Cause> {
    let mut above = then
        .lineage(deposit.folder_id?)
        .skip(1)
        .flat_map(|folder| then.alerts_on(folder.id));
    above
        .any(|alert| !alert.recursive && then.is_meant(who, alert.principal))
        .then_some(Cause::NotRecursive)
}

/// An alert that reaches the folder now, made or joined after the deposit.
fn later(now: &Directory, person: UserId, deposit: &Event) -> Option<Cause> {
    let who = now.person(person)?;
    let mut alerts = now.alerts_reaching(deposit.folder_id?);
    let alert = alerts.find(|alert| now.is_meant(who, alert.principal))?;
    if alert.since > deposit.id {
        return Some(Cause::AlertLater);
    }
    let since = joined(now, alert, person)?;
    (since > deposit.id).then_some(Cause::JoinedLater)
}
