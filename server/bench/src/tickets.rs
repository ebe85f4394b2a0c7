//! Lists and searches of 100,000 tickets with a million messages, asked over the API.

use std::{path::Path, sync::Arc};

use domain::{
    change::{self, NewInbox},
    event::Stamp,
    id::{EventId, InboxId, TicketId, TicketMessageId},
    received::{Attribution, MessageClass},
    ticket::{
        Correspondent, MessageDirection, Ticket, TicketMessage, TicketPriority, TicketStatus,
    },
    time::Timestamp,
};
use flow::port::{Archive as _, RegistryExt as _, Saying, Tickets as _};
use futures::{StreamExt as _, stream};
use serde_json::json;
use store::{Options, RedbStore};

use crate::{
    api::Api,
    process::{create_admin, free_address, ready, serve},
    report::Report,
    stopwatch::{percentile, timed},
};

const ADMIN: &str = "bench@example.org";
const PASSWORD: &str = "a long enough password";

const TICKETS: u64 = 100_000;
const MESSAGES_EACH: u64 = 10;

/// Words that texts are made of, the common ones first.
const WORDS: [&str; 24] = [
    "bonjour",
    "merci",
    "facture",
    "compte",
    "commande",
    "livraison",
    "colis",
    "question",
    "imprimante",
    "erreur",
    "retour",
    "adresse",
    "paiement",
    "devis",
    "contrat",
    "délai",
    "dossier",
    "rendez-vous",
    "document",
    "signature",
    "mairie",
    "permis",
    "chantier",
    "toiture",
];

pub(crate) async fn measure(binary: &Path, report: &mut Report) {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    create_admin(binary, &data, ADMIN, PASSWORD);
    let store = Arc::new(RedbStore::open(Options::file(data.join("colombier.redb"))).unwrap());
    let (taken, ()) = timed(fill(&store)).await;
    report.line(
        "100,000 tickets, 1,000,000 messages written in",
        format!("{:.0} s", taken.as_secs_f64()),
        "",
    );
    store.close().await.unwrap();
    drop(store);
    let address = free_address();
    let (taken, _process) = timed(async {
        let process = serve(binary, &data, address);
        ready(address).await;
        process
    })
    .await;
    report.line(
        "… start with them, to /readyz",
        format!("{:.0} ms", taken.as_secs_f64() * 1_000.0),
        "",
    );
    let sign_in = json!({ "email": ADMIN, "password": PASSWORD });
    let answer = Api::anonymous(address)
        .send_json("POST", "/session", sign_in)
        .await;
    let api = Api::with_cookie(address, answer.cookie().expect("a session cookie"));
    ask(&api, report).await;
}

async fn ask(api: &Api, report: &mut Report) {
    for (what, path) in [
        ("all", "/tickets?limit=50"),
        (
            "closed of nobody",
            "/tickets?limit=50&status=closed&assignee=none",
        ),
        (
            "held, of which there are none",
            "/tickets?limit=50&status=held",
        ),
        ("a common word", "/tickets?limit=50&q=facture"),
        ("two words", "/tickets?limit=50&q=toiture%20permis"),
        (
            "an address",
            "/tickets?limit=50&q=customer77777%40example.org",
        ),
        ("one number", "/tickets?limit=50&q=n777777"),
        ("an absent word", "/tickets?limit=50&q=xylophone"),
        (
            "a common word in open ones",
            "/tickets?limit=50&status=open&q=merci",
        ),
    ] {
        let (mut waits, mut found) = (Vec::new(), 0);
        for _ in 0..50 {
            let (taken, list) = timed(api.get(path)).await;
            waits.push(taken.as_secs_f64() * 1_000.0);
            found = list["items"].as_array().map_or(0, Vec::len);
        }
        report.line(
            &format!("tickets by API: {what} ({found}), p99"),
            format!("{:.1} ms", percentile(waits, 0.99)),
            "≤ 50 ms",
        );
    }
}

async fn fill(store: &Arc<RedbStore>) {
    let new = NewInbox {
        name: "Support".into(),
        external_addresses: Vec::new(),
        domain: "desk.example.org".to_owned(),
    };
    let add = move |d: &_, plan: &mut _| change::add_inbox(d, plan, &new, &stamp(1));
    let inbox = store.change("adding an inbox", add).await.unwrap().id;
    stream::iter(0..TICKETS)
        .for_each_concurrent(256, |number| {
            let store = Arc::clone(store);
            async move { conversation(&store, inbox, number).await }
        })
        .await;
    while store.seal_events().await.unwrap() {}
}

async fn conversation(store: &RedbStore, inbox: InboxId, number: u64) {
    let ticket = ticket(inbox, number);
    let opened = store
        .open_ticket(ticket, message(number, 0), stamp(number))
        .await
        .unwrap();
    for turn in 1..MESSAGES_EACH {
        let saying = Saying {
            ticket: opened.id,
            message: message(number, turn),
            seen: None,
            recipients: Vec::new(),
            acknowledgement: false,
            keys: domain::mac::MacKeys::new([7; 32], None),
            domain: "example.org".to_owned(),
            stamp: stamp(number + turn),
        };
        store.say(saying).await.unwrap();
    }
    if number.is_multiple_of(16) {
        let _ = store.seal_events().await.unwrap();
    }
}

fn stamp(second: u64) -> Stamp {
    Stamp::system(Timestamp::from_ms(1_700_000_000_000 + second * 1_000))
}

fn customer(number: u64) -> Correspondent {
    Correspondent {
        email: format!("customer{number}@example.org").parse().unwrap(),
        name: format!("Customer {number}"),
    }
}

fn ticket(inbox: InboxId, number: u64) -> Ticket {
    Ticket {
        id: TicketId(0),
        inbox,
        subject: format!("{} {number}", word(number, 0)),
        status: if number.is_multiple_of(4) {
            TicketStatus::Open
        } else {
            TicketStatus::Closed
        },
        priority: TicketPriority::Normal,
        assignee: None,
        tags: Vec::new(),
        customer: customer(number),
        participants: vec![customer(number)],
        created_at: stamp(number).at,
        updated_at: stamp(number).at,
        messages: 0,
        last_message: None,
        acknowledged: true,
        reopened: Vec::new(),
        trace: EventId(0),
    }
}

/// The common words come often, the last ones seldom.
fn word(number: u64, place: u64) -> &'static str {
    let mixed = (number * 31 + place).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    let (a, b) = (mixed % 24, (mixed / 24) % 24);
    WORDS[usize::try_from(a.min(b)).unwrap_or(0)]
}

fn message(number: u64, turn: u64) -> TicketMessage {
    let serial = number * MESSAGES_EACH + turn;
    let words: Vec<&str> = (0..60).map(|place| word(serial, place)).collect();
    TicketMessage {
        id: TicketMessageId(0),
        ticket: TicketId(0),
        at: stamp(serial).at,
        direction: MessageDirection::Note,
        author: None,
        from: Some(customer(number)),
        to: Vec::new(),
        cc: Vec::new(),
        subject: String::new(),
        text: format!("{} n{serial}.", words.join(" ")),
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
    }
}
