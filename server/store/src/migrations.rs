//! How the file gets its shape: named steps, each one transaction, each run once.

use domain::{
    id::{TicketId, TicketMessageId},
    ticket::Ticket,
};
use redb::{
    Database, ReadableDatabase as _, ReadableTable as _, ReadableTableMetadata as _, TableError,
    WriteTransaction,
};

use crate::{
    batch::Definition,
    desk::TicketHead,
    key::{Key as _, whole},
    open::OpenError,
    tables::{
        LOOSE_MESSAGES, MAIL_ALERTS, MESSAGE_SEGMENTS, NAMES, SCHEMA, SEARCHES, SEGMENTS,
        TICKET_MESSAGES, TICKETS, TICKETS_CHANGED, decode_row, encode_row,
    },
};

type Step = fn(&WriteTransaction) -> Result<(), redb::Error>;

/// In order; the shape of a file is how many of them have run. Never edited, only added to.
const STEPS: &[(&str, Step)] = &[
    ("the tables of the first release", all_tables),
    ("saved searches", saved_searches),
    ("sealed segments of the journal", sealed_segments),
    ("the alerts of mails for many", mail_alerts),
    ("the support desk", all_tables),
    ("lists and words of tickets", listed_tickets),
    (
        "tests of forwarding, and what administrators were told",
        all_tables,
    ),
];

/// The newest shape.
pub(crate) const KNOWN: u32 = {
    assert!(STEPS.len() < 1000);
    #[allow(clippy::cast_possible_truncation, reason = "a handful of steps")]
    {
        STEPS.len() as u32
    }
};

/// Brings the file to the newest shape.
pub(crate) fn run(database: &Database) -> Result<(), OpenError> {
    let found = shape(database)?;
    if found > KNOWN {
        return Err(OpenError::TooNew {
            found,
            known: KNOWN,
        });
    }
    for (number, (name, step)) in (1..=KNOWN).zip(STEPS).filter(|(number, _)| *number > found) {
        migrate(database, number, *step).map_err(|source| OpenError::Migration { name, source })?;
        tracing::info!(name, number, "store migrated");
    }
    Ok(())
}

/// The shape of the file; 0 only where there is nothing at all. A failed read is never taken for "new".
fn shape(database: &Database) -> Result<u32, OpenError> {
    let doing = "reading the shape of the store";
    let transaction = database.begin_read().map_err(OpenError::engine(doing))?;
    match transaction.open_table(Definition::new(SCHEMA.name())) {
        Ok(table) => {
            let row = table
                .get(().bytes().as_slice())
                .map_err(OpenError::engine(doing))?
                .ok_or(OpenError::Foreign)?;
            decode_row(row.value(), doing).map_err(OpenError::Rows)
        }
        Err(TableError::TableDoesNotExist(_)) => {
            let mut tables = transaction
                .list_tables()
                .map_err(OpenError::engine(doing))?;
            if tables.next().is_some() {
                Err(OpenError::Foreign)
            } else {
                Ok(0)
            }
        }
        Err(error) => Err(OpenError::engine(doing)(error)),
    }
}

fn migrate(database: &Database, number: u32, step: Step) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    step(&transaction)?;
    {
        let mut schema = transaction.open_table(Definition::new(SCHEMA.name()))?;
        let row = encode_row(&number).map_err(unreadable)?;
        schema.insert(().bytes().as_slice(), row.as_ref())?;
    }
    Ok(transaction.commit()?)
}

fn all_tables(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    for name in NAMES {
        transaction.open_table(Definition::new(name))?;
    }
    Ok(())
}

fn saved_searches(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(Definition::new(SEARCHES.name()))?;
    Ok(())
}

/// Links are in the segments, and in the engine for events that are in none.
fn sealed_segments(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(Definition::new(SEGMENTS.name()))?;
    transaction.delete_table(Definition::new("event_links/v1"))?;
    Ok(())
}

fn mail_alerts(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(Definition::new(MAIL_ALERTS.name()))?;
    Ok(())
}

/// Every ticket gets its place in the lists, every message its place among those whose words are in no segment.
fn listed_tickets(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    all_tables(transaction)?;
    transaction.delete_table(Definition::new("tickets_changed/v1"))?;
    let tickets = transaction.open_table(Definition::new(TICKETS.name()))?;
    let mut changed = transaction.open_table(Definition::new(TICKETS_CHANGED.name()))?;
    for entry in tickets.range::<&[u8]>(..)? {
        let ticket: Ticket = decode_row(entry?.1.value(), LISTING).map_err(unreadable)?;
        let key = (ticket.updated_at, ticket.id).bytes();
        let head = encode_row(&TicketHead::of(&ticket)).map_err(unreadable)?;
        changed.insert(key.as_slice(), head.as_ref())?;
    }
    let segments = transaction.open_table(Definition::new(MESSAGE_SEGMENTS.name()))?;
    if !segments.is_empty()? {
        return Ok(()); // Written by a program that kept both.
    }
    let messages = transaction.open_table(Definition::new(TICKET_MESSAGES.name()))?;
    let mut loose = transaction.open_table(Definition::new(LOOSE_MESSAGES.name()))?;
    for entry in messages.range::<&[u8]>(..)? {
        let (ticket, message): (TicketId, TicketMessageId) = whole(entry?.0.value())
            .ok_or_else(|| redb::Error::Corrupted("key of a ticket's message".to_owned()))?;
        let row = encode_row(&ticket).map_err(unreadable)?;
        loose.insert(message.bytes().as_slice(), row.as_ref())?;
    }
    Ok(())
}

const LISTING: &str = "listing the tickets of before";

fn unreadable(error: impl std::fmt::Display) -> redb::Error {
    redb::Error::Corrupted(error.to_string())
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{EventId, InboxId},
        ticket::{Correspondent, TicketPriority, TicketStatus},
        time::Timestamp,
    };
    use redb::backends::InMemoryBackend;

    use super::*;
    use crate::tables::{FORWARDING, WATCHED};

    fn database() -> Database {
        Database::builder()
            .create_with_backend(InMemoryBackend::new())
            .unwrap()
    }

    #[test]
    fn a_new_file_gets_every_table_and_migrating_again_changes_nothing() {
        let database = database();
        run(&database).unwrap();
        run(&database).unwrap();
        assert_eq!(shape(&database).unwrap(), KNOWN);
        assert_eq!(
            database
                .begin_read()
                .unwrap()
                .list_tables()
                .unwrap()
                .count(),
            NAMES.len()
        );
    }

    #[test]
    fn tickets_of_before_get_their_place_in_lists_and_searches() {
        let database = database();
        let transaction = database.begin_write().unwrap();
        all_tables(&transaction).unwrap();
        transaction
            .open_table(Definition::new("tickets_changed/v1"))
            .unwrap();
        transaction.commit().unwrap();
        migrate(&database, 5, |transaction| {
            let mut tickets = transaction.open_table(Definition::new(TICKETS.name()))?;
            let row = encode_row(&ticket()).map_err(unreadable)?;
            tickets.insert(TicketId(3).bytes().as_slice(), row.as_ref())?;
            let mut messages = transaction.open_table(Definition::new(TICKET_MESSAGES.name()))?;
            let key = (TicketId(3), TicketMessageId(8)).bytes();
            messages.insert(key.as_slice(), b"".as_slice())?;
            Ok(())
        })
        .unwrap();
        run(&database).unwrap();
        let transaction = database.begin_read().unwrap();
        let keys = |name| -> Vec<Vec<u8>> {
            let table = transaction.open_table(Definition::new(name)).unwrap();
            let rows = table.range::<&[u8]>(..).unwrap();
            rows.map(|row| row.unwrap().0.value().to_vec()).collect()
        };
        let place = (ticket().updated_at, TicketId(3)).bytes();
        assert_eq!(keys(TICKETS_CHANGED.name()), [place]);
        assert_eq!(keys(LOOSE_MESSAGES.name()), [TicketMessageId(8).bytes()]);
        let gone = transaction.open_table(Definition::new("tickets_changed/v1"));
        assert!(matches!(gone, Err(TableError::TableDoesNotExist(_))));
    }

    #[test]
    fn a_file_of_the_sixth_shape_gets_the_tables_that_came_later() {
        let database = database();
        let transaction = database.begin_write().unwrap();
        all_tables(&transaction).unwrap();
        for later in [FORWARDING.name(), WATCHED.name()] {
            transaction.delete_table(Definition::new(later)).unwrap();
        }
        transaction.commit().unwrap();
        migrate(&database, 6, |_| Ok(())).unwrap();
        run(&database).unwrap();
        let transaction = database.begin_read().unwrap();
        assert_eq!(transaction.list_tables().unwrap().count(), NAMES.len());
    }

    fn ticket() -> Ticket {
        let at = Timestamp::from_ms(7);
        Ticket {
            id: TicketId(3),
            inbox: InboxId(1),
            subject: "Printer".to_owned(),
            status: TicketStatus::Open,
            priority: TicketPriority::Normal,
            assignee: None,
            tags: Vec::new(),
            customer: Correspondent {
                email: "zoe@example.org".parse().unwrap(),
                name: String::new(),
            },
            participants: Vec::new(),
            created_at: at,
            updated_at: at,
            messages: 1,
            last_message: Some(TicketMessageId(8)),
            acknowledged: false,
            reopened: Vec::new(),
            trace: EventId(5),
        }
    }

    #[test]
    fn a_file_of_a_newer_program_is_refused() {
        let database = database();
        run(&database).unwrap();
        migrate(&database, KNOWN + 1, |_| Ok(())).unwrap();
        assert!(
            matches!(run(&database), Err(OpenError::TooNew { found, known: KNOWN }) if found == KNOWN + 1)
        );
    }

    #[test]
    fn a_database_of_something_else_is_refused() {
        let database = database();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(Definition::new("theirs")).unwrap();
        transaction.commit().unwrap();
        assert!(matches!(run(&database), Err(OpenError::Foreign)));
    }
}
