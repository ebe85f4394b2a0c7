//! Lines of the corpus as events of an installation.

use domain::{
    address::EmailAddress,
    event::{Actor, Event, Stamp, Via},
    id::{FolderId, UserId},
    time::Timestamp,
};

use crate::corpus::Line;

/// Folders of the installation, for the rights of members.
pub(crate) const FOLDERS: u64 = 10_000;
/// Actors of the generator that are people of the installation.
pub(crate) const PEOPLE: u64 = 1_000;

/// An event as an import would make it; its text is that of the peers.
pub(crate) fn draft(line: &Line) -> Event {
    let stamp = Stamp {
        at: Timestamp::from_ms(line.ts),
        actor: actor(&line.actor),
        ip: None,
        via: Via::Cli,
    };
    let mut event = Event::draft(&stamp, line.object_type, line.action);
    event.summary.clone_from(&line.subject);
    event.folder_id = line.folder().map(folder_id);
    event
}

/// `anna.smith23@example.org` is person 23, if there are so many; else a stranger.
fn actor(text: &str) -> Actor {
    let email: EmailAddress = text.parse().unwrap();
    let number = email
        .local_part()
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .parse::<u64>();
    match number {
        Ok(number) if number < PEOPLE => Actor::Person {
            id: UserId(number + 1),
            name: "".into(),
            email,
        },
        _ => Actor::Stranger(email),
    }
}

/// FNV-1a: the same folder for the same path.
fn folder_id(path: &str) -> FolderId {
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    FolderId(hash % FOLDERS + 1)
}
