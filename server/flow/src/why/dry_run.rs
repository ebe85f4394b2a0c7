//! Who would be mailed if a file were added now, when, and who not and why.

use domain::{
    alert::Alert,
    check::Checked,
    directory::Directory,
    event::{Action, Actor, Reason},
    file::{Blob, BlobKey, BlobPlace, File, Version},
    id::{EventId, FileId, FolderId, NoticeId, VersionId},
    notice::Notice,
    person::Person,
    text::EntryName,
    time::Timestamp,
    wire::{DryRun, DryRunPerson, Words},
};

use super::sentence::because;
use crate::{Flow, FlowError, access::MayManage, files::name_of};

impl Flow {
    /// What a file that somebody else added to the folder now would lead to.
    pub fn dry_run(&self, may: &MayManage) -> Result<DryRun, FlowError> {
        let (directory, now) = (self.directory(), self.now());
        let file = would_be(*may.folder(), now)?;
        let mut people = Vec::new();
        for alert in directory.alerts_reaching(file.folder) {
            for person in directory.people_of(alert.principal) {
                people.push(told(&directory, alert, person, (&file, now)));
            }
        }
        Ok(DryRun { people })
    }
}

fn told(
    directory: &Directory,
    alert: &Alert,
    person: &Person,
    (file, now): (&File, Timestamp),
) -> DryRunPerson {
    let checked = directory.check_line(Checked {
        alert: alert.id,
        person: person.id,
        event: EventId(u64::MAX),
        action: Action::Add,
        actor: &Actor::System,
        file: Some(file),
    });
    let addresses = person.all_addresses();
    let all = addresses.len();
    let healthy: Vec<_> = addresses
        .into_iter()
        .filter(|address| directory.check_address(address).is_ok())
        .cloned()
        .collect();
    let suspended = (healthy.len() < all).then_some(Reason::AddressSuspended);
    let mailed = checked.is_ok() && alert.on.includes(Action::Add) && !healthy.is_empty();
    let reason = checked.err().or(suspended);
    let (earliest, latest) = leaves(directory, alert, person, now);
    DryRunPerson {
        user: person.id,
        name: name_of(directory, Some(person.id)).unwrap_or_default(),
        alert: alert.id,
        mailed,
        addresses: if mailed { healthy } else { Vec::new() },
        reason,
        earliest,
        latest,
        sentence: sentence(mailed, reason),
    }
}

/// When a mail about `now` leaves, if nothing else happens and however much does.
fn leaves(
    directory: &Directory,
    alert: &Alert,
    person: &Person,
    now: Timestamp,
) -> (Timestamp, Timestamp) {
    let notice = |last| Notice {
        id: NoticeId(0),
        alert: alert.id,
        folder: alert.folder,
        trace: EventId(0),
        first_at: now,
        last_at: last,
        due: directory.notice_due(alert, now, last),
        hastened: false,
        lines: 1,
    };
    let leaves = |last| directory.mail_due(&notice(last), person);
    (leaves(now), leaves(Timestamp::MAX))
}

fn sentence(mailed: bool, reason: Option<Reason>) -> Words {
    let why = reason.map(because).unwrap_or_default();
    let (fr, en) = match (mailed, reason) {
        (true, None) => (
            "Un mail partirait.".to_owned(),
            "A mail would leave.".to_owned(),
        ),
        (true, Some(_)) => (
            format!(
                "Un mail partirait, mais pas à toutes les adresses : {}.",
                why.fr
            ),
            format!("A mail would leave, but not to every address: {}.", why.en),
        ),
        (false, Some(_)) => (
            format!("Aucun mail : {}.", why.fr),
            format!("No mail: {}.", why.en),
        ),
        (false, None) => (
            "Aucun mail : l’alerte ne porte que sur les nouvelles versions.".to_owned(),
            "No mail: the alert is about new versions only.".to_owned(),
        ),
    };
    Words { fr, en }
}

/// A file that is nowhere, for the check that every line goes through.
fn would_be(folder: FolderId, now: Timestamp) -> Result<File, FlowError> {
    let name: EntryName = "file".parse().map_err(domain::refusal::Refusal::BadName)?;
    let blob = Blob {
        key: BlobKey([0; 16]),
        size: 0,
        sha256: [0; 32],
        place: BlobPlace::Row,
    };
    Ok(File {
        id: FileId(0),
        folder,
        name,
        current: Version {
            id: VersionId(0),
            number: 1,
            at: now,
            by: None,
            blob,
        },
        created_at: now,
        trashed: None,
    })
}
