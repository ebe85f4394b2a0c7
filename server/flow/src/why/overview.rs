//! All alerts, and what stands against each.

use std::collections::BTreeMap;

use domain::{
    alert::Alert,
    directory::Directory,
    event::Reason,
    id::AlertId,
    person::Person,
    right::Level,
    wire::{AlertFlag, AlertOverview, List},
};

use crate::{Flow, access::MayAdmin, page::Page, subscription};

impl Flow {
    /// A page of all alerts, by id, each with how many of its people it reaches and why not the others.
    pub fn alerts_overview(&self, may: &MayAdmin, page: &Page<AlertId>) -> List<AlertOverview> {
        let directory = self.directory();
        let left = directory
            .alerts()
            .filter(|alert| page.goes_on_with(&alert.id));
        page.of(
            left.map(|alert| overview(&directory, alert, may)),
            |overview| overview.alert.id.to_string(),
        )
    }
}

fn overview(directory: &Directory, alert: &Alert, may: &MayAdmin) -> AlertOverview {
    let people = directory.people_of(alert.principal);
    let mut against: BTreeMap<Reason, u32> = BTreeMap::new();
    for person in &people {
        if let Some(reason) = stands_against(directory, alert, person) {
            *against.entry(reason).or_default() += 1;
        }
    }
    let people = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let lost: u32 = against.values().sum();
    AlertOverview {
        alert: subscription::shown(directory, may.viewer(), alert),
        people,
        reached: people.saturating_sub(lost),
        folder_restricted: directory
            .folder(alert.folder)
            .is_some_and(|folder| folder.restricted),
        flags: against
            .into_iter()
            .map(|(reason, people)| AlertFlag { reason, people })
            .collect(),
    }
}

/// The first thing that keeps an alert from a person, in the order of the check before a mail leaves.
fn stands_against(directory: &Directory, alert: &Alert, person: &Person) -> Option<Reason> {
    let addresses = person.all_addresses();
    let suspended =
        |address: &&domain::address::EmailAddress| directory.check_address(address).is_err();
    match () {
        () if alert.opted_out.contains(&person.id) => Some(Reason::Unsubscribed),
        () if !person.active => Some(Reason::UserDisabled),
        () if !directory.is_there(alert.folder) => Some(Reason::FolderDeleted),
        () if directory.level(person, alert.folder) < Some(Level::Read) => {
            Some(Reason::NoReadRight)
        }
        () if addresses.is_empty() => Some(Reason::NoAddress),
        () if addresses.iter().all(suspended) => Some(Reason::AddressSuspended),
        () => None,
    }
}
