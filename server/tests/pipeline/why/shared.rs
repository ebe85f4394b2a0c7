//! Two people with one address.

use super::{PersonChange, Reason, Scene, Span, oneself, says, why};

#[tokio::test]
async fn two_people_with_the_same_address_are_told_by_one_mail() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    let cleo = office.person("cleo").await;
    let shared = |own: &str| PersonChange {
        addresses: Some(vec![
            own.parse().unwrap(),
            "office@example.org".parse().unwrap(),
        ]),
        ..PersonChange::default()
    };
    office.edit(&scene.anna, shared("anna@example.net")).await;
    office.edit(&cleo, shared("cleo@example.net")).await;
    office.alert(&scene.folder, oneself(&cleo)).await;
    let file = scene.deposit("plan.dwg").await;
    office.pass_the_delay().await;
    office.pass(Span::from_minutes(1)).await;
    let mut to: Vec<String> = office
        .mails()
        .iter()
        .map(|mail| mail.to().to_owned())
        .collect();
    to.sort();
    let all = [
        "anna@example.net",
        "anna@example.org",
        "cleo@example.net",
        "cleo@example.org",
        "office@example.org",
    ];
    assert_eq!(to, all);
    let skipped = office.events("EMAIL SKIP").await;
    assert_eq!(skipped.len(), 1);
    assert_eq!(skipped[0].reason, Some(Reason::Duplicate));
    let told = why(office, &cleo, file).await;
    says(
        &told,
        "sent",
        None,
        ["office@example.org", "office@example.org"],
    );
}

#[tokio::test]
async fn skipped_because_someone_else_has_the_same_address() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    let cleo = office.person("cleo").await;
    let also = PersonChange {
        addresses: Some(vec!["cleo@example.org".parse().unwrap()]),
        ..PersonChange::default()
    };
    office.edit(&scene.anna, also).await;
    office.alert(&scene.folder, oneself(&cleo)).await;
    let file = scene.deposit("plan.dwg").await;
    office.pass_the_delay().await;
    office.pass(Span::from_minutes(1)).await;
    assert_eq!(office.mails().len(), 2);
    says(
        &why(office, &cleo, file).await,
        "skipped",
        Some("duplicate"),
        [
            "le même mail était déjà parti",
            "the same mail had already left",
        ],
    );
}

#[tokio::test]
async fn who_shares_an_address_is_mailed_when_the_other_one_is_not() {
    let mut scene = Scene::start("Accounts").await;
    scene.colombier.smtp.go_down().await;
    let office = &scene.colombier;
    let cleo = office.person("cleo").await;
    let also = PersonChange {
        addresses: Some(vec!["cleo@example.org".parse().unwrap()]),
        ..PersonChange::default()
    };
    office.edit(&scene.anna, also).await;
    office.alert(&scene.folder, oneself(&cleo)).await;
    scene.deposit("plan.dwg").await;
    // Settled, and not sent yet.
    office.pass_the_delay().await;
    let off = PersonChange {
        active: Some(false),
        ..PersonChange::default()
    };
    office.edit(&scene.anna, off).await;
    scene.colombier.smtp.come_back().await;
    scene.colombier.pass(Span::from_minutes(2)).await;
    assert_eq!(scene.colombier.only_mail().to(), "cleo@example.org");
}
