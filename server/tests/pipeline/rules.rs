//! Rules of an inbox, answers kept ready, files sent along, and a server of an inbox' own.

use domain::{
    received::{Envelope, Verdict},
    rule::{CannedAnswer, Rule},
    settings::SmtpSecure,
    ticket::{TicketPriority, TicketStatus},
    wire::{Inbox, NewTicketMessage, Secret, SmtpForm, SmtpTestForm, Ticket, TicketMessage},
};
use flow::{FlowError, desk::ReceivedQuestion, page::Page, port::Intake as _};

use crate::{
    desk::{inbox, quiet, tickets},
    installation::Installation,
    smtp::SmtpServer,
};

const CUSTOMER: &str = "zoe@customer.example";

async fn rules(office: &Installation, inbox: &Inbox, rules: &str) -> Result<(), FlowError> {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_manage_inbox(&viewer, inbox.id).unwrap();
    let rules: Vec<Rule> = serde_json::from_str(rules).unwrap();
    office.flow.put_rules(&may, rules).await.map(drop)
}

/// A message comes, becomes a ticket, and it is known who sent it.
async fn receive(office: &Installation, inbox: &Inbox, id: &str, subject: &str) {
    let raw = format!(
        "From: Zoé <{CUSTOMER}>\r\nTo: support@example.org\r\nSubject: {subject}\r\n\
         Message-ID: <{id}@customer.example>\r\n\r\nIt burns.\r\n"
    );
    let envelope = Envelope {
        from: CUSTOMER.parse().ok(),
        to: vec![inbox.generated_address.clone()],
        helo: "mx.example.org".to_owned(),
        peer: None,
        tls: false,
        at: office.now(),
    };
    office.flow.keep(envelope, raw.into_bytes()).await.unwrap();
    while office.flow.take_unread().await.unwrap() {}
    while office.flow.attribute_next().await.unwrap() {}
    office.work().await;
}

#[tokio::test]
async fn every_rule_that_fits_acts_once_and_the_message_says_which() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    let all = format!(
        r#"[
        {{"name":"Fire","when":"new","if":{{"words":["fire"]}},
          "then":{{"priority":"urgent","tags":["fire"],"assign":"{}"}}}},
        {{"name":"Paper","when":"new","if":{{"words":["paper"]}},"then":{{"tags":["paper"]}}}},
        {{"name":"Customer","when":"new","if":{{"from":["@customer.example"]}},
          "then":{{"tags":["client","fire"],"forward":["boss@elsewhere.example"]}}}}]"#,
        office.admin.id
    );
    rules(&office, &inbox, &all).await.unwrap();
    receive(&office, &inbox, "q1", "Printer on fire").await;
    let ticket = tickets(&office).await.remove(0);
    assert_eq!(ticket.priority, TicketPriority::Urgent);
    assert_eq!(ticket.tags, ["fire", "client"]);
    assert_eq!(ticket.assignee, Some(office.admin.id));
    let mail = office.only_mail();
    assert_eq!(mail.to(), "boss@elsewhere.example");
    assert_eq!(mail.subject, "Printer on fire");
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    let (question, page) = (ReceivedQuestion::default(), Page::first(10));
    let list = office.flow.received_list(&may, &question, &page).await;
    let received = list.unwrap().items.remove(0);
    assert_eq!(received.verdict, Some(Verdict::Ticket));
    let reasons = received.reasons.join("; ");
    assert!(reasons.contains("rule: Fire; rule: Customer"), "{reasons}");
}

#[tokio::test]
async fn the_answer_of_a_rule_takes_the_place_of_the_acknowledgement() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    let answer = r#"[{"name":"Hours","when":"new","then":
        {"answer":"Dear {{ customer.name }},\nwe open at nine. ({{ ticket.ref }})","status":"waiting"}}]"#;
    rules(&office, &inbox, answer).await.unwrap();
    receive(&office, &inbox, "q1", "Are you there?").await;
    let mail = office.only_mail();
    assert_eq!(mail.to(), CUSTOMER);
    let ticket = tickets(&office).await.remove(0);
    assert_eq!(ticket.status, TicketStatus::Waiting);
    let says = format!("Dear Zoé,\nwe open at nine. (#{})", ticket.id);
    assert_eq!(mail.text.trim(), says);
    assert_eq!(mail.header("Auto-Submitted"), "auto-replied");
    assert_eq!(mail.taken.from, "");
}

#[tokio::test]
async fn a_rule_that_cannot_work_is_refused() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    for bad in [
        r#"[{"name":"","when":"new","then":{"tags":["a"]}}]"#,
        r#"[{"name":"Nothing","when":"new","then":{}}]"#,
        r#"[{"name":"Who","when":"new","then":{"assign":"999"}}]"#,
        r#"[{"name":"Field","when":"new","then":{"answer":"{{ nobody.knows }}"}}]"#,
        r#"[{"name":"Loop","when":"new","then":{"forward":["support@example.org"]}}]"#,
        r#"[{"name":"From","when":"new","if":{"from":["zoe"]},"then":{"tags":["a"]}}]"#,
    ] {
        assert!(rules(&office, &inbox, bad).await.is_err(), "{bad}");
    }
}

#[tokio::test]
async fn rules_are_tried_on_the_tickets_that_are_there_and_change_nothing() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    receive(&office, &inbox, "q1", "Printer on fire").await;
    receive(&office, &inbox, "q2", "Paper is out").await;
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_manage_inbox(&viewer, inbox.id).unwrap();
    let wanted = r#"[{"name":"Fire","when":"new","if":{"words":["FIRE"]},"then":{"tags":["a"]}}]"#;
    let wanted: Vec<Rule> = serde_json::from_str(wanted).unwrap();
    let trial = office.flow.try_rules(&may, &wanted).await.unwrap();
    assert_eq!(trial.tickets, 2);
    let found: Vec<_> = trial
        .items
        .iter()
        .map(|item| item.subject.as_str())
        .collect();
    assert_eq!(found, ["Printer on fire"]);
    let tags = |ticket: &Ticket| !ticket.tags.is_empty();
    assert!(!tickets(&office).await.iter().any(tags));
}

#[tokio::test]
async fn an_answer_kept_ready_has_the_fields_of_its_ticket() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    receive(&office, &inbox, "q1", "Printer on fire").await;
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_manage_inbox(&viewer, inbox.id).unwrap();
    let ready = |text: &str| {
        vec![CannedAnswer {
            name: "Thanks".to_owned(),
            text: text.to_owned(),
        }]
    };
    let bad = ready("Hello {{ customer.shoe_size }}");
    assert!(office.flow.put_canned_answers(&may, bad).await.is_err());
    let good = ready("Hello {{ customer.name }},\n{{ ticket.subject }}: {{ agent.name }}");
    office.flow.put_canned_answers(&may, good).await.unwrap();
    let ticket = tickets(&office).await.remove(0);
    let may = office.flow.may_read_ticket(&viewer, ticket.id).await;
    let filled = office.flow.answers_for(&may.unwrap()).unwrap();
    assert_eq!(filled[0].text, "Hello Zoé,\nPrinter on fire: claire");
}

#[tokio::test]
async fn answers_of_an_inbox_leave_by_its_own_server_and_its_failure_stops_nobody_else() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    let own = SmtpServer::start().await;
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    let form = |port| SmtpForm {
        smtp_host: Some("127.0.0.1".to_owned()),
        smtp_port: Some(port),
        smtp_secure: Some(SmtpSecure::None),
        smtp_username: Some(String::new()),
        smtp_password: Some(Secret(String::new())),
        ..SmtpForm::default()
    };
    let saved = office.flow.put_inbox_smtp(&may, inbox.id, form(own.port()));
    let saved = saved.await.unwrap();
    assert_eq!(
        saved.default_sender.unwrap().as_str(),
        "support@example.org"
    );
    receive(&office, &inbox, "q1", "Printer on fire").await;
    let ticket = tickets(&office).await.remove(0);
    say(&office, &ticket).await;
    office.work().await;
    assert_eq!(own.taken().len(), 1);
    assert_eq!(own.taken()[0].from, "support@example.org");
    assert_eq!(office.mails().len(), 0);

    let test = SmtpTestForm {
        settings: None,
        to: "claire@example.org".to_owned(),
    };
    let tried = office
        .flow
        .test_inbox_smtp(&may, inbox.id, &test)
        .await
        .unwrap();
    assert!(tried.ok, "{tried:?}");
    assert_eq!(own.taken()[1].from, "support@example.org");

    let nobody = form(1);
    office
        .flow
        .put_inbox_smtp(&may, inbox.id, nobody)
        .await
        .unwrap();
    say(&office, &ticket).await;
    office.work().await;
    assert!(office.flow.relay_pause().is_none());
    assert_eq!(office.events("EMAIL RETRY").await.len(), 1);

    let none = SmtpForm {
        smtp_host: Some(String::new()),
        ..SmtpForm::default()
    };
    office
        .flow
        .put_inbox_smtp(&may, inbox.id, none)
        .await
        .unwrap();
    office.pass(domain::time::Span::from_minutes(10)).await;
    assert_eq!(office.only_mail().to(), CUSTOMER);
}

async fn say(office: &Installation, ticket: &Ticket) {
    let form = NewTicketMessage {
        text: "Use the extinguisher.".to_owned(),
        ..NewTicketMessage::default()
    };
    answer(office, ticket, &form).await;
}

async fn answer(office: &Installation, ticket: &Ticket, form: &NewTicketMessage) -> TicketMessage {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_answer(&viewer, ticket.id).await.unwrap();
    office.flow.say(&may, form).await.unwrap()
}

#[tokio::test]
async fn a_server_is_asked_which_way_it_takes_and_nothing_is_sent() {
    let office = Installation::start().await;
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    let form = domain::wire::SmtpProbeForm {
        smtp_host: "127.0.0.1".to_owned(),
        smtp_port: Some(office.smtp.port()),
    };
    let probe = office.flow.probe_smtp(&may, &form).await.unwrap();
    let ways: Vec<_> = probe
        .tried
        .iter()
        .map(|way| (way.smtp_secure, way.ok))
        .collect();
    assert_eq!(
        ways,
        [
            (SmtpSecure::Implicit, false),
            (SmtpSecure::Starttls, false),
            (SmtpSecure::None, true)
        ]
    );
    assert_eq!(probe.proposal.unwrap().smtp_secure, SmtpSecure::None);
    let why = probe.tried[1].failure.as_ref().unwrap();
    assert!(why.sentence.en.contains("STARTTLS"), "{why:?}");
    assert_eq!(office.mails().len(), 0);
}

#[tokio::test]
async fn files_are_sent_along_with_an_answer_and_stay_on_it() {
    let office = Installation::start().await;
    let inbox = inbox(&office).await;
    quiet(&office, &inbox).await;
    receive(&office, &inbox, "q1", "Printer on fire").await;
    let ticket = tickets(&office).await.remove(0);
    let form = NewTicketMessage {
        attachments: vec![domain::wire::NewAttachment {
            name: "notice d’été.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            content: "aGVsbG8gDQo=".to_owned(),
        }],
        text: "Here it is.".to_owned(),
        ..NewTicketMessage::default()
    };
    let said = answer(&office, &ticket, &form).await;
    assert_eq!(said.attachments[0].size, 8);
    office.work().await;
    let mail = office.only_mail();
    let parsed = mail_parser::MessageParser::default()
        .parse(&mail.taken.bytes)
        .unwrap();
    let file = parsed.attachment(0).unwrap();
    assert_eq!(file.contents(), b"hello \r\n");
    assert_eq!(
        mail_parser::MimeHeaders::attachment_name(file),
        Some("notice d’été.pdf")
    );
    assert_eq!(mail.text.trim(), "Here it is.");
    let viewer = office.viewer(&office.admin).await;
    let may = office
        .flow
        .may_read_ticket(&viewer, ticket.id)
        .await
        .unwrap();
    let (name, bytes) = office.flow.attachment(&may, said.id, 0).await.unwrap();
    assert_eq!(
        (name.as_str(), &bytes[..]),
        ("notice d’été.pdf", &b"hello \r\n"[..])
    );

    // A disk that lost the file puts the next answer off; nothing leaves without it.
    let form = NewTicketMessage {
        attachments: vec![domain::wire::NewAttachment {
            name: "lost.txt".to_owned(),
            media_type: String::new(),
            content: "bG9zdA==".to_owned(),
        }],
        text: "And this.".to_owned(),
        ..NewTicketMessage::default()
    };
    answer(&office, &ticket, &form).await;
    office.lose_contents();
    office.work().await;
    assert_eq!(office.mails().len(), 1);
    assert_eq!(office.events("EMAIL RETRY").await.len(), 1);
}
