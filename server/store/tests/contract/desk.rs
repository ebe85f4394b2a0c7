//! Messages that were received, and the tickets they become.

use domain::{
    change::{NewInbox, add_inbox},
    id::{EventId, ReceivedId, TicketId, TicketMessageId},
    inbox::Inbox,
    received::{Attribution, Envelope, MessageClass, Verdict},
    ticket::{
        Correspondent, MessageDirection, Ticket, TicketMessage, TicketPriority, TicketStatus,
    },
};
use flow::port::{
    NewReceived, RegistryExt as _, StoreError, TakenInto, Taking, TicketEdit, TicketFilter,
};

use crate::world::{World, at, conflict, stamp};

async fn inbox(world: &World, name: &str) -> Inbox {
    let new = NewInbox {
        name: name.into(),
        external_addresses: Vec::new(),
        domain: "desk.example.org".to_owned(),
    };
    let add = move |d: &_, plan: &mut _| add_inbox(d, plan, &new, &stamp(0));
    world.store.change("adding an inbox", add).await.unwrap()
}

fn zoe() -> Correspondent {
    Correspondent {
        email: "zoe@customer.example".parse().unwrap(),
        name: "Zoé".to_owned(),
    }
}

async fn keep(world: &World, inbox: &Inbox) -> ReceivedId {
    let envelope = Envelope {
        from: Some(zoe().email),
        to: vec![inbox.generated_address.clone()],
        helo: String::new(),
        peer: None,
        tls: false,
        at: at(1),
    };
    let new = NewReceived {
        envelope,
        redirect: None,
        size: 3,
        raw: Some("raw".into()),
        object: None,
    };
    world.store.keep_received(vec![new]).await.unwrap();
    let unread = world.store.unread_received(100).await.unwrap();
    unread.last().unwrap().id
}

fn ticket(inbox: &Inbox, subject: &str) -> Ticket {
    Ticket {
        id: TicketId(0),
        inbox: inbox.id,
        subject: subject.to_owned(),
        status: TicketStatus::Open,
        priority: TicketPriority::Normal,
        assignee: None,
        tags: Vec::new(),
        customer: zoe(),
        participants: vec![zoe()],
        created_at: at(1),
        updated_at: at(1),
        messages: 0,
        last_message: None,
        acknowledged: false,
        reopened: Vec::new(),
        trace: EventId(0),
    }
}

fn message(subject: &str, text: &str) -> TicketMessage {
    TicketMessage {
        id: TicketMessageId(0),
        ticket: TicketId(0),
        at: at(1),
        direction: MessageDirection::In,
        author: None,
        from: Some(zoe()),
        to: Vec::new(),
        cc: Vec::new(),
        subject: subject.to_owned(),
        text: text.to_owned(),
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

fn taking(received: ReceivedId, into: TakenInto, seconds: u64) -> Taking {
    Taking {
        received,
        class: MessageClass::Normal,
        verdict: Verdict::Ticket,
        reasons: Vec::new(),
        from: Some(zoe().email),
        subject: String::new(),
        inbox: None,
        copy_key: None,
        message_id: None,
        reached: None,
        into,
        at: at(seconds),
    }
}

async fn begin(world: &World, inbox: &Inbox, subject: &str, text: &str, seconds: u64) -> TicketId {
    let received = keep(world, inbox).await;
    let mut ticket = ticket(inbox, subject);
    ticket.updated_at = at(seconds);
    let message = message(subject, text);
    let into = TakenInto::New(Box::new(ticket), Box::new(message));
    let taken = world.store.take(taking(received, into, seconds)).await;
    taken.unwrap().ticket.unwrap().id
}

async fn join(world: &World, inbox: &Inbox, ticket: TicketId, text: &str, seconds: u64) {
    let received = keep(world, inbox).await;
    let into = TakenInto::Join {
        ticket,
        message: Box::new(message("Re", text)),
        reopens: true,
    };
    let taken = world.store.take(taking(received, into, seconds)).await;
    taken.unwrap();
}

async fn found(world: &World, filter: TicketFilter, words: &[&str]) -> Vec<TicketId> {
    let (mut all, mut before) = (Vec::new(), None);
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    loop {
        let page = world
            .store
            .search_tickets(filter.clone(), words.clone(), before, 1)
            .await
            .unwrap();
        let Some((ticket, message)) = page.first() else {
            return all;
        };
        all.push(ticket.id);
        before = Some(*message);
    }
}

pub(crate) async fn a_message_is_unread_until_it_is_taken_and_taken_once(world: World) {
    let inbox = inbox(&world, "Support").await;
    let received = keep(&world, &inbox).await;
    let raw = world.store.raw_received(received).await.unwrap();
    assert_eq!(raw.as_deref(), Some(&b"raw"[..]));
    let taken = || world.store.take(taking(received, TakenInto::Nothing, 2));
    taken().await.unwrap();
    assert_eq!(world.store.unread_received(10).await.unwrap().len(), 0);
    conflict(taken().await);
}

pub(crate) async fn tickets_are_found_by_what_their_messages_say_each_once(world: World) {
    let (one, two) = (inbox(&world, "One").await, inbox(&world, "Two").await);
    let fire = begin(&world, &one, "Printer on fire", "It burns.", 2).await;
    let bill = begin(&world, &two, "Facture", "Où est la facture du 3 mars ?", 3).await;
    join(&world, &one, fire, "It burns again.", 4).await;
    let all = TicketFilter::default();
    assert_eq!(found(&world, all.clone(), &["burns"]).await, [fire]);
    assert_eq!(
        found(&world, all.clone(), &["facture", "mars"]).await,
        [bill]
    );
    assert_eq!(
        found(&world, all.clone(), &["zoe@customer"]).await,
        [fire, bill]
    );
    assert_eq!(found(&world, all.clone(), &["burns", "mars"]).await, []);
    let of_two = TicketFilter {
        inboxes: Some(vec![two.id]),
        ..all
    };
    assert_eq!(found(&world, of_two, &["zoe"]).await, [bill]);
}

pub(crate) async fn tickets_are_narrowed_and_come_last_change_first(world: World) {
    let inbox = inbox(&world, "Support").await;
    let first = begin(&world, &inbox, "First", "a", 2).await;
    let second = begin(&world, &inbox, "Second", "b", 3).await;
    let close = TicketEdit {
        status: Some(TicketStatus::Closed),
        ..TicketEdit::default()
    };
    world
        .store
        .change_ticket(first, close, stamp(5))
        .await
        .unwrap();
    let listed = async |filter: TicketFilter| {
        let found = world.store.tickets(filter, None, 10).await.unwrap();
        found.iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(TicketFilter::default()).await, [first, second]);
    let of = |status| TicketFilter {
        status: vec![status],
        ..TicketFilter::default()
    };
    assert_eq!(listed(of(TicketStatus::Closed)).await, [first]);
    assert_eq!(listed(of(TicketStatus::Open)).await, [second]);
    assert_eq!(listed(of(TicketStatus::Held)).await, []);
    let after = world.store.ticket(first).await.unwrap().unwrap();
    let place = Some((after.updated_at, first));
    let rest = world.store.tickets(TicketFilter::default(), place, 10);
    assert_eq!(rest.await.unwrap()[0].id, second);
}

pub(crate) async fn a_message_for_a_ticket_that_is_gone_is_refused_and_stays_unread(world: World) {
    let inbox = inbox(&world, "Support").await;
    let received = keep(&world, &inbox).await;
    let into = TakenInto::Join {
        ticket: TicketId(99),
        message: Box::new(message("Re", "x")),
        reopens: true,
    };
    let taken = world.store.take(taking(received, into, 2)).await;
    assert!(matches!(taken, Err(StoreError::Refused(_))));
    assert_eq!(world.store.unread_received(10).await.unwrap().len(), 1);
}
