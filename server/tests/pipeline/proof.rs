//! What proves a mail: its headers on the way, and three events in the journal.

use domain::{id::EventId, time::Span};

use crate::installation::{INSTANCE, Installation, SENDER, URL, line, oneself};

#[tokio::test]
async fn a_mail_carries_the_headers_of_an_automatic_list() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    let mail = colombier.only_mail();
    assert_eq!(
        mail.taken.from, SENDER,
        "the envelope sender is always the default sender"
    );
    assert!(
        mail.header("Date").contains("21 Nov 2026"),
        "{}",
        mail.header("Date")
    );
    assert!(
        mail.message_id().starts_with("<v1.alert.1.")
            && mail.message_id().ends_with("@files.example.org>")
    );
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(mail.header("X-Auto-Response-Suppress"), "All");
    assert_eq!(mail.header("X-Colombier-Loop"), INSTANCE);
    assert!(
        mail.header("List-Id")
            .ends_with(&format!("<folder-{}.files.example.org>", folder.id))
    );
    assert!(
        mail.header("List-Unsubscribe")
            .starts_with(&format!("<{URL}/unsubscribe/"))
    );
    assert_eq!(
        mail.header("List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    assert!(
        mail.header("References")
            .starts_with(&format!("<v1.folder.{}.", folder.id))
    );
    assert!(
        mail.header("From").contains("ben") && mail.header("From").contains(SENDER),
        "{}",
        mail.header("From")
    );
    assert!(mail.header("Reply-To").contains("ben@example.org"));
    assert!(mail.header("To").contains("anna@example.org"));
    assert_eq!(mail.content_type, "multipart/alternative");
    assert!(mail.html.contains("plan.dwg") && mail.text.contains("plan.dwg"));
}

#[tokio::test]
async fn two_mails_about_one_folder_are_one_thread() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    for name in ["one.dwg", "two.dwg"] {
        colombier.deposit(&ben, &folder, name).await;
        colombier.pass_the_delay().await;
    }
    let mails = colombier.mails();
    assert_eq!(mails[0].header("References"), mails[1].header("References"));
    assert_ne!(mails[0].message_id(), mails[1].message_id());
}

#[tokio::test]
async fn the_acting_person_is_in_from_when_the_default_sender_need_not_be() {
    let colombier = Installation::start().await;
    colombier
        .set(|settings, _| settings.email.always_default_sender = false)
        .await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    let mail = colombier.only_mail();
    assert!(mail.header("From").contains("ben@example.org"));
    assert!(mail.header("Sender").contains(SENDER));
    assert_eq!(mail.taken.from, SENDER);
    let sent = colombier.events("EMAIL SEND").await.remove(0).mail.unwrap();
    assert_eq!(sent.from.unwrap().as_str(), "ben@example.org");
}

#[tokio::test]
async fn three_events_prove_a_mail_and_any_of_them_leads_to_all() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    let added = colombier.events("FILE ADD").await.remove(0);
    let chain = colombier.chain(added.trace).await;
    assert_eq!(
        chain.iter().map(line).collect::<Vec<_>>(),
        ["FILE ADD", "ALERT SEND", "EMAIL SEND"]
    );
    assert!(
        chain[1..]
            .iter()
            .all(|event| event.trace == added.id && event.causes == [added.id])
    );
    let facts = chain[2].mail.as_ref().unwrap();
    let mail = colombier.only_mail();
    assert_eq!(facts.message_id, Some(mail.message_id()));
    assert_eq!(facts.to.as_ref().unwrap().as_str(), "anna@example.org");
    assert_eq!(facts.smtp_code, Some(250));
    assert_eq!(facts.delay_ms, Some(Span::from_minutes(5).ms()));
}

#[tokio::test]
async fn the_second_file_of_a_mail_leads_to_the_same_proof() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "one.dwg").await;
    colombier.deposit(&ben, &folder, "two.dwg").await;
    colombier.pass_the_delay().await;
    for added in colombier.events("FILE ADD").await {
        let chain = colombier.chain(added.trace).await;
        let lines: Vec<String> = chain.iter().map(line).collect();
        assert_eq!(
            lines,
            ["FILE ADD", "FILE ADD", "ALERT SEND", "EMAIL SEND"],
            "from {}",
            added.id
        );
    }
}

#[tokio::test]
async fn searching_an_address_finds_exactly_the_mails_to_it() {
    let colombier = Installation::start().await;
    let ben = colombier.person("ben").await;
    let folder = colombier.folder("Plans").await;
    for name in ["anna", "joanna", "anna.smith"] {
        let person = colombier.person(name).await;
        colombier.alert(&folder, oneself(&person)).await;
    }
    for name in ["one.dwg", "two.dwg"] {
        colombier.deposit(&ben, &folder, name).await;
        colombier.pass_the_delay().await;
    }
    let found = colombier.search("anna@example.org").await;
    let found: Vec<_> = found
        .into_iter()
        .filter(|event| line(event) == "EMAIL SEND")
        .collect();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(
        |event| event.mail.as_ref().unwrap().to.as_ref().unwrap().as_str() == "anna@example.org"
    ));
    assert_eq!(colombier.mails().len(), 6);
}

#[tokio::test]
async fn the_journal_is_numbered_without_a_gap() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    let numbers: Vec<EventId> = colombier
        .search("")
        .await
        .iter()
        .map(|event| event.id)
        .collect();
    assert_eq!(
        numbers,
        (1..=numbers.len() as u64).map(EventId).collect::<Vec<_>>()
    );
}
