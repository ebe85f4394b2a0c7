//! Whom a deposit is told to, and in which words.

use domain::{
    change::{NewAlert, PersonChange},
    person::Language,
    right::Principal,
    time::Span,
};

use crate::{
    installation::{Installation, alert_on, oneself},
    mails::Mail,
};

#[tokio::test]
async fn ones_own_deposits_are_not_told_to_oneself() {
    let colombier = Installation::start().await;
    let anna = colombier.person("anna").await;
    let folder = colombier.folder("Accounts").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&anna, &folder, "mine.txt").await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty() && colombier.told().await.is_empty());
}

#[tokio::test]
async fn ones_own_deposits_are_told_if_asked_for() {
    let colombier = Installation::start().await;
    let anna = colombier.person("anna").await;
    let folder = colombier.folder("Accounts").await;
    colombier
        .subscribe(NewAlert {
            own_actions: true,
            ..alert_on(&folder, oneself(&anna))
        })
        .await;
    colombier.deposit(&anna, &folder, "mine.txt").await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.only_mail().files(), ["mine.txt"]);
}

#[tokio::test]
async fn a_group_is_told_but_for_the_one_who_deposited() {
    let colombier = Installation::start().await;
    let (anna, ben, cleo) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
        colombier.person("cleo").await,
    );
    let group = colombier.group("Architects", &[&anna, &ben, &cleo]).await;
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, Principal::Group(group.id)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    let mails = colombier.mails();
    let mut to: Vec<&str> = mails.iter().map(Mail::to).collect();
    to.sort_unstable();
    assert_eq!(to, ["anna@example.org", "cleo@example.org"]);
    assert!(
        mails[0]
            .text
            .contains("because the group \"Architects\" follows"),
        "{}",
        mails[0].text
    );
    let skip = colombier.events("ALERT SKIP").await.remove(0);
    assert_eq!(skip.reason.unwrap().code(), "own_action");
}

#[tokio::test]
async fn in_a_mail_of_a_group_ones_own_files_are_left_out() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let group = colombier.group("Architects", &[&anna, &ben]).await;
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, Principal::Group(group.id)).await;
    colombier.deposit(&ben, &folder, "of ben.dwg").await;
    colombier.deposit(&anna, &folder, "of anna.dwg").await;
    colombier.pass_the_delay().await;
    for mail in colombier.mails() {
        let other = if mail.to() == "anna@example.org" {
            "of ben.dwg"
        } else {
            "of anna.dwg"
        };
        assert_eq!(mail.files(), [other], "to {}", mail.to());
    }
    assert_eq!(colombier.mails().len(), 2);
}

#[tokio::test]
async fn a_new_member_of_a_group_gets_nothing_older_than_the_membership() {
    let colombier = Installation::start().await;
    let (anna, ben, cleo) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
        colombier.person("cleo").await,
    );
    let group = colombier.group("Architects", &[&anna]).await;
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, Principal::Group(group.id)).await;
    colombier.deposit(&ben, &folder, "old.dwg").await;
    colombier.regroup(&group, &[&anna, &cleo]).await;
    colombier.deposit(&ben, &folder, "new.dwg").await;
    colombier.pass_the_delay().await;
    for mail in colombier.mails() {
        let wanted: &[&str] = if mail.to() == "cleo@example.org" {
            &["new.dwg"]
        } else {
            &["old.dwg", "new.dwg"]
        };
        assert_eq!(mail.files(), wanted, "to {}", mail.to());
    }
    assert_eq!(colombier.mails().len(), 2);
}

#[tokio::test]
async fn who_left_the_group_in_time_is_not_told() {
    let colombier = Installation::start().await;
    let (anna, ben, cleo) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
        colombier.person("cleo").await,
    );
    let group = colombier.group("Architects", &[&anna, &cleo]).await;
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, Principal::Group(group.id)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.regroup(&group, &[&anna]).await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.only_mail().to(), "anna@example.org");
}

#[tokio::test]
async fn a_person_with_two_addresses_gets_it_on_each() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let addresses = Some(vec!["anna@home.example".parse().unwrap()]);
    colombier
        .edit(
            &anna,
            PersonChange {
                addresses,
                ..PersonChange::default()
            },
        )
        .await;
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    let mails = colombier.mails();
    let mut to: Vec<&str> = mails.iter().map(Mail::to).collect();
    to.sort_unstable();
    assert_eq!(to, ["anna@example.org", "anna@home.example"]);
    assert_ne!(mails[0].message_id(), mails[1].message_id());
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "EMAIL SEND", "EMAIL SEND"]
    );
}

#[tokio::test]
async fn two_alerts_on_one_file_are_one_line_of_one_mail() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let group = colombier.group("Architects", &[&anna]).await;
    let folder = colombier.folder("Plans").await;
    let inner = colombier.subfolder(&folder, "Roof").await;
    colombier
        .alert_below(&folder, Principal::Group(group.id))
        .await;
    colombier.alert(&inner, oneself(&anna)).await;
    colombier.deposit(&ben, &inner, "roof.dwg").await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.only_mail().files(), ["roof.dwg"]);
    assert_eq!(
        colombier.told().await,
        ["ALERT SEND", "ALERT SEND", "EMAIL SEND"]
    );
}

#[tokio::test]
async fn an_alert_that_is_not_recursive_knows_nothing_of_subfolders() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    let inner = colombier.subfolder(&folder, "Roof").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &inner, "roof.dwg").await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty() && colombier.told().await.is_empty());
}

#[tokio::test]
async fn an_alert_tells_nothing_that_happened_before_it() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    colombier.deposit(&ben, &folder, "old.dwg").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "new.dwg").await;
    colombier.pass_the_delay().await;
    assert_eq!(colombier.only_mail().files(), ["new.dwg"]);
}

#[tokio::test]
async fn an_alert_on_additions_is_silent_about_modifications() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let folder = colombier.folder("Plans").await;
    let on = domain::alert::AlertOn {
        modify: false,
        ..domain::alert::AlertOn::DEPOSITS
    };
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier
        .subscribe(NewAlert {
            on,
            ..alert_on(&folder, oneself(&anna))
        })
        .await;
    colombier.deposit(&ben, &folder, "plan.dwg").await;
    colombier.pass_the_delay().await;
    assert!(colombier.mails().is_empty());
}

#[tokio::test]
async fn a_french_person_gets_a_french_mail_with_local_times() {
    let colombier = Installation::start().await;
    let (anna, ben) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
    );
    let french = PersonChange {
        language: Some(Some(Language::Fr)),
        time_zone: Some(Some("Europe/Paris".to_owned())),
        ..PersonChange::default()
    };
    colombier.edit(&anna, french).await;
    let folder = colombier.folder("Comptabilité").await;
    colombier.alert(&folder, oneself(&anna)).await;
    colombier.deposit(&ben, &folder, "relevé d'été.pdf").await;
    colombier.pass_the_delay().await;
    let mail = colombier.only_mail();
    assert_eq!(mail.subject, "1 fichier déposé dans Comptabilité");
    assert_eq!(mail.files(), ["relevé d'été.pdf"]);
    assert!(
        mail.text.contains("parce que vous suivez ce dossier"),
        "{}",
        mail.text
    );
    assert!(
        mail.text.contains("10:00"),
        "nine in Greenwich is ten in Paris: {}",
        mail.text
    );
}

#[tokio::test]
async fn who_unsubscribes_by_the_mails_own_link_gets_no_more() {
    let colombier = Installation::start().await;
    let (anna, ben, cleo) = (
        colombier.person("anna").await,
        colombier.person("ben").await,
        colombier.person("cleo").await,
    );
    let group = colombier.group("Architects", &[&anna, &cleo]).await;
    let folder = colombier.folder("Plans").await;
    colombier.alert(&folder, Principal::Group(group.id)).await;
    colombier.deposit(&ben, &folder, "one.dwg").await;
    colombier.pass_the_delay().await;
    let mail = colombier
        .mails()
        .into_iter()
        .find(|mail| mail.to() == "anna@example.org")
        .unwrap();
    let link = mail.header("List-Unsubscribe");
    let token = link
        .trim_matches(['<', '>'])
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    colombier.deposit(&ben, &folder, "two.dwg").await;
    colombier.flow.unsubscribe(&token, None).await.unwrap();
    colombier.pass(Span::from_minutes(1)).await;
    colombier.pass_the_delay().await;
    let to: Vec<String> = colombier
        .mails()
        .iter()
        .map(|mail| mail.to().to_owned())
        .collect();
    assert_eq!(
        to.iter().filter(|to| *to == "anna@example.org").count(),
        1,
        "{to:?}"
    );
    assert_eq!(
        to.iter().filter(|to| *to == "cleo@example.org").count(),
        2,
        "{to:?}"
    );
    assert_eq!(colombier.events("ALERT UNSUBSCRIBE").await.len(), 1);
    let skip = colombier.events("ALERT SKIP").await.remove(0);
    assert_eq!(skip.reason.unwrap().code(), "unsubscribed");
}
