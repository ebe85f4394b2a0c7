//! When the mails of a folder leave that says so itself. The clock begins on a Saturday, at nine in Greenwich.

use domain::{
    change::{self, FolderChange, PersonChange},
    folder::Folder,
    person::Person,
    right::Principal,
    time::Span,
    timing::{Days, MailTiming},
};

use crate::{
    installation::{Installation, oneself},
    scene::Scene,
};

fn at(times: &[&str], days: Days) -> MailTiming {
    MailTiming::At {
        times: times.iter().map(|time| time.parse().unwrap()).collect(),
        days,
    }
}

async fn time(office: &Installation, folder: &Folder, timing: Option<MailTiming>) {
    let id = folder.id;
    let change = FolderChange {
        mail_timing: Some(timing),
        ..FolderChange::default()
    };
    office
        .change(move |d, plan, stamp| change::change_folder(d, plan, id, &change, stamp))
        .await;
}

async fn lives_in(office: &Installation, person: &Person, zone: &str) {
    let zone = PersonChange {
        time_zone: Some(Some(zone.to_owned())),
        ..PersonChange::default()
    };
    office.edit(person, zone).await;
}

fn readers(office: &Installation) -> Vec<String> {
    let mails = office.mails();
    mails.iter().map(|mail| mail.to().to_owned()).collect()
}

const HOUR: Span = Span::from_minutes(60);

#[tokio::test]
async fn each_reader_gets_one_mail_at_the_set_time_of_its_own_zone() {
    let office = Installation::start().await;
    let (anna, ben, cleo) = (
        office.person("anna").await,
        office.person("ben").await,
        office.person("cleo").await,
    );
    lives_in(&office, &anna, "Europe/Paris").await;
    lives_in(&office, &cleo, "America/New_York").await;
    let folder = office.folder("Accounts").await;
    let group = office.group("Architects", &[&anna, &cleo]).await;
    office.alert(&folder, Principal::Group(group.id)).await;
    time(&office, &folder, Some(at(&["18:00"], Days::Daily))).await;

    office.deposit(&ben, &folder, "one.txt").await;
    let other = office.deposit(&ben, &folder, "two.txt").await;
    for _ in 0..7 {
        office.pass(HOUR).await;
    }
    assert!(readers(&office).is_empty(), "it is 17:00 in Paris");
    office.pass(HOUR).await;
    assert_eq!(readers(&office), ["anna@example.org"]);
    assert_eq!(office.only_mail().files(), ["one.txt", "two.txt"]);

    office.delete(other).await;
    office.pass(Span::from_minutes(359)).await;
    assert_eq!(readers(&office), ["anna@example.org"], "17:59 in New York");
    office.pass(Span::from_minutes(1)).await;
    let mails = office.mails();
    assert_eq!(mails[1].to(), "cleo@example.org");
    assert_eq!(
        mails[1].files(),
        ["one.txt"],
        "the lines are checked again as the mail leaves"
    );
}

#[tokio::test]
async fn on_weekdays_a_deposit_of_saturday_is_told_on_monday() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    time(office, &scene.folder, Some(at(&["08:00"], Days::Weekdays))).await;
    scene.deposit("one.txt").await;
    office.work().await;
    office.pass(Span::from_minutes(47 * 60 - 1)).await;
    assert!(office.mails().is_empty());
    office.pass(Span::from_minutes(1)).await;
    assert_eq!(office.only_mail().files(), ["one.txt"]);
    assert_eq!(office.told().await, ["ALERT SEND", "EMAIL SEND"]);
}

#[tokio::test]
async fn who_chose_no_zone_has_the_installations() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    office
        .set(|settings, _| settings.email.time_zone = Some("Asia/Tokyo".to_owned()))
        .await;
    time(office, &scene.folder, Some(at(&["20:00"], Days::Daily))).await;
    scene.deposit("one.txt").await;
    office.work().await;
    office.pass(Span::from_minutes(119)).await;
    assert!(office.mails().is_empty());
    office.pass(Span::from_minutes(1)).await;
    assert!(
        office.only_mail().text.contains("18:00"),
        "deposited at six in Tokyo: {}",
        office.only_mail().text
    );
}

#[tokio::test]
async fn a_folder_has_the_delay_of_the_one_above_unless_it_says_otherwise() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    let seconds = |secs| {
        Some(MailTiming::After {
            time_email: Span::from_secs(secs),
            time_email_max: Span::from_secs(secs),
        })
    };
    let (as_above, own) = (
        office.subfolder(&scene.folder, "2026").await,
        office.subfolder(&scene.folder, "Urgent").await,
    );
    for folder in [&as_above, &own] {
        office.alert(folder, oneself(&scene.anna)).await;
    }
    time(office, &scene.folder, seconds(60)).await;
    time(office, &own, seconds(1)).await;
    office.deposit(&scene.ben, &as_above, "later.txt").await;
    office.deposit(&scene.ben, &own, "now.txt").await;
    office.work().await;
    office.pass(Span::from_secs(1)).await;
    assert_eq!(office.only_mail().files(), ["now.txt"]);
    office.pass(Span::from_secs(59)).await;
    assert_eq!(office.mails()[1].files(), ["later.txt"]);
}

#[tokio::test]
async fn what_waits_for_its_time_leaves_at_once_when_the_time_is_taken_away_or_someone_sends_it() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    let monday = Some(at(&["08:00"], Days::Weekdays));
    time(office, &scene.folder, monday.clone()).await;
    scene.deposit("one.txt").await;
    office.pass(HOUR).await;
    assert!(office.mails().is_empty());
    time(office, &scene.folder, None).await;
    office.work().await;
    assert_eq!(office.only_mail().files(), ["one.txt"]);

    time(office, &scene.folder, monday).await;
    scene.deposit("two.txt").await;
    office.work().await;
    let admin = office.viewer(&office.admin).await;
    let page = flow::page::Page::first(9);
    let waiting = office.flow.outbox(&admin, &page).await.unwrap().items;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    office.flow.send_now(&admin, waiting[0].id).await.unwrap();
    office.work().await;
    assert_eq!(office.mails()[1].files(), ["two.txt"]);
}
