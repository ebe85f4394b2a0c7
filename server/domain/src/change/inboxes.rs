//! Changes of inboxes.

use std::sync::Arc;

use super::{
    Delta, Plan, check_settings,
    rights::{level_code, may_have, name, strongest_each},
};
use crate::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    fold::fold,
    id::InboxId,
    inbox::{Inbox, untagged},
    refusal::{Noun, Refusal},
    right::Right,
    settings::{Settings, SmtpSettings},
    text::{BadName, HeaderText},
};

/// The most addresses of one inbox.
const MAX_ADDRESSES: usize = 50;

/// The most rights on one inbox.
const MAX_RIGHTS: usize = 500;

/// The longest signature, in bytes.
const MAX_SIGNATURE: usize = 4_000;

/// An inbox to add.
#[derive(Clone, Debug)]
pub struct NewInbox {
    /// Its name.
    pub name: HeaderText,
    /// Addresses of one's own domains.
    pub external_addresses: Vec<EmailAddress>,
    /// The domain of the generated address.
    pub domain: String,
}

/// What to change of an inbox; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct InboxChange {
    /// The name.
    pub name: Option<HeaderText>,
    /// All external addresses.
    pub external_addresses: Option<Vec<EmailAddress>>,
    /// Automatic creation of tickets.
    pub automatic_tickets: Option<bool>,
    /// Acknowledgements.
    pub acknowledge: Option<bool>,
    /// The signature.
    pub signature: Option<String>,
}

/// Adds an inbox with an address of its own, with SETTING ADD.
pub fn add_inbox(
    directory: &Directory,
    plan: &mut Plan,
    new: &NewInbox,
    stamp: &Stamp,
) -> Result<Inbox, Refusal> {
    let id = plan.give(|c| &mut c.inbox);
    free_name(directory, &new.name, id)?;
    free_addresses(directory, &new.external_addresses, id)?;
    let inbox = Inbox {
        id,
        name: new.name.clone(),
        generated_address: generated(directory, new, id)?,
        external_addresses: new.external_addresses.clone(),
        automatic_tickets: true,
        acknowledge: true,
        signature: String::new(),
        rights: Vec::new(),
        smtp: None,
        created_at: stamp.at,
    };
    put(directory, plan, None, &inbox, stamp);
    Ok(inbox)
}

/// Changes an inbox, with SETTING MODIFY. Its generated address stays: mail is forwarded to it.
pub fn change_inbox(
    directory: &Directory,
    plan: &mut Plan,
    id: InboxId,
    change: &InboxChange,
    stamp: &Stamp,
) -> Result<Inbox, Refusal> {
    let before = directory.inbox(id).ok_or(Refusal::Missing(Noun::Inbox))?;
    let mut after = (**before).clone();
    if let Some(name) = &change.name {
        free_name(directory, name, id)?;
        after.name = name.clone();
    }
    if let Some(addresses) = &change.external_addresses {
        free_addresses(directory, addresses, id)?;
        after.external_addresses.clone_from(addresses);
    }
    if let Some(signature) = &change.signature {
        if signature.len() > MAX_SIGNATURE {
            return Err(Refusal::BadField("signature"));
        }
        after.signature.clone_from(signature);
    }
    after.automatic_tickets = change.automatic_tickets.unwrap_or(after.automatic_tickets);
    after.acknowledge = change.acknowledge.unwrap_or(after.acknowledge);
    if after != **before {
        put(directory, plan, Some(before), &after, stamp);
    }
    Ok(after)
}

/// Gives an inbox a server of its own or, with a host that is empty, none, with SETTING MODIFY.
pub fn set_inbox_smtp(
    directory: &Directory,
    plan: &mut Plan,
    id: InboxId,
    merge: impl Fn(&mut Settings) -> Result<(), Refusal>,
    stamp: &Stamp,
) -> Result<Inbox, Refusal> {
    let before = directory.inbox(id).ok_or(Refusal::Missing(Noun::Inbox))?;
    let mut settings = before.settings(directory.settings());
    merge(&mut settings)?;
    check_settings(&settings)?;
    let after = Inbox {
        smtp: (!settings.smtp.host.is_empty()).then_some(settings.smtp),
        ..(**before).clone()
    };
    if after != **before {
        let shown = |inbox: &Inbox| inbox.smtp.as_ref().map(server);
        plan.event(
            draft(directory, &after, Action::Modify, stamp).change(shown(before), shown(&after)),
        );
        plan.put(Delta::Inbox(Arc::new(after.clone())));
    }
    Ok(after)
}

/// A server, without its password.
fn server(smtp: &SmtpSettings) -> Snapshot {
    let secure = String::from(smtp.secure);
    Snapshot::Name(format!(
        "smtp {} {}:{} {secure}",
        smtp.username, smtp.host, smtp.port
    ))
}

/// Removes an inbox, with SETTING DELETE. Its tickets stay, for admins; mail to its addresses is refused from now on.
pub fn remove_inbox(
    directory: &Directory,
    plan: &mut Plan,
    id: InboxId,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let inbox = directory.inbox(id).ok_or(Refusal::Missing(Noun::Inbox))?;
    plan.event(draft(directory, inbox, Action::Delete, stamp).change(Some(named(inbox)), None));
    plan.put(Delta::InboxGone(id));
    Ok(())
}

/// Replaces the rights on an inbox, with RIGHT GRANT (or REVOKE where none is left).
pub fn set_inbox_rights(
    directory: &Directory,
    plan: &mut Plan,
    id: InboxId,
    rights: &[Right],
    stamp: &Stamp,
) -> Result<Vec<Right>, Refusal> {
    let inbox = directory.inbox(id).ok_or(Refusal::Missing(Noun::Inbox))?;
    let rights = strongest_each(rights);
    if rights.len() > MAX_RIGHTS {
        return Err(Refusal::TooMany("rights"));
    }
    for right in &rights {
        may_have(directory, right.principal)?;
    }
    if rights == inbox.rights {
        return Ok(rights);
    }
    let granted = rights.iter().any(|right| !inbox.rights.contains(right));
    let action = if granted {
        Action::Grant
    } else {
        Action::Revoke
    };
    let list: Vec<String> = rights
        .iter()
        .take(20)
        .map(|right| {
            format!(
                "{} {}",
                name(directory, right.principal),
                level_code(*right)
            )
        })
        .collect();
    let says = format!("{}: {}", inbox.name.as_str(), list.join(", "));
    plan.event(
        Event::draft(stamp, ObjectType::Right, action)
            .object(id.0)
            .says(directory.settings().email.language, &says),
    );
    plan.put(Delta::Inbox(Arc::new(Inbox {
        rights: rights.clone(),
        ..(**inbox).clone()
    })));
    Ok(rights)
}

fn put(
    directory: &Directory,
    plan: &mut Plan,
    before: Option<&Arc<Inbox>>,
    inbox: &Inbox,
    stamp: &Stamp,
) {
    let action = if before.is_some() {
        Action::Modify
    } else {
        Action::Add
    };
    let draft = draft(directory, inbox, action, stamp)
        .change(before.map(|before| named(before)), Some(named(inbox)));
    plan.event(draft);
    plan.put(Delta::Inbox(Arc::new(inbox.clone())));
}

fn draft(directory: &Directory, inbox: &Inbox, action: Action, stamp: &Stamp) -> Event {
    let language = directory.settings().email.language;
    let says = format!(
        "{} {}",
        language.pick("boîte", "inbox"),
        inbox.name.as_str()
    );
    Event::draft(stamp, ObjectType::Setting, action)
        .object(inbox.id.0)
        .says(language, &says)
}

/// Name and addresses: what is compared before and after.
fn named(inbox: &Inbox) -> Snapshot {
    let addresses: Vec<&str> = inbox.addresses().map(EmailAddress::as_str).collect();
    Snapshot::Name(format!(
        "{} <{}>",
        inbox.name.as_str(),
        addresses.join(", ")
    ))
}

fn free_name(directory: &Directory, name: &HeaderText, own: InboxId) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(BadName::Empty.into());
    }
    let key = fold(name.as_str());
    let taken = directory
        .inboxes()
        .any(|inbox| inbox.id != own && fold(inbox.name.as_str()) == key);
    if taken {
        Err(Refusal::NameTaken)
    } else {
        Ok(())
    }
}

/// An address belongs to one inbox.
fn free_addresses(
    directory: &Directory,
    addresses: &[EmailAddress],
    own: InboxId,
) -> Result<(), Refusal> {
    if addresses.len() > MAX_ADDRESSES {
        return Err(Refusal::TooMany("external_addresses"));
    }
    let taken = addresses.iter().find(|address| {
        directory
            .inbox_of(address)
            .is_some_and(|inbox| inbox.id != own)
    });
    match taken {
        Some(address) => Err(Refusal::InboxAddressTaken(address.clone())),
        None => Ok(()),
    }
}

/// The name in letters that every mail host takes; with the id behind it where that is taken.
fn generated(directory: &Directory, new: &NewInbox, id: InboxId) -> Result<EmailAddress, Refusal> {
    let slug: String = fold(new.name.as_str())
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let words: Vec<&str> = slug.split('-').filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("-").chars().take(40).collect();
    let slug = if slug.is_empty() {
        "inbox"
    } else {
        slug.trim_end_matches('-')
    };
    let address = |local: &str| {
        format!("{local}@{}", new.domain)
            .parse::<EmailAddress>()
            .map_err(|_| Refusal::BadField("name"))
    };
    let plain = address(slug)?;
    let mine = new
        .external_addresses
        .iter()
        .any(|external| external.key() == untagged(&plain));
    if mine || directory.inbox_of(&plain).is_some() {
        return address(&format!("{slug}-{id}"));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn add(directory: &mut Directory, name: &str, external: &[&str]) -> Result<Inbox, Refusal> {
        let mut plan = Plan::default();
        for _ in directory.inboxes() {
            let _: InboxId = plan.give(|c| &mut c.inbox);
        }
        let new = NewInbox {
            name: name.into(),
            external_addresses: external.iter().map(|a| a.parse().unwrap()).collect(),
            domain: "desk.example.org".to_owned(),
        };
        let inbox = add_inbox(
            directory,
            &mut plan,
            &new,
            &Stamp::system(Timestamp::from_ms(1)),
        )?;
        plan.deltas()
            .iter()
            .for_each(|delta| directory.apply(delta));
        Ok(inbox)
    }

    #[test]
    fn an_inbox_has_an_address_of_its_own_made_of_its_name() {
        let mut directory = Directory::default();
        let inbox = add(&mut directory, "Service Élèves", &["aide@ecole.example"]).unwrap();
        assert_eq!(
            inbox.generated_address.as_str(),
            "service-eleves@desk.example.org"
        );
        assert_eq!(inbox.sender().as_str(), "aide@ecole.example");
        let tagged = "Aide+x@ecole.example".parse().unwrap();
        assert_eq!(directory.inbox_of(&tagged).map(|i| i.id), Some(inbox.id));
        let other = add(&mut directory, "service-eleves", &[]).unwrap();
        assert_ne!(other.generated_address, inbox.generated_address);
    }

    #[test]
    fn an_address_belongs_to_one_inbox() {
        let mut directory = Directory::default();
        add(&mut directory, "One", &["help@example.org"]).unwrap();
        assert!(matches!(
            add(&mut directory, "Two", &["Help@example.org"]),
            Err(Refusal::InboxAddressTaken(_))
        ));
        assert_eq!(add(&mut directory, "ONE", &[]), Err(Refusal::NameTaken));
    }
}
