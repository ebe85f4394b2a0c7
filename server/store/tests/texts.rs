//! The index of what messages of tickets say: sealed, read again, made again where it is damaged.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{fmt::Write as _, fs, path::Path};

use domain::{
    change::{NewInbox, add_inbox},
    event::Stamp,
    id::{EventId, TicketId, TicketMessageId},
    inbox::Inbox,
    received::{Attribution, MessageClass},
    ticket::{
        Correspondent, MAX_TEXT, MessageDirection, Ticket, TicketMessage, TicketPriority,
        TicketStatus,
    },
    time::Timestamp,
};
use flow::port::{Archive as _, RegistryExt as _, TicketFilter, Tickets as _};
use store::{Options, RedbStore};

/// So many full texts are more than stays in memory.
const MANY: usize = 640;

fn open(place: &Path) -> RedbStore {
    RedbStore::open(Options::file(place.join("store.redb"))).unwrap()
}

async fn inbox(store: &RedbStore) -> Inbox {
    let new = NewInbox {
        name: "Support".into(),
        external_addresses: Vec::new(),
        domain: "desk.example.org".to_owned(),
    };
    let stamp = Stamp::system(Timestamp::from_ms(1));
    let add = move |d: &_, plan: &mut _| add_inbox(d, plan, &new, &stamp);
    store.change("adding an inbox", add).await.unwrap()
}

async fn open_ticket(store: &RedbStore, inbox: &Inbox, number: usize) {
    let zoe = Correspondent {
        email: "zoe@customer.example".parse().unwrap(),
        name: String::new(),
    };
    let at = Timestamp::from_ms(1 + number as u64);
    let ticket = Ticket {
        id: TicketId(0),
        inbox: inbox.id,
        subject: format!("Question {number}"),
        status: TicketStatus::Open,
        priority: TicketPriority::Normal,
        assignee: None,
        tags: Vec::new(),
        customer: zoe.clone(),
        participants: vec![zoe],
        created_at: at,
        updated_at: at,
        messages: 0,
        last_message: None,
        acknowledged: true,
        reopened: Vec::new(),
        trace: EventId(0),
    };
    let mut text = format!("needle{number}. ");
    while text.len() < MAX_TEXT - 20 {
        let hay = text.len() + number;
        write!(text, "hay{hay} ").unwrap();
    }
    let note = TicketMessage {
        id: TicketMessageId(0),
        ticket: TicketId(0),
        at,
        direction: MessageDirection::Note,
        author: None,
        from: None,
        to: Vec::new(),
        cc: Vec::new(),
        subject: String::new(),
        text,
        quoted_from: None,
        html: None,
        message_id: None,
        references: Vec::new(),
        attachments: Vec::new(),
        delivery: None,
        attribution: Attribution::default(),
        received: None,
        class: MessageClass::Normal,
        remarks: Vec::new(),
    };
    let opened = store.open_ticket(ticket, note, Stamp::system(at)).await;
    opened.unwrap();
}

/// The subjects of the tickets with this word.
async fn found(store: &RedbStore, word: &str) -> Vec<String> {
    let words = vec![word.to_owned()];
    let all = TicketFilter::default();
    let found = store.search_tickets(all, words, None, 10).await.unwrap();
    found
        .into_iter()
        .map(|(ticket, _)| ticket.subject)
        .collect()
}

fn segments(place: &Path) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(place.join("messages")).unwrap();
    files.map(|file| file.unwrap().path()).collect()
}

#[tokio::test]
async fn what_was_said_is_found_in_memory_sealed_opened_again_and_after_damage() {
    let place = tempfile::tempdir().unwrap();
    let store = open(place.path());
    let inbox = inbox(&store).await;
    for number in 0..MANY {
        open_ticket(&store, &inbox, number).await;
    }
    assert_eq!(found(&store, "needle7").await.len(), 10, "70 to 79 too");
    assert_eq!(found(&store, "needle639").await, ["Question 639"]);
    assert_eq!(segments(place.path()).len(), 0);

    while store.seal_events().await.unwrap() {}
    assert_eq!(segments(place.path()).len(), 1, "too much for memory");
    open_ticket(&store, &inbox, MANY).await;
    for (word, subject) in [("needle3.", "Question 3"), ("needle640.", "Question 640")] {
        assert_eq!(found(&store, word).await, [subject]);
    }
    store.close().await.unwrap();
    drop(store);

    let store = open(place.path());
    assert_eq!(found(&store, "needle639").await, ["Question 639"]);
    assert_eq!(found(&store, "needle640").await, ["Question 640"]);
    store.close().await.unwrap();
    drop(store);

    let segment = segments(place.path()).remove(0);
    let mut bytes = fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0);
    fs::write(&segment, bytes).unwrap();
    let store = open(place.path());
    assert_eq!(found(&store, "needle639").await, ["Question 639"]);
    assert_eq!(found(&store, "needle123").await, ["Question 123"]);
    store.close().await.unwrap();
    drop(store);

    fs::remove_file(&segment).unwrap();
    let store = open(place.path());
    assert_eq!(
        found(&store, "needle123").await,
        ["Question 123"],
        "made again"
    );
}
