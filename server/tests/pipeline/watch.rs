//! What administrators are told of by mail without having asked.

use domain::time::Span;

use crate::{installation::Installation, mails::Mail, scene::Scene};

/// The mails that tell administrators.
fn notices(office: &Installation) -> Vec<Mail> {
    let mails = office.mails().into_iter();
    mails
        .filter(|mail| mail.header("Message-ID").contains(".admin_notice."))
        .collect()
}

/// Time passes; the watch looks, and what it says leaves.
async fn look(office: &Installation, after: Span) {
    office.forward(after);
    office.flow.tell_admins().await.unwrap();
    office.work().await;
}

const NOW: Span = Span::ZERO;
const QUIET: Span = Span::from_minutes(5);

/// A deposit whose mail to anna is refused for good.
async fn refused(scene: &Scene, file: &str) {
    let office = &scene.colombier;
    office
        .smtp
        .refuse("anna@example.org", 1, "550 5.1.1 no such user");
    scene.deposit(file).await;
    office.pass_the_delay().await;
}

#[tokio::test]
async fn a_mail_that_is_refused_is_told_once_it_is_quiet_and_at_most_once_an_hour() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    look(office, NOW).await;
    refused(&scene, "one.txt").await;
    look(office, NOW).await;
    assert!(notices(office).is_empty(), "more may follow");
    look(office, QUIET).await;
    let told = notices(office);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].to(), office.admin.email.as_str());
    assert!(
        told[0].text.contains("550 5.1.1 no such user"),
        "{}",
        told[0].text
    );
    assert!(told[0].text.contains("/events/"), "{}", told[0].text);
    assert_eq!(told[0].header("Auto-Submitted"), "auto-generated");
    assert_eq!(told[0].header("List-Id"), "");

    refused(&scene, "two.txt").await;
    look(office, Span::from_minutes(30)).await;
    assert_eq!(notices(office).len(), 1, "an hour has not passed");
    look(office, Span::from_minutes(30)).await;
    assert_eq!(notices(office).len(), 2);
    look(office, Span::from_days(1)).await;
    assert_eq!(notices(office).len(), 2, "nothing new");
}

#[tokio::test]
async fn that_the_relay_was_down_is_told_when_it_works_again() {
    let mut scene = Scene::start("Accounts").await;
    look(&scene.colombier, NOW).await;
    scene.colombier.smtp.go_down().await;
    scene.deposit("one.txt").await;
    scene.colombier.pass_the_delay().await;
    look(&scene.colombier, QUIET).await;
    assert!(scene.colombier.mails().is_empty());
    scene.colombier.smtp.come_back().await;
    scene.colombier.pass(Span::from_minutes(1)).await;
    let told = notices(&scene.colombier);
    assert_eq!(told.len(), 1);
    assert!(told[0].subject.contains("SUSPEND"), "{}", told[0].subject);
}

#[tokio::test]
async fn who_cannot_be_told_is_not_told_of_that() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    look(office, NOW).await;
    refused(&scene, "one.txt").await;
    let admin = office.admin.email.to_string();
    office.smtp.refuse(&admin, 1, "550 5.1.1 no such user");
    look(office, QUIET).await;
    for _ in 0..5 {
        look(office, Span::from_minutes(61)).await;
    }
    assert!(notices(office).is_empty());
    assert_eq!(office.events("EMAIL FAIL").await.len(), 2);
}

#[tokio::test]
async fn what_happened_before_the_watch_or_while_it_was_off_is_not_told() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    refused(&scene, "one.txt").await;
    look(office, NOW).await;
    office
        .set(|settings, _| settings.email.admin_notices = false)
        .await;
    refused(&scene, "two.txt").await;
    look(office, QUIET).await;
    office
        .set(|settings, _| settings.email.admin_notices = true)
        .await;
    for _ in 0..3 {
        look(office, Span::from_minutes(61)).await;
    }
    assert!(notices(office).is_empty());
}
