//! Changes of people.

use std::sync::Arc;

use super::{Delta, Plan, groups::leave_groups, rights::take_all};
use crate::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    id::UserId,
    person::{Language, PasswordHash, Person, Role},
    refusal::{Noun, Refusal},
    right::Principal,
    text::HeaderText,
};

/// The most further addresses of one person.
const MAX_ADDRESSES: usize = 20;

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The address to sign in with.
    pub email: EmailAddress,
    /// The name.
    pub name: HeaderText,
    /// Further addresses.
    pub addresses: Vec<EmailAddress>,
    /// The role.
    pub role: Role,
    /// The language, if chosen.
    pub language: Option<Language>,
    /// The password, if given.
    pub password: Option<PasswordHash>,
}

/// What to change of a person; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct PersonChange {
    /// The address to sign in with.
    pub email: Option<EmailAddress>,
    /// The name.
    pub name: Option<HeaderText>,
    /// Further addresses, all of them.
    pub addresses: Option<Vec<EmailAddress>>,
    /// The role.
    pub role: Option<Role>,
    /// On or off.
    pub active: Option<bool>,
    /// The language; inner `None`: the installation's.
    pub language: Option<Option<Language>>,
    /// The time zone; inner `None`: none.
    pub time_zone: Option<Option<String>>,
}

/// Adds a person, with USER ADD.
pub fn add_person(
    directory: &Directory,
    plan: &mut Plan,
    new: &NewPerson,
    stamp: &Stamp,
) -> Result<Person, Refusal> {
    free_email(directory, &new.email, None)?;
    few_addresses(&new.addresses)?;
    let person = Person {
        id: plan.give(|c| &mut c.user),
        email: new.email.clone(),
        name: new.name.clone(),
        addresses: new.addresses.clone(),
        role: new.role,
        active: true,
        language: new.language,
        time_zone: None,
        password: new.password.clone(),
        created_at: stamp.at,
    };
    Ok(put(directory, plan, None, person, stamp))
}

/// Changes a person, with USER MODIFY; ends its sessions when it is switched off.
pub fn change_person(
    directory: &Directory,
    plan: &mut Plan,
    id: UserId,
    change: &PersonChange,
    stamp: &Stamp,
) -> Result<Person, Refusal> {
    let before = directory.person(id).ok_or(Refusal::Missing(Noun::User))?;
    let after = changed(before, change);
    free_email(directory, &after.email, Some(id))?;
    few_addresses(&after.addresses)?;
    if !after.is_admin() {
        others_administer(directory, before)?;
    }
    if after == **before {
        return Ok(after);
    }
    if !after.active {
        close_all(directory, plan, id, stamp);
    }
    Ok(put(directory, plan, Some(before), after, stamp))
}

/// Removes a person, with USER DELETE: its alerts, rights, memberships, tokens and sessions go first, with an event
/// for each. Refused for oneself and for the last admin. Events keep its name, and its id is not given again.
pub fn remove_person(
    directory: &Directory,
    plan: &mut Plan,
    id: UserId,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let person = directory.person(id).ok_or(Refusal::Missing(Noun::User))?;
    if stamp.actor.person_id() == Some(id) {
        return Err(Refusal::Oneself);
    }
    others_administer(directory, person)?;
    take_all(directory, plan, Principal::User(id), stamp)?;
    leave_groups(directory, plan, id, stamp);
    for token in directory.tokens().filter(|token| token.person == id) {
        super::remove_token(directory, plan, token.id, stamp)?;
    }
    close_all(directory, plan, id, stamp);
    plan.event(draft(directory, Action::Delete, person, stamp).change(Some(shown(person)), None));
    plan.put(Delta::PersonGone(id));
    Ok(())
}

/// Refuses what would leave nobody who administers.
fn others_administer(directory: &Directory, leaving: &Person) -> Result<(), Refusal> {
    let mut others = directory.people().filter(|person| person.id != leaving.id);
    if leaving.is_admin() && !others.any(|person| person.is_admin()) {
        Err(Refusal::LastAdmin)
    } else {
        Ok(())
    }
}

fn changed(before: &Person, change: &PersonChange) -> Person {
    let mut person = before.clone();
    if let Some(email) = &change.email {
        person.email = email.clone();
    }
    if let Some(name) = &change.name {
        person.name = name.clone();
    }
    if let Some(addresses) = &change.addresses {
        person.addresses.clone_from(addresses);
    }
    if let Some(zone) = &change.time_zone {
        person.time_zone.clone_from(zone);
    }
    person.role = change.role.unwrap_or(person.role);
    person.active = change.active.unwrap_or(person.active);
    person.language = change.language.unwrap_or(person.language);
    person
}

/// Sets a password and ends all other sessions of the person, with USER MODIFY.
pub fn set_password(
    directory: &Directory,
    plan: &mut Plan,
    id: UserId,
    password: &PasswordHash,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let before = directory.person(id).ok_or(Refusal::Missing(Noun::User))?;
    close_all(directory, plan, id, stamp);
    let after = Person {
        password: Some(password.clone()),
        ..(**before).clone()
    };
    put(directory, plan, Some(before), after, stamp);
    Ok(())
}

fn close_all(directory: &Directory, plan: &mut Plan, id: UserId, stamp: &Stamp) {
    for session in directory.sessions().filter(|session| session.person == id) {
        super::close_session(directory, plan, &session.secret, stamp);
    }
}

fn put(
    directory: &Directory,
    plan: &mut Plan,
    before: Option<&Arc<Person>>,
    person: Person,
    stamp: &Stamp,
) -> Person {
    let action = if before.is_some() {
        Action::Modify
    } else {
        Action::Add
    };
    let draft = draft(directory, action, &person, stamp)
        .change(before.map(|before| shown(before)), Some(shown(&person)));
    plan.event(draft);
    plan.put(Delta::Person(Arc::new(person.clone())));
    person
}

fn draft(directory: &Directory, action: Action, person: &Person, stamp: &Stamp) -> Event {
    let subject = format!("{} <{}>", person.name, person.email);
    Event::draft(stamp, ObjectType::User, action)
        .object(person.id.0)
        .says(directory.settings().email.language, &subject)
}

/// Without its password.
fn shown(person: &Person) -> Snapshot {
    Snapshot::User(Box::new(Person {
        password: None,
        ..person.clone()
    }))
}

fn free_email(
    directory: &Directory,
    email: &EmailAddress,
    own: Option<UserId>,
) -> Result<(), Refusal> {
    match directory.person_by_email(email) {
        Some(other) if Some(other.id) != own => Err(Refusal::AddressTaken(email.clone())),
        _ => Ok(()),
    }
}

fn few_addresses(addresses: &[EmailAddress]) -> Result<(), Refusal> {
    if addresses.len() > MAX_ADDRESSES {
        Err(Refusal::TooMany("addresses"))
    } else {
        Ok(())
    }
}
