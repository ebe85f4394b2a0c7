//! Changes of groups.

use std::{collections::BTreeSet, sync::Arc};

use super::{Delta, Plan, rights::take_all};
use crate::{
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    fold::fold,
    id::{EventId, GroupId, UserId},
    person::{Group, Membership},
    refusal::{Noun, Refusal},
    right::Principal,
    text::{BadName, HeaderText},
};

/// The most members of one group: a row stays small.
const MAX_MEMBERS: usize = 2_000;

/// A group to add.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// Its name.
    pub name: HeaderText,
    /// Its members.
    pub members: Vec<UserId>,
}

/// What to change of a group; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct GroupChange {
    /// The name.
    pub name: Option<HeaderText>,
    /// All members.
    pub members: Option<Vec<UserId>>,
}

/// Adds a group, with GROUP ADD.
pub fn add_group(
    directory: &Directory,
    plan: &mut Plan,
    new: &NewGroup,
    stamp: &Stamp,
) -> Result<Group, Refusal> {
    let id = plan.give(|c| &mut c.group);
    free_name(directory, &new.name, id)?;
    let members = memberships(directory, &[], &new.members, plan.next_event())?;
    let group = Group {
        id,
        name: new.name.clone(),
        members,
        created_at: stamp.at,
    };
    Ok(put(directory, plan, None, group, stamp))
}

/// Changes a group, with GROUP MODIFY. Who stays keeps the time of joining; who comes is told of nothing older.
pub fn change_group(
    directory: &Directory,
    plan: &mut Plan,
    id: GroupId,
    change: &GroupChange,
    stamp: &Stamp,
) -> Result<Group, Refusal> {
    let before = directory.group(id).ok_or(Refusal::Missing(Noun::Group))?;
    let mut after = (**before).clone();
    if let Some(name) = &change.name {
        free_name(directory, name, id)?;
        after.name = name.clone();
    }
    if let Some(members) = &change.members {
        after.members = memberships(directory, &before.members, members, plan.next_event())?;
    }
    if after == **before {
        return Ok(after);
    }
    Ok(put(directory, plan, Some(before), after, stamp))
}

/// Removes a group with its rights and alerts, with GROUP DELETE and an event for each of them.
pub fn remove_group(
    directory: &Directory,
    plan: &mut Plan,
    id: GroupId,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let group = directory.group(id).ok_or(Refusal::Missing(Noun::Group))?;
    take_all(directory, plan, Principal::Group(id), stamp)?;
    let draft = Event::draft(stamp, ObjectType::Group, Action::Delete)
        .object(id.0)
        .says(directory.settings().email.language, group.name.as_str())
        .change(Some(Snapshot::Group((**group).clone())), None);
    plan.event(draft);
    plan.put(Delta::GroupGone(id));
    Ok(())
}

/// Takes a person out of all of its groups, with GROUP MODIFY each.
pub(super) fn leave_groups(directory: &Directory, plan: &mut Plan, person: UserId, stamp: &Stamp) {
    let of = |group: &&Arc<Group>| group.membership(person).is_some();
    for before in directory.groups().filter(of) {
        let mut after = (**before).clone();
        after.members.retain(|member| member.person != person);
        put(directory, plan, Some(before), after, stamp);
    }
}

fn put(
    directory: &Directory,
    plan: &mut Plan,
    before: Option<&Arc<Group>>,
    group: Group,
    stamp: &Stamp,
) -> Group {
    let action = if before.is_some() {
        Action::Modify
    } else {
        Action::Add
    };
    let draft = Event::draft(stamp, ObjectType::Group, action)
        .object(group.id.0)
        .says(directory.settings().email.language, group.name.as_str())
        .change(
            before.map(|before| Snapshot::Group((**before).clone())),
            Some(Snapshot::Group(group.clone())),
        );
    plan.event(draft);
    plan.put(Delta::Group(Arc::new(group.clone())));
    group
}

fn memberships(
    directory: &Directory,
    before: &[Membership],
    people: &[UserId],
    since: EventId,
) -> Result<Vec<Membership>, Refusal> {
    let people: BTreeSet<UserId> = people.iter().copied().collect();
    if people.len() > MAX_MEMBERS {
        return Err(Refusal::TooMany("members"));
    }
    let member = |person| {
        directory
            .person(person)
            .ok_or(Refusal::Missing(Noun::User))?;
        let known = before.iter().find(|member| member.person == person);
        Ok(known.copied().unwrap_or(Membership { person, since }))
    };
    people.into_iter().map(member).collect()
}

fn free_name(directory: &Directory, name: &HeaderText, own: GroupId) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(BadName::Empty.into());
    }
    let key = fold(name.as_str());
    let taken = directory
        .groups()
        .any(|group| group.id != own && fold(group.name.as_str()) == key);
    if taken {
        Err(Refusal::NameTaken)
    } else {
        Ok(())
    }
}
