//! The check of each line, again and again until the mail leaves: may this person still be told of this file?

use crate::{
    address::EmailAddress,
    alert::Alert,
    directory::Directory,
    event::{Action, Actor, Reason},
    file::File,
    id::{AlertId, EventId, UserId},
    notice::depositor,
    person::Person,
    right::{Level, Principal},
};

/// What is checked about one line for one person.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The alert that tells of it.
    pub alert: AlertId,
    /// Whom it is told.
    pub person: UserId,
    /// The event told of.
    pub event: EventId,
    /// What was done.
    pub action: Action,
    /// Who did it.
    pub actor: &'a Actor,
    /// The file as it is now; `None`: purged.
    pub file: Option<&'a File>,
}

impl Directory {
    /// Checks in the documented order; the first failure wins: alert still on, person active, own action, folder
    /// there, file there, READ.
    ///
    /// Addresses come last and are checked for each: [`Directory::check_address`].
    pub fn check_line(&self, line: Checked<'_>) -> Result<(), Reason> {
        let alert = self.alert(line.alert).ok_or(Reason::AlertRemoved)?;
        let person = self.person(line.person).ok_or(Reason::UserDisabled)?;
        self.check_subscription(alert, person, line)?;
        if !person.active {
            return Err(Reason::UserDisabled);
        }
        if !alert.tells_own(line.action) && line.actor.person_id() == Some(person.id) {
            return Err(Reason::OwnAction);
        }
        self.check_place(alert, line.file)?;
        let folder = line.file.map_or(alert.folder, |file| file.folder);
        if self.level(person, folder) < Some(Level::Read) {
            return Err(Reason::NoReadRight);
        }
        Ok(())
    }

    /// Still meant by the alert, and was when the event happened; has not said no.
    fn check_subscription(
        &self,
        alert: &Alert,
        person: &Person,
        line: Checked<'_>,
    ) -> Result<(), Reason> {
        if alert.opted_out.contains(&person.id) {
            return Err(Reason::Unsubscribed);
        }
        let meant = match alert.principal {
            Principal::Group(id) => self
                .group(id)
                .and_then(|group| group.membership(person.id))
                .is_some_and(|member| member.since < line.event),
            principal => {
                let depositor = depositor(line.action, line.actor, line.file);
                self.is_told(person, principal, depositor)
            }
        };
        if meant {
            Ok(())
        } else {
            Err(Reason::AlertRemoved)
        }
    }

    fn check_place(&self, alert: &Alert, file: Option<&File>) -> Result<(), Reason> {
        if !self.is_there(alert.folder) {
            return Err(Reason::FolderDeleted);
        }
        let file = file
            .filter(|file| file.trashed.is_none())
            .ok_or(Reason::FileDeleted)?;
        let reached = if alert.recursive {
            self.is_within(file.folder, alert.folder)
        } else {
            file.folder == alert.folder
        };
        match (reached, self.is_there(file.folder)) {
            (_, false) => Err(Reason::FolderDeleted),
            (false, true) => Err(Reason::FileMoved),
            (true, true) => Ok(()),
        }
    }

    /// Whether mail may be sent to this address of this person.
    pub fn check_address(&self, address: &EmailAddress) -> Result<(), Reason> {
        match self.health(address) {
            Some(health) if health.suspended_since.is_some() => Err(Reason::AddressSuspended),
            _ => Ok(()),
        }
    }

    /// Why an alert cannot tell anyone now, if so: shown as broken.
    pub fn broken(&self, alert: &Alert) -> Option<Reason> {
        if !self.is_there(alert.folder) {
            return Some(Reason::FolderDeleted);
        }
        if alert.principal == Principal::Depositor {
            return None;
        }
        let people = self.people_of(alert.principal);
        let readers = || {
            people
                .iter()
                .filter(|person| self.level(person, alert.folder) >= Some(Level::Read))
        };
        let reachable = |person: &&&std::sync::Arc<Person>| {
            person
                .all_addresses()
                .iter()
                .any(|a| self.check_address(a).is_ok())
        };
        match () {
            () if !people.iter().any(|person| person.active) => Some(Reason::UserDisabled),
            () if readers().next().is_none() => Some(Reason::NoReadRight),
            () if readers().find(reachable).is_none() => Some(Reason::AddressSuspended),
            () => None,
        }
    }
}
