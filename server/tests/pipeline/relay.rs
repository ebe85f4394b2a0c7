//! When the relay, or the way to it, fails: nothing is lost, nothing is sent twice, and the journal says why.

use domain::{event::Detail, time::Span};
use flow::page::Page;

use crate::{
    installation::{Installation, oneself},
    smtp::{Act, Step},
};

/// Someone has deposited for someone else; the mail is due, nothing was sent yet.
async fn due(colombier: &Installation) {
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
}

#[tokio::test]
async fn a_relay_that_is_down_is_told_once_and_loses_nothing() {
    let mut colombier = Installation::start().await;
    let ben = colombier.person("ben").await;
    let folder = colombier.folder("Plans").await;
    for name in ["anna", "cleo", "dora", "emil", "fritz"] {
        let person = colombier.person(name).await;
        colombier.alert(&folder, oneself(&person)).await;
    }
    colombier.smtp.go_down().await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    for _ in 0..10 {
        colombier.pass(Span::from_minutes(1)).await;
    }
    let told = colombier.told().await;
    assert_eq!(told.iter().filter(|line| *line == "ALERT SEND").count(), 5);
    assert_eq!(
        told.iter()
            .filter(|line| !line.starts_with("ALERT"))
            .collect::<Vec<_>>(),
        ["SYSTEM SUSPEND unreachable"]
    );
    assert!(colombier.flow.relay_pause().is_some());

    colombier.smtp.come_back().await;
    colombier.pass(Span::from_minutes(1)).await;
    assert_eq!(
        colombier.mails().len(),
        5,
        "all at once after the first that went"
    );
    let told = colombier.told().await;
    assert_eq!(told.iter().filter(|line| *line == "EMAIL SEND").count(), 5);
    assert_eq!(
        told.iter().filter(|line| *line == "SYSTEM RESUME").count(),
        1
    );
    assert!(colombier.flow.relay_pause().is_none());
    assert!(told.iter().all(|line| !line.contains("RETRY")));
}

#[tokio::test]
async fn while_the_relay_is_paused_there_is_one_probe_a_minute() {
    let colombier = Installation::start().await;
    colombier
        .smtp
        .at(Step::Connect, usize::MAX, Act::Say("421 4.3.2 not now"));
    due(&colombier).await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.smtp.connections(), 1);
    for _ in 0..6 {
        colombier.pass(Span::from_secs(10)).await;
    }
    assert_eq!(colombier.smtp.connections(), 2);
}

#[tokio::test]
async fn a_wrong_password_pauses_with_its_reason_and_the_right_one_delivers() {
    let colombier = Installation::start().await;
    colombier.smtp.require_login("robot", "right");
    colombier.sign_in_with("robot", "wrong").await;
    due(&colombier).await;
    colombier.pass_the_delay().await;
    colombier.pass(Span::from_minutes(1)).await;
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "SYSTEM SUSPEND auth_failed"]
    );
    assert!(colombier.mails().is_empty());
    let suspended = colombier.events("SYSTEM SUSPEND").await.remove(0);
    assert!(
        matches!(suspended.detail, Detail::Note(words) if words.contains("authentication credentials invalid"))
    );

    colombier.sign_in_with("robot", "right").await;
    colombier.pass(Span::from_minutes(1)).await;
    assert_eq!(colombier.only_mail().files(), ["plan.dwg"]);
    let mut told = colombier.told().await.split_off(2);
    told.sort();
    assert_eq!(told, ["EMAIL SEND", "SYSTEM RESUME"]);
}

#[tokio::test]
async fn a_refused_sender_pauses_the_relay() {
    let colombier = Installation::start().await;
    colombier
        .smtp
        .at(Step::Mail, 1, Act::Say("550 5.7.1 not from you"));
    due(&colombier).await;
    colombier.pass_the_delay().await;
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "SYSTEM SUSPEND refused_sender"]
    );
    colombier.pass(Span::from_minutes(1)).await;
    assert_eq!(colombier.only_mail().files(), ["plan.dwg"]);
}

#[tokio::test]
async fn an_address_refused_three_times_is_suspended_and_then_skipped() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier
        .smtp
        .refuse("anna@example.org", 3, "550 5.1.1 no such user");
    for number in 1..=4 {
        colombier
            .deposit(&ben, &folder, &format!("plan {number}.dwg"))
            .await;
        colombier.pass_the_delay().await;
    }
    let told = colombier.told().await;
    let refused = ["ALERT SEND", "EMAIL FAIL refused_recipient"];
    let suspended = [
        "EMAIL SUSPEND refused_recipient",
        "ALERT SKIP address_suspended",
    ];
    assert_eq!(
        told,
        [&refused[..], &refused, &refused, &suspended].concat()
    );
    assert!(colombier.mails().is_empty());
    let fail = colombier.events("EMAIL FAIL").await.remove(0);
    let facts = fail.mail.unwrap();
    assert_eq!(facts.smtp_code, Some(550));
    assert_eq!(facts.smtp_enhanced.as_deref(), Some("5.1.1"));
    assert!(facts.smtp_text.unwrap().contains("no such user"));
}

#[tokio::test]
async fn one_refused_recipient_does_not_keep_the_others_waiting() {
    let colombier = Installation::start().await;
    let ben = colombier.person("ben").await;
    let folder = colombier.folder("Plans").await;
    for name in ["anna", "cleo", "dora"] {
        let person = colombier.person(name).await;
        colombier.alert(&folder, oneself(&person)).await;
    }
    colombier
        .smtp
        .refuse("anna@example.org", 1, "550 5.1.1 no such user");
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.mails().len(), 2);
    assert!(colombier.flow.relay_pause().is_none());
}

#[tokio::test]
async fn a_mail_put_off_by_the_relay_is_tried_again_later_under_the_same_message_id() {
    let colombier = Installation::start().await;
    colombier
        .smtp
        .at(Step::Dot, 2, Act::Say("451 4.7.1 greylisted, come back"));
    due(&colombier).await;
    colombier.pass_the_delay().await;
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "EMAIL RETRY refused_content"]
    );
    colombier.pass(Span::from_secs(30)).await;
    assert_eq!(
        colombier.told().await.len(),
        2,
        "the first wait is about a minute"
    );
    colombier.pass(Span::from_secs(50)).await;
    assert_eq!(colombier.told().await.len(), 3);
    colombier.pass(Span::from_secs(60)).await;
    assert_eq!(colombier.told().await.len(), 3, "the second about two");
    colombier.pass(Span::from_secs(100)).await;
    let mail = colombier.only_mail();
    let tries: Vec<_> = [
        colombier.events("EMAIL RETRY").await,
        colombier.events("EMAIL SEND").await,
    ]
    .concat();
    let facts: Vec<_> = tries
        .into_iter()
        .map(|event| *event.mail.unwrap())
        .collect();
    assert!(
        facts
            .iter()
            .all(|facts| facts.message_id == Some(mail.message_id())),
        "{facts:?}"
    );
    assert_eq!(
        facts.iter().map(|facts| facts.attempt).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3)]
    );
    assert_eq!(facts[0].smtp_code, Some(451));
    assert_eq!(facts[2].smtp_code, Some(250));
}

#[tokio::test]
async fn a_mail_is_given_up_after_five_days() {
    let colombier = Installation::start().await;
    colombier
        .smtp
        .at(Step::Rcpt, usize::MAX, Act::Say("450 4.2.0 try later"));
    due(&colombier).await;
    colombier.pass_the_delay().await;
    for _ in 0..5 * 24 {
        colombier.pass(Span::from_minutes(61)).await;
    }
    let told = colombier.told().await;
    assert_eq!(told.last().unwrap(), "EMAIL FAIL expired");
    let tries = colombier.smtp.connections();
    colombier.pass(Span::from_days(1)).await;
    assert_eq!(colombier.told().await.len(), told.len());
    assert_eq!(colombier.smtp.connections(), tries);
}

#[tokio::test]
async fn a_mail_that_waits_for_a_relay_that_stays_down_is_given_up_after_five_days() {
    let mut colombier = Installation::start().await;
    colombier.smtp.go_down().await;
    due(&colombier).await;
    colombier.pass_the_delay().await;
    colombier.pass(Span::from_days(5)).await;
    assert_eq!(
        colombier.told().await,
        [
            "ALERT SEND",
            "SYSTEM SUSPEND unreachable",
            "EMAIL FAIL expired"
        ]
    );
}

#[tokio::test]
async fn without_a_relay_mails_wait_for_one_and_are_skipped_in_the_end() {
    let colombier = Installation::without_relay().await;
    due(&colombier).await;
    colombier.pass_the_delay().await;
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "SYSTEM SUSPEND smtp_not_configured"]
    );
    colombier.pass(Span::from_days(5)).await;
    assert_eq!(
        colombier.told().await.last().unwrap(),
        "EMAIL SKIP smtp_not_configured"
    );
}

#[tokio::test]
async fn a_connection_lost_after_the_final_dot_is_in_doubt_and_sent_again_as_the_same_mail() {
    let colombier = Installation::start().await;
    colombier.smtp.at(Step::Dot, 1, Act::HangUp);
    due(&colombier).await;
    colombier.pass_the_delay().await;
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "EMAIL RETRY in_doubt"]
    );
    colombier.pass(Span::from_minutes(2)).await;
    assert_eq!(colombier.told().await.last().unwrap(), "EMAIL SEND");
    let mails = colombier.mails();
    assert_eq!(mails.len(), 2, "the relay had taken it before it hung up");
    assert_eq!(mails[0].message_id(), mails[1].message_id());
}

#[tokio::test]
async fn a_connection_lost_before_the_content_is_no_doubt() {
    let colombier = Installation::start().await;
    colombier.smtp.at(Step::Data, 1, Act::HangUp);
    due(&colombier).await;
    colombier.pass_the_delay().await;
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "SYSTEM SUSPEND unreachable"]
    );
    colombier.pass(Span::from_minutes(1)).await;
    assert_eq!(colombier.only_mail().files(), ["plan.dwg"]);
}

#[tokio::test]
async fn a_connection_that_the_relay_closed_meanwhile_is_replaced_without_a_word() {
    let mut colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "one.dwg").await;
    colombier.pass_the_delay().await;
    colombier.smtp.go_down().await;
    colombier.smtp.come_back().await;
    colombier.deposit(&ben, &folder, "two.dwg").await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.mails().len(), 2);
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "EMAIL SEND", "ALERT SEND", "EMAIL SEND"]
    );
}

#[tokio::test]
async fn a_mail_that_a_refusing_address_sent_is_none_that_it_took() {
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
    colombier.alert(&folder, oneself(&ben)).await;
    colombier
        .smtp
        .refuse("ben@example.org", 1, "550 5.1.1 no such user");
    colombier.deposit(&ben, &folder, "for anna.dwg").await;
    colombier.deposit(&anna, &folder, "for ben.dwg").await;
    colombier.pass_the_delay().await;
    let mail = colombier.only_mail();
    assert!(mail.header("From").contains("ben@example.org"));
    let viewer = colombier.viewer(&colombier.admin).await;
    let may = colombier.flow.may_admin(&viewer).unwrap();
    let page = Page::first(10);
    let list = colombier.flow.troubled_addresses(&may, &page).await;
    let items = list.unwrap().items;
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].address, "ben@example.org");
    assert_eq!(items[0].last_accepted, None);
}
