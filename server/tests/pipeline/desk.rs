//! The support desk: mail comes in, a ticket stands, the answer goes home.

use domain::{
    event::{Action, ObjectType},
    filter::{EventFilter, EventPage, Order, Scope},
    received::{Envelope, Verdict},
    ticket::{DeliveryState, MessageDirection, TicketStatus},
    wire::{Inbox, InboxChange, NewInbox, NewTicketMessage, Received, Ticket, TicketMessage},
};
use flow::{
    desk::{ReceivedQuestion, TicketQuestion},
    page::Page,
    port::{Intake as _, Journal as _},
};

use crate::installation::Installation;

const CUSTOMER: &str = "zoe@customer.example";

/// An inbox whose address is the company's own.
pub(crate) async fn inbox(office: &Installation) -> Inbox {
    inbox_at(office, "Support", "support@example.org").await
}

async fn inbox_at(office: &Installation, name: &str, address: &str) -> Inbox {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    let form = NewInbox {
        name: name.to_owned(),
        external_addresses: vec![address.to_owned()],
    };
    office.flow.add_inbox(&may, &form).await.unwrap()
}

pub(crate) async fn quiet(office: &Installation, inbox: &Inbox) {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_manage_inbox(&viewer, inbox.id).unwrap();
    let change = InboxChange {
        acknowledge: Some(false),
        ..InboxChange::default()
    };
    office.flow.change_inbox(&may, &change).await.unwrap();
}

/// As the inbox's host forwards the customer's mail.
fn envelope(office: &Installation, inbox: &Inbox) -> Envelope {
    Envelope {
        from: CUSTOMER.parse().ok(),
        to: vec![inbox.generated_address.clone()],
        helo: "mx.example.org".to_owned(),
        peer: None,
        tls: false,
        at: office.flow.now(),
    }
}

/// A message comes to the inbox, and is read.
async fn receive(office: &Installation, inbox: &Inbox, raw: &str) {
    let raw = raw.replace('\n', "\r\n");
    assert!(office.flow.is_ours(&inbox.generated_address));
    let envelope = envelope(office, inbox);
    office.flow.keep(envelope, raw.into_bytes()).await.unwrap();
    while office.flow.take_unread().await.unwrap() {}
}

fn question(id: &str) -> String {
    format!(
        "From: Zoé <{CUSTOMER}>\nTo: support@example.org\nSubject: Printer on fire\n\
         Message-ID: <{id}@customer.example>\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n\nIt burns.\n"
    )
}

pub(crate) async fn tickets(office: &Installation) -> Vec<Ticket> {
    let viewer = office.viewer(&office.admin).await;
    let all = TicketQuestion::default();
    let page = Page::first(100);
    office
        .flow
        .tickets(&viewer, &all, &page)
        .await
        .unwrap()
        .items
}

async fn messages(office: &Installation, ticket: &Ticket) -> Vec<TicketMessage> {
    let viewer = office.viewer(&office.admin).await;
    let may = office
        .flow
        .may_read_ticket(&viewer, ticket.id)
        .await
        .unwrap();
    let page = Page::first(100);
    office
        .flow
        .ticket_messages(&may, &page)
        .await
        .unwrap()
        .items
}

pub(crate) async fn received(office: &Installation) -> Vec<Received> {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    let all = ReceivedQuestion::default();
    let list = office
        .flow
        .received_list(&may, &all, &Page::first(100))
        .await;
    list.unwrap().items
}

async fn answer(
    office: &Installation,
    ticket: &Ticket,
    form: NewTicketMessage,
) -> Result<TicketMessage, flow::FlowError> {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_answer(&viewer, ticket.id).await.unwrap();
    office.flow.say(&may, &form).await
}

fn text(text: &str) -> NewTicketMessage {
    NewTicketMessage {
        text: text.to_owned(),
        ..NewTicketMessage::default()
    }
}

#[tokio::test]
async fn a_question_is_answered_from_the_company_and_its_answer_joins_the_ticket() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    receive(&office, &inbox, &question("q1")).await;
    let ticket = tickets(&office).await.remove(0);
    assert_eq!(ticket.subject, "Printer on fire");
    assert_eq!(ticket.customer.email.as_str(), CUSTOMER);
    let first = messages(&office, &ticket).await.remove(0);
    assert_eq!(
        (first.direction, first.text.trim()),
        (MessageDirection::In, "It burns.")
    );

    answer(&office, &ticket, text("Use water.")).await.unwrap();
    office.work().await;
    let mail = office.mails().pop().unwrap();
    assert_eq!(mail.to(), CUSTOMER);
    assert!(mail.header("From").contains("support@example.org"));
    assert_eq!(mail.header("In-Reply-To"), "<q1@customer.example>");
    assert_eq!(mail.header("Auto-Submitted"), "", "a person wrote it");
    assert!(mail.text.contains("Use water."));
    let said = messages(&office, &ticket).await.pop().unwrap();
    assert_eq!(said.delivery.unwrap().state, DeliveryState::Sent);
    assert_eq!(tickets(&office).await[0].status, TicketStatus::Waiting);

    let thanks = format!(
        "From: {CUSTOMER}\nTo: support@example.org\nSubject: AW: something else\n\
         Message-ID: <q2@customer.example>\nIn-Reply-To: {}\n\nThanks.\n",
        mail.message_id()
    );
    receive(&office, &inbox, &thanks).await;
    let all = tickets(&office).await;
    assert_eq!(
        (all.len(), all[0].messages, all[0].status),
        (1, 3, TicketStatus::Open)
    );
    let verdicts: Vec<_> = received(&office)
        .await
        .iter()
        .map(|one| one.verdict)
        .collect();
    assert_eq!(verdicts, [Some(Verdict::Reply), Some(Verdict::Ticket)]);
}

#[tokio::test]
async fn without_ids_the_reference_in_the_subject_brings_a_participant_home_and_no_stranger() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    receive(&office, &inbox, &question("q1")).await;
    let stripped = |from: &str, id: &str| {
        format!(
            "From: {from}\nTo: support@example.org\nSubject: RE: [#1]\nMessage-ID: <{id}@x.example>\n\nMore.\n"
        )
    };
    receive(&office, &inbox, &stripped(CUSTOMER, "a")).await;
    assert_eq!(tickets(&office).await.len(), 1);
    receive(&office, &inbox, &stripped("eve@elsewhere.example", "b")).await;
    assert_eq!(tickets(&office).await.len(), 2);
}

#[tokio::test]
async fn a_second_copy_and_our_own_mail_make_no_ticket() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    receive(&office, &inbox, &question("q1")).await;
    receive(
        &office,
        &inbox,
        &format!("Received: by way of a group\n{}", question("q1")),
    )
    .await;
    let ours = format!(
        "X-Colombier-Loop: {}\n{}",
        crate::installation::INSTANCE,
        question("q3")
    );
    receive(&office, &inbox, &ours).await;
    assert_eq!(tickets(&office).await.len(), 1);
    let verdicts: Vec<_> = received(&office)
        .await
        .iter()
        .map(|one| one.verdict)
        .collect();
    assert_eq!(
        verdicts,
        [
            Some(Verdict::Own),
            Some(Verdict::Duplicate),
            Some(Verdict::Ticket)
        ]
    );
}

#[tokio::test]
async fn who_has_not_seen_the_newest_message_is_stopped() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    receive(&office, &inbox, &question("q1")).await;
    let ticket = tickets(&office).await.remove(0);
    let seen = messages(&office, &ticket).await[0].id;
    let more = question("q2").replace("\n\n", "\nIn-Reply-To: <q1@customer.example>\n\nAlso: ");
    receive(&office, &inbox, &more).await;
    let late = NewTicketMessage {
        seen_message: Some(seen),
        ..text("Too late.")
    };
    let refused = answer(&office, &ticket, late).await.unwrap_err();
    assert!(
        matches!(
            refused,
            flow::FlowError::Refused(domain::refusal::Refusal::NewerMessage)
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn who_wrote_the_newer_message_oneself_is_not_stopped() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    receive(&office, &inbox, &question("q1")).await;
    let ticket = tickets(&office).await.remove(0);
    let seen = Some(messages(&office, &ticket).await[0].id);
    let note = NewTicketMessage {
        note: true,
        ..text("Call them first.")
    };
    answer(&office, &ticket, note).await.unwrap();
    let late = NewTicketMessage {
        seen_message: seen,
        ..text("I called.")
    };
    answer(&office, &ticket, late).await.unwrap();
}

#[tokio::test]
async fn a_message_to_two_inboxes_is_a_ticket_of_each() {
    let office = Installation::start().await;
    let first = inbox(&office).await;
    let second = inbox_at(&office, "Sales", "sales@example.org").await;
    let envelope = Envelope {
        to: vec![
            first.generated_address.clone(),
            second.generated_address.clone(),
            "support@example.org".parse().unwrap(),
        ],
        ..envelope(&office, &first)
    };
    let raw = question("q1").replace('\n', "\r\n").into_bytes();
    office.flow.keep(envelope, raw).await.unwrap();
    while office.flow.take_unread().await.unwrap() {}
    let mut inboxes: Vec<_> = tickets(&office).await.iter().map(|t| t.inbox).collect();
    inboxes.sort_unstable();
    assert_eq!(inboxes, [first.id, second.id]);
}

#[tokio::test]
async fn a_late_word_of_delay_does_not_undo_a_bounce() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    receive(&office, &inbox, &question("q1")).await;
    let ticket = tickets(&office).await.remove(0);
    answer(&office, &ticket, text("Use water.")).await.unwrap();
    office.work().await;
    let id = office.mails().pop().unwrap().message_id();
    receive(&office, &inbox, &bounce(&id, "failed", "5.1.1")).await;
    receive(&office, &inbox, &bounce(&id, "delayed", "4.4.1")).await;
    let said = messages(&office, &ticket).await.pop().unwrap();
    assert_eq!(said.delivery.unwrap().state, DeliveryState::Bounced);
}

#[tokio::test]
async fn an_address_from_which_three_mails_came_back_is_suspended() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    for n in 0..3 {
        let q = question(&format!("q{n}")).replace("on fire", &format!("number {n}"));
        receive(&office, &inbox, &q).await;
        let ticket = tickets(&office).await.remove(0);
        answer(&office, &ticket, text("Use water.")).await.unwrap();
        office.work().await;
        let id = office.mails().pop().unwrap().message_id();
        receive(&office, &inbox, &bounce(&id, "failed", "5.1.1")).await;
    }
    let suspended = office.events("EMAIL SUSPEND").await;
    assert_eq!(suspended.len(), 1);
    let customer = CUSTOMER.parse().unwrap();
    let health = office.flow.directory().health(&customer).cloned().unwrap();
    assert!(health.suspended_since.is_some(), "{health:?}");
}

#[tokio::test]
async fn a_message_whose_bytes_are_gone_waits_and_stops_no_other() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    let large = format!("{}{}", question("q1"), "It burns. ".repeat(10_000));
    let raw = large.replace('\n', "\r\n").into_bytes();
    let envelope = envelope(&office, &inbox);
    office.flow.keep(envelope, raw).await.unwrap();
    office.lose_contents();
    receive(&office, &inbox, &question("q2")).await;
    let all = received(&office).await;
    let verdicts: Vec<_> = all.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Some(Verdict::Ticket), Some(Verdict::Held)]);
    assert!(all[1].reasons[0].contains("cannot be read"), "{all:?}");
    while office.flow.attribute_next().await.unwrap() {}
}

/// What a mail host says of a mail of ours to the customer.
fn bounce(id: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.customer.example\nTo: support@example.org\nSubject: Undelivered\n\
         MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nNo.\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; {CUSTOMER}\nAction: {action}\nStatus: {status}\n\
         Diagnostic-Code: smtp; 550 no such user\n\n--b\nContent-Type: text/rfc822-headers\n\n\
         Message-ID: {id}\nSubject: x\n\n--b--\n"
    )
}

#[tokio::test]
async fn a_bounce_of_an_answer_reopens_its_ticket_and_is_in_the_journal() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    receive(&office, &inbox, &question("q1")).await;
    let ticket = tickets(&office).await.remove(0);
    answer(&office, &ticket, text("Use water.")).await.unwrap();
    office.work().await;
    let id = office.mails().pop().unwrap().message_id();
    receive(&office, &inbox, &bounce(&id, "failed", "5.1.1")).await;
    let said = messages(&office, &ticket).await.pop().unwrap();
    let delivery = said.delivery.unwrap();
    assert_eq!(delivery.state, DeliveryState::Bounced);
    assert!(delivery.smtp_text.unwrap().contains("no such user"));
    assert_eq!(tickets(&office).await[0].status, TicketStatus::Open);
    let filter = EventFilter {
        object_types: vec![ObjectType::Email],
        actions: vec![Action::Bounce],
        scope: Scope::All,
        ..EventFilter::default()
    };
    let page = EventPage {
        after: None,
        limit: 10,
        order: Order::Newest,
    };
    let found = office.store.search(filter, page).await.unwrap();
    assert_eq!(found.events.len(), 1);
}

#[tokio::test]
async fn a_held_message_becomes_a_ticket_when_it_is_run_again() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_manage_inbox(&viewer, inbox.id).unwrap();
    let change = InboxChange {
        automatic_tickets: Some(false),
        ..InboxChange::default()
    };
    office.flow.change_inbox(&may, &change).await.unwrap();
    receive(&office, &inbox, &question("q1")).await;
    assert_eq!(tickets(&office).await.len(), 0);
    let held = received(&office).await.remove(0);
    assert_eq!(held.verdict, Some(Verdict::Held));
    let may = office.flow.may_admin(&viewer).unwrap();
    office.flow.rerun_received(&may, held.id).await.unwrap();
    while office.flow.take_unread().await.unwrap() {}
    assert_eq!(tickets(&office).await.len(), 1);
}
