//! What is checked again before a mail leaves: only what is still there, for whom it is still meant.

use domain::{
    change::PersonChange,
    right::{Level, Principal},
    time::Span,
};

use crate::{
    installation::{Installation, oneself},
    smtp::{Act, Step},
};

#[tokio::test]
async fn a_file_deleted_before_the_mail_is_skipped() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    let file = colombier.deposit(&ben, &folder, "draft.txt").await;
    colombier.delete(file).await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty());
    assert_eq!(colombier.told().await, ["ALERT SKIP file_deleted"]);
    let skip = colombier.events("ALERT SKIP").await.remove(0);
    let added = colombier.events("FILE ADD").await.remove(0);
    assert_eq!(skip.causes, [added.id], "it says which deposit it is about");
}

#[tokio::test]
async fn of_two_files_the_deleted_one_is_skipped_and_the_other_sent() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    let draft = colombier.deposit(&ben, &folder, "draft.txt").await;
    colombier.deposit(&ben, &folder, "final.txt").await;
    colombier.delete(draft).await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.only_mail().files(), ["final.txt"]);
    let mut told = colombier.told().await;
    told.sort();
    assert_eq!(
        told,
        ["ALERT SEND", "ALERT SKIP file_deleted", "EMAIL SEND"]
    );
}

#[tokio::test]
async fn a_file_restored_in_time_is_sent() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    let file = colombier.deposit(&ben, &folder, "draft.txt").await;
    colombier.delete(file).await;
    colombier.pass(Span::from_minutes(1)).await;
    colombier.restore(file).await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.only_mail().files(), ["draft.txt"]);
}

#[tokio::test]
async fn who_lost_read_is_not_told() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "salaries.pdf").await;
    colombier
        .rights(&folder, &[(oneself(&ben), Level::Write)])
        .await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty());
    assert_eq!(colombier.told().await, ["ALERT SKIP no_read_right"]);
}

#[tokio::test]
async fn an_alert_works_again_when_read_returns() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier
        .rights(&folder, &[(oneself(&ben), Level::Write)])
        .await;
    colombier.deposit(&ben, &folder, "one.pdf").await;
    colombier.pass_the_delay().await;
    colombier
        .rights(&folder, &[(Principal::Everyone, Level::Write)])
        .await;
    colombier.deposit(&ben, &folder, "two.pdf").await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.only_mail().files(), ["two.pdf"]);
}

#[tokio::test]
async fn a_file_moved_out_of_the_subscribed_folder_is_skipped() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let (folder, elsewhere) = (
        colombier.folder("Accounts").await,
        colombier.folder("Elsewhere").await,
    );
    colombier.alert_below(&folder, oneself(&anna)).await;
    let file = colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.move_file(file, &elsewhere).await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty());
    assert_eq!(colombier.told().await, ["ALERT SKIP file_moved"]);
}

#[tokio::test]
async fn a_file_moved_within_the_subscribed_tree_is_told_with_its_new_path() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    let year = colombier.subfolder(&folder, "Year 2026").await;
    colombier.alert_below(&folder, oneself(&anna)).await;
    let file = colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.move_file(file, &year).await;
    colombier.pass_the_delay().await;
    let mail = colombier.only_mail();
    assert_eq!(mail.files(), ["plan.dwg"]);
    assert!(mail.text.contains("Year 2026"), "{}", mail.text);
}

#[tokio::test]
async fn a_renamed_file_is_told_by_its_new_name() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    let file = colombier.deposit(&ben, &folder, "draft.txt").await;
    colombier.rename(file, "final.txt").await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.only_mail().files(), ["final.txt"]);
}

#[tokio::test]
async fn a_folder_put_in_the_trash_takes_its_mails_with_it() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.trash_folder(&folder).await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty());
    assert_eq!(colombier.told().await, ["ALERT SKIP folder_deleted"]);
}

#[tokio::test]
async fn an_alert_removed_in_time_tells_nothing() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    let alert = colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.work().await;
    colombier.remove_alert(alert.id).await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty());
    assert_eq!(colombier.told().await, ["ALERT SKIP alert_removed"]);
}

#[tokio::test]
async fn who_is_no_longer_active_is_not_told() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier
        .edit(
            &anna,
            PersonChange {
                active: Some(false),
                ..PersonChange::default()
            },
        )
        .await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty());
    assert_eq!(colombier.told().await, ["ALERT SKIP user_disabled"]);
}

#[tokio::test]
async fn a_file_deleted_while_its_mail_waits_for_the_relay_is_skipped_by_the_mail() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier
        .smtp
        .at(Step::Connect, 1, Act::Say("421 4.3.2 not now"));
    let file = colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    colombier.delete(file).await;
    colombier.pass(Span::from_minutes(1)).await;
    assert!(colombier.mails().is_empty());
    let told = colombier.told().await;
    assert_eq!(
        told,
        [
            "ALERT SEND",
            "SYSTEM SUSPEND unreachable",
            "EMAIL SKIP file_deleted"
        ]
    );
}

#[tokio::test]
async fn read_revoked_while_a_mail_waits_for_the_relay_is_noticed() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier
        .smtp
        .at(Step::Connect, 1, Act::Say("421 4.3.2 not now"));
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    colombier.rights(&folder, &[]).await;
    colombier.pass(Span::from_minutes(1)).await;
    assert!(colombier.mails().is_empty());
    assert_eq!(
        colombier.told().await.last().unwrap(),
        "EMAIL SKIP no_read_right"
    );
}
