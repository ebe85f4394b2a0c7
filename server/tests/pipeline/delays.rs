//! When a mail leaves, and how many things it tells at once.

use domain::time::Span;

use crate::installation::{Installation, oneself};

#[tokio::test]
async fn three_deposits_within_the_delay_become_one_mail() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    for name in ["january.pdf", "february.pdf", "march.pdf"] {
        colombier.deposit(&ben, &folder, name).await;
        colombier.pass(Span::from_minutes(4)).await;
    }
    assert!(colombier.mails().is_empty(), "it is not quiet yet");
    colombier.pass(Span::from_minutes(1)).await;
    let mail = colombier.only_mail();
    assert_eq!(mail.files(), ["january.pdf", "february.pdf", "march.pdf"]);
    assert_eq!(mail.to(), "anna@example.org");
    assert_eq!(colombier.told().await, ["ALERT SEND", "EMAIL SEND"]);
}

#[tokio::test]
async fn a_file_added_and_then_modified_is_one_added_file() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    let mail = colombier.only_mail();
    assert_eq!(mail.files(), ["plan.dwg"]);
    assert!(
        mail.text.contains("Files added (1)") && !mail.text.contains("modified"),
        "{}",
        mail.text
    );
}

#[tokio::test]
async fn a_file_modified_after_its_mail_is_told_as_modified() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    let mails = colombier.mails();
    assert_eq!(mails.len(), 2);
    assert!(
        mails[1].text.contains("Files modified (1)") && !mails[1].text.contains("added"),
        "{}",
        mails[1].text
    );
}

#[tokio::test]
async fn who_never_stops_depositing_is_told_of_after_the_longest_delay() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    for minute in (0..40).step_by(4) {
        colombier
            .deposit(&ben, &folder, &format!("at minute {minute}.txt"))
            .await;
        assert!(colombier.mails().is_empty(), "minute {minute}");
        colombier.pass(Span::from_minutes(4)).await;
    }
    assert_eq!(colombier.only_mail().files().len(), 10);
}

#[tokio::test]
async fn a_mail_lists_a_hundred_files_and_counts_the_others() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Photos").await;
    colombier.alert(&folder, oneself(&anna)).await;
    for number in 1..=120 {
        colombier
            .deposit(&ben, &folder, &format!("photo {number}.jpg"))
            .await;
    }
    colombier.pass_the_delay().await;
    let mail = colombier.only_mail();
    assert_eq!(mail.files().len(), 100);
    assert!(mail.text.contains("and 20 others"), "{}", mail.text);
    assert!(mail.html.contains("and 20 others"));
    let sent = colombier.events("EMAIL SEND").await.remove(0);
    assert_eq!(sent.causes.len(), 120, "the journal tells of all");
}
