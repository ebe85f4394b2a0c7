//! Groups and forwards: mail is sent on, once, with a return address of ours.

use domain::{
    person::Person,
    received::{Envelope, Verdict},
    wire::{ForwardForm, MailGroupForm, NewInbox, Received, Senders},
};
use flow::{desk::ReceivedQuestion, page::Page, port::Intake as _};

use crate::{installation::Installation, mails::Mail};

const CUSTOMER: &str = "zoe@customer.example";

async fn group(office: &Installation, members: Vec<String>, edit: impl FnOnce(&mut MailGroupForm)) {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    let mut form = MailGroupForm {
        name: Some("Team".to_owned()),
        address: Some("team@example.org".to_owned()),
        members: Some(members),
        ..MailGroupForm::default()
    };
    edit(&mut form);
    office.flow.add_mail_group(&may, &form).await.unwrap();
}

async fn forward(office: &Installation, form: &ForwardForm) {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    office.flow.add_forward(&may, form).await.unwrap();
}

fn member(person: &Person) -> String {
    format!("user:{}", person.id)
}

async fn receive(office: &Installation, to: &str, from: Option<&str>, raw: &str) {
    let to = to.parse().unwrap();
    assert!(office.flow.is_ours(&to), "{to}");
    let envelope = Envelope {
        from: from.and_then(|from| from.parse().ok()),
        to: vec![to],
        helo: "mx.example.org".to_owned(),
        peer: None,
        tls: false,
        at: office.now(),
    };
    let raw = raw.replace('\n', "\r\n").into_bytes();
    office.flow.keep(envelope, raw).await.unwrap();
    while office.flow.take_unread().await.unwrap() {}
}

fn question(from: &str) -> String {
    format!(
        "From: Zoé <{from}>\nTo: team@example.org\nSubject: Lunch\n\
         Message-ID: <q1@customer.example>\n\nAt noon?\n"
    )
}

async fn last(office: &Installation) -> Received {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    let all = ReceivedQuestion::default();
    let page = Page::first(10);
    let list = office.flow.received_list(&may, &all, &page).await.unwrap();
    list.items.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_group_sends_a_message_on_to_its_members_as_it_was_signed() {
    let office = Installation::start().await;
    let (anna, boris) = (office.person("anna").await, office.person("boris").await);
    let members = vec![
        member(&anna),
        member(&boris),
        "Anna@example.org".to_owned(),
        "carl@elsewhere.example".to_owned(),
    ];
    group(&office, members, |_| {}).await;
    receive(
        &office,
        "team@example.org",
        Some(CUSTOMER),
        &question(CUSTOMER),
    )
    .await;
    office.work().await;
    let mails = office.mails();
    let mut to: Vec<&str> = mails.iter().map(Mail::to).collect();
    to.sort_unstable();
    let all = [
        "anna@example.org",
        "boris@example.org",
        "carl@elsewhere.example",
    ];
    assert_eq!(to, all, "each once");
    let mail = &office.mails()[0];
    assert_eq!(mail.header("Message-ID"), "<q1@customer.example>");
    assert_eq!(mail.header("Delivered-To"), "team@example.org");
    let raw = office.smtp.taken()[0].clone();
    let signed = question(CUSTOMER).replace('\n', "\r\n");
    assert!(String::from_utf8_lossy(&raw.bytes).contains(&signed));
    assert_eq!(last(&office).await.verdict, Some(Verdict::Forwarded));
    assert_eq!(
        office.told().await,
        ["EMAIL RECEIVE", "EMAIL SEND", "EMAIL SEND", "EMAIL SEND"]
    );
}

#[tokio::test]
async fn a_second_redirection_is_stopped_and_named() {
    let office = Installation::start().await;
    group(&office, vec!["carl@elsewhere.example".to_owned()], |_| {}).await;
    receive(
        &office,
        "team@example.org",
        Some(CUSTOMER),
        &question(CUSTOMER),
    )
    .await;
    office.work().await;
    let sent = office.smtp.taken()[0].clone();
    let back = String::from_utf8(sent.bytes).unwrap().replace("\r\n", "\n");
    let to = ForwardForm {
        address: Some("boss@example.org".to_owned()),
        to: Some(vec!["boss@elsewhere.example".to_owned()]),
        ..ForwardForm::default()
    };
    forward(&office, &to).await;
    receive(&office, "boss@example.org", Some(CUSTOMER), &back).await;
    let stopped = last(&office).await;
    assert_eq!(stopped.verdict, Some(Verdict::Held));
    let why = stopped.reasons.join("; ");
    assert!(
        why.contains("team@example.org") && why.contains("boss@example.org"),
        "{why}"
    );
    assert_eq!(office.events("TICKET HOLD").await.len(), 1);
    office.work().await;
    assert_eq!(office.mails().len(), 1, "nothing left by the second");
}

#[tokio::test]
async fn a_closed_group_holds_what_strangers_write_and_a_limit_what_is_for_too_many() {
    let office = Installation::start().await;
    let anna = office.person("anna").await;
    let members = vec![member(&anna), "carl@elsewhere.example".to_owned()];
    group(&office, members, |form| {
        form.senders = Some(Senders::Inside);
        form.max_recipients = Some(Some(1));
    })
    .await;
    receive(
        &office,
        "team@example.org",
        Some(CUSTOMER),
        &question(CUSTOMER),
    )
    .await;
    assert!(last(&office).await.reasons[0].contains("people of the house"));
    let inside = question("anna@example.org");
    receive(
        &office,
        "team@example.org",
        Some("anna@example.org"),
        &inside,
    )
    .await;
    assert!(last(&office).await.reasons[0].contains("2 recipients"));
    office.work().await;
    assert_eq!(office.mails().len(), 0);
}

#[tokio::test]
async fn a_forward_of_an_inbox_delivers_to_both() {
    let office = Installation::start().await;
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    let form = NewInbox {
        name: "Support".to_owned(),
        external_addresses: vec!["support@example.org".to_owned()],
    };
    office.flow.add_inbox(&may, &form).await.unwrap();
    let both = ForwardForm {
        address: Some("support@example.org".to_owned()),
        to: Some(vec!["boss@elsewhere.example".to_owned()]),
        deliver_to_both: Some(true),
        ..ForwardForm::default()
    };
    forward(&office, &both).await;
    receive(
        &office,
        "support@example.org",
        Some(CUSTOMER),
        &question(CUSTOMER),
    )
    .await;
    office.work().await;
    assert_eq!(office.only_mail().to(), "boss@elsewhere.example");
    assert_eq!(office.events("TICKET RECEIVE").await.len(), 1);
}

#[tokio::test]
async fn a_bounce_of_what_was_sent_on_goes_home() {
    let office = Installation::receiving_at("desk.example.org").await;
    group(&office, vec!["carl@elsewhere.example".to_owned()], |_| {}).await;
    receive(
        &office,
        "team@example.org",
        Some(CUSTOMER),
        &question(CUSTOMER),
    )
    .await;
    office.work().await;
    let path = office.smtp.taken()[0].from.clone();
    assert!(
        path.starts_with("SRS0=") && path.ends_with("@desk.example.org"),
        "{path}"
    );
    let bounce = "From: MAILER-DAEMON@elsewhere.example\nSubject: Undelivered\n\nNo.\n";
    receive(&office, &path, None, bounce).await;
    office.work().await;
    assert_eq!(office.mails()[1].to(), CUSTOMER);
    assert_eq!(office.smtp.taken()[1].from, "", "the null sender stays");
    receive(&office, &path, Some("eve@elsewhere.example"), bounce).await;
    assert_eq!(last(&office).await.verdict, Some(Verdict::Held));
}
