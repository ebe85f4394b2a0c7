//! Changes of groups and forwards.

use std::sync::Arc;

use super::{Delta, Plan};
use crate::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    id::{RedirectId, UserId},
    redirect::{Redirect, RedirectKind},
    refusal::{Noun, Refusal},
    text::{BadName, HeaderText},
};

/// The most members of a group.
const MAX_MEMBERS: usize = 5_000;

/// What to change of a group or forward; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct RedirectChange {
    /// The name.
    pub name: Option<HeaderText>,
    /// The address.
    pub address: Option<EmailAddress>,
    /// All people.
    pub people: Option<Vec<UserId>>,
    /// All other addresses.
    pub addresses: Option<Vec<EmailAddress>>,
    /// Who may write.
    pub inside_only: Option<bool>,
    /// A ticket too.
    pub deliver_to_both: Option<bool>,
    /// The most recipients.
    pub max_recipients: Option<Option<u32>>,
    /// On or off.
    pub active: Option<bool>,
}

/// Adds a group or forward, with SETTING ADD.
pub fn add_redirect(
    directory: &Directory,
    plan: &mut Plan,
    (kind, address): (RedirectKind, &EmailAddress),
    change: &RedirectChange,
    stamp: &Stamp,
) -> Result<Redirect, Refusal> {
    let blank = Redirect {
        id: plan.give(|c| &mut c.redirect),
        kind,
        name: HeaderText::default(),
        address: address.clone(),
        people: Vec::new(),
        addresses: Vec::new(),
        inside_only: false,
        deliver_to_both: false,
        max_recipients: None,
        active: true,
        created_at: stamp.at,
    };
    let redirect = changed(directory, blank, change)?;
    put(directory, plan, None, &redirect, stamp);
    Ok(redirect)
}

/// Changes a group or forward, with SETTING MODIFY.
pub fn change_redirect(
    directory: &Directory,
    plan: &mut Plan,
    (kind, id): (RedirectKind, RedirectId),
    change: &RedirectChange,
    stamp: &Stamp,
) -> Result<Redirect, Refusal> {
    let before = known(directory, kind, id)?;
    let after = changed(directory, (**before).clone(), change)?;
    if after != **before {
        put(directory, plan, Some(before), &after, stamp);
    }
    Ok(after)
}

/// Removes a group or forward, with SETTING DELETE.
pub fn remove_redirect(
    directory: &Directory,
    plan: &mut Plan,
    (kind, id): (RedirectKind, RedirectId),
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let before = known(directory, kind, id)?;
    plan.event(draft(directory, before, Action::Delete, stamp).change(Some(named(before)), None));
    plan.put(Delta::RedirectGone(id));
    Ok(())
}

fn known(
    directory: &Directory,
    kind: RedirectKind,
    id: RedirectId,
) -> Result<&Arc<Redirect>, Refusal> {
    let noun = match kind {
        RedirectKind::Group => Noun::MailGroup,
        RedirectKind::Forward => Noun::Forward,
    };
    let found = directory.redirect(id);
    found
        .filter(|redirect| redirect.kind == kind)
        .ok_or(Refusal::Missing(noun))
}

fn changed(
    directory: &Directory,
    mut redirect: Redirect,
    change: &RedirectChange,
) -> Result<Redirect, Refusal> {
    if let Some(name) = &change.name {
        redirect.name = name.clone();
    }
    if let Some(address) = &change.address {
        redirect.address = address.clone();
    }
    if let Some(people) = &change.people {
        redirect.people.clone_from(people);
        redirect.people.sort_unstable();
        redirect.people.dedup();
    }
    if let Some(addresses) = &change.addresses {
        redirect.addresses = once_each(addresses);
    }
    redirect.inside_only = change.inside_only.unwrap_or(redirect.inside_only);
    redirect.deliver_to_both = change.deliver_to_both.unwrap_or(redirect.deliver_to_both);
    redirect.max_recipients = change.max_recipients.unwrap_or(redirect.max_recipients);
    redirect.active = change.active.unwrap_or(redirect.active);
    check(directory, &redirect)?;
    Ok(redirect)
}

fn check(directory: &Directory, redirect: &Redirect) -> Result<(), Refusal> {
    let group = redirect.kind == RedirectKind::Group;
    if group && redirect.name.is_empty() {
        return Err(BadName::Empty.into());
    }
    if redirect.max_recipients == Some(0) {
        return Err(Refusal::BadField("max_recipients"));
    }
    if redirect.people.len() + redirect.addresses.len() > MAX_MEMBERS {
        return Err(Refusal::TooMany(if group { "members" } else { "to" }));
    }
    let known = |id: &UserId| directory.person(*id).is_some();
    if !redirect.people.iter().all(known) {
        return Err(Refusal::Missing(Noun::User));
    }
    if !group && redirect.addresses.is_empty() && redirect.people.is_empty() {
        return Err(Refusal::BadField("to"));
    }
    let own = redirect.address.key();
    if redirect.addresses.iter().any(|to| to.key() == own) {
        return Err(Refusal::IntoItself);
    }
    let mut others = directory
        .redirects()
        .filter(|other| other.id != redirect.id);
    let taken = others.any(|other| other.address.key() == own)
        || group && directory.inbox_of(&redirect.address).is_some();
    if taken {
        return Err(Refusal::InboxAddressTaken(redirect.address.clone()));
    }
    Ok(())
}

fn once_each(addresses: &[EmailAddress]) -> Vec<EmailAddress> {
    let mut seen = std::collections::BTreeSet::new();
    let mut once = addresses.to_vec();
    once.retain(|address| seen.insert(address.key()));
    once
}

fn put(
    directory: &Directory,
    plan: &mut Plan,
    before: Option<&Arc<Redirect>>,
    redirect: &Redirect,
    stamp: &Stamp,
) {
    let action = if before.is_some() {
        Action::Modify
    } else {
        Action::Add
    };
    let draft = draft(directory, redirect, action, stamp)
        .change(before.map(|before| named(before)), Some(named(redirect)));
    plan.event(draft);
    plan.put(Delta::Redirect(Arc::new(redirect.clone())));
}

fn draft(directory: &Directory, redirect: &Redirect, action: Action, stamp: &Stamp) -> Event {
    let language = directory.settings().email.language;
    let what = match redirect.kind {
        RedirectKind::Group => language.pick("groupe de mail", "mail group"),
        RedirectKind::Forward => language.pick("transfert", "forward"),
    };
    Event::draft(stamp, ObjectType::Setting, action)
        .object(redirect.id.0)
        .says(language, &format!("{what} {}", redirect.address))
}

/// What is compared before and after: name, address, and whom it goes to.
fn named(redirect: &Redirect) -> Snapshot {
    let to: Vec<&str> = redirect
        .addresses
        .iter()
        .map(EmailAddress::as_str)
        .collect();
    let people: Vec<String> = redirect
        .people
        .iter()
        .map(|id| format!("user:{id}"))
        .collect();
    let switches = [
        (!redirect.active, "off"),
        (redirect.inside_only, "inside only"),
        (redirect.deliver_to_both, "deliver to both"),
    ];
    let switches: Vec<&str> = switches
        .into_iter()
        .filter_map(|(on, word)| on.then_some(word))
        .collect();
    let text = format!(
        "{} <{}> → {} {} {}",
        redirect.name,
        redirect.address,
        people.join(", "),
        to.join(", "),
        switches.join(", ")
    );
    Snapshot::Name(text.chars().take(4_000).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn add(
        directory: &mut Directory,
        kind: RedirectKind,
        address: &str,
        to: &[&str],
    ) -> Result<Redirect, Refusal> {
        let mut plan = Plan::default();
        for _ in directory.redirects() {
            let _: RedirectId = plan.give(|c| &mut c.redirect);
        }
        let change = RedirectChange {
            name: Some("Team".into()),
            addresses: Some(to.iter().map(|to| to.parse().unwrap()).collect()),
            ..RedirectChange::default()
        };
        let stamp = Stamp::system(Timestamp::from_ms(1));
        let at = (kind, &address.parse().unwrap());
        let made = add_redirect(directory, &mut plan, at, &change, &stamp)?;
        plan.deltas()
            .iter()
            .for_each(|delta| directory.apply(delta));
        Ok(made)
    }

    #[test]
    fn mail_to_an_address_goes_one_way_and_not_to_itself() {
        let mut directory = Directory::default();
        let group = RedirectKind::Group;
        let made = add(
            &mut directory,
            group,
            "team@example.org",
            &["a@b.org", "A@b.org"],
        );
        assert_eq!(made.unwrap().addresses.len(), 1, "each once");
        assert!(matches!(
            add(&mut directory, group, "Team@example.org", &["a@b.org"]),
            Err(Refusal::InboxAddressTaken(_))
        ));
        let forward = RedirectKind::Forward;
        assert_eq!(
            add(&mut directory, forward, "x@example.org", &["X@example.org"]),
            Err(Refusal::IntoItself)
        );
        assert_eq!(
            add(&mut directory, forward, "x@example.org", &[]),
            Err(Refusal::BadField("to"))
        );
        let tagged = "team+2@example.org".parse().unwrap();
        assert!(directory.redirect_of(&tagged).is_some());
    }
}
