//! "Why did this person (not) get that mail?": every way that the notification of a deposit can end, as it is told.

use domain::{
    alert::AlertOn,
    change::{self, PersonChange},
    event::{Action, Event, MailFacts, ObjectType, Reason, Stamp},
    id::FileId,
    person::Person,
    right::{Level, Principal},
    settings::{SmtpSecure, SmtpSettings},
    time::{Span, Timestamp},
    wire::{Why, WhyOutcome},
};
use flow::{
    FlowError,
    port::{Archive as _, Files as _, Journal as _},
    why::WhyQuery,
};

mod none;
mod shared;
mod skipped;

use crate::{
    installation::{Installation, alert_on, oneself},
    scene::Scene,
    smtp::{Act, Step},
};

/// An administrator asks about `person` and `file`.
async fn why(colombier: &Installation, person: &Person, file: FileId) -> Why {
    let query = WhyQuery {
        user: Some(person.id),
        file: Some(file),
        ..WhyQuery::default()
    };
    asked(colombier, query).await
}

async fn asked(colombier: &Installation, query: WhyQuery) -> Why {
    let admin = colombier.viewer(&colombier.admin).await;
    colombier.flow.why(&admin, &query).await.unwrap()
}

/// The outcome, its code, and a part of the sentence in both languages.
#[track_caller]
fn says(why: &Why, outcome: &str, code: Option<&str>, [fr, en]: [&str; 2]) {
    assert_eq!(
        (why.outcome.to_string().as_str(), why.reason.as_deref()),
        (outcome, code),
        "{why:#?}"
    );
    assert!(why.sentence.fr.contains(fr), "{}", why.sentence.fr);
    assert!(why.sentence.en.contains(en), "{}", why.sentence.en);
    assert!(why.steps.is_sorted_by_key(|step| step.event_id), "{why:#?}");
}

impl Scene {
    async fn why(&self, file: FileId) -> Why {
        why(&self.colombier, &self.anna, file).await
    }

    async fn trash(&self, file: FileId) {
        self.colombier.delete(file).await;
    }
}

#[tokio::test]
async fn sent_with_the_chain_the_relays_answer_and_what_to_do_if_it_was_not_seen() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let why = scene.why(file).await;
    says(
        &why,
        "sent",
        None,
        ["le relais l’a accepté (250", "the relay took it (250"],
    );
    let kinds: Vec<_> = why
        .steps
        .iter()
        .map(|step| format!("{} {}", step.object_type, step.action))
        .collect();
    assert_eq!(kinds, ["ALERT ADD", "FILE ADD", "ALERT SEND", "EMAIL SEND"]);
    let id = scene.colombier.only_mail().header("Message-ID");
    assert!(
        why.advice.en.contains("junk") && why.advice.en.contains(&id),
        "{}",
        why.advice.en
    );
    assert!(
        why.steps[3].text.en.contains("5m after the deposit"),
        "{:?}",
        why.steps[3]
    );
}

#[tokio::test]
async fn waiting_before_and_after_the_alert_station_has_read_it_and_in_the_outbox() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    says(
        &scene.why(file).await,
        "waiting",
        Some("collecting"),
        ["vient d’être fait", "just now"],
    );
    scene.colombier.work().await;
    let gathering = ["rassemble encore les dépôts", "still gathers deposits"];
    says(
        &scene.why(file).await,
        "waiting",
        Some("collecting"),
        gathering,
    );
    scene.colombier.forward(Span::from_minutes(5));
    while scene.colombier.flow.settle_due().await.unwrap() {}
    says(
        &scene.why(file).await,
        "waiting",
        Some("queued"),
        ["est prêt et part", "is ready and leaves"],
    );
}

#[tokio::test]
async fn waiting_because_the_relay_refuses_the_password() {
    let scene = Scene::start("Accounts").await;
    scene.colombier.smtp.require_login("robot", "right");
    scene.colombier.sign_in_with("robot", "wrong").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let why = scene.why(file).await;
    says(
        &why,
        "waiting",
        Some("auth_failed"),
        ["l’envoi est suspendu", "sending is paused"],
    );
    assert!(why.advice.fr.contains("mot de passe"), "{}", why.advice.fr);
}

#[tokio::test]
async fn waiting_because_no_server_is_set_and_skipped_once_that_lasted_too_long() {
    let scene = Scene::start("Accounts").await;
    scene
        .colombier
        .set(|settings, _| settings.smtp = SmtpSettings::default())
        .await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let paused = ["aucun serveur d’envoi n’est réglé", "no mail server is set"];
    says(
        &scene.why(file).await,
        "waiting",
        Some("smtp_not_configured"),
        paused,
    );
    scene.colombier.pass(Span::from_days(6)).await;
    says(
        &scene.why(file).await,
        "skipped",
        Some("smtp_not_configured"),
        paused,
    );
}

#[tokio::test]
async fn waiting_for_another_try_after_greylisting() {
    let scene = Scene::start("Accounts").await;
    scene
        .colombier
        .smtp
        .at(Step::Dot, 1, Act::Say("451 4.7.1 greylisted"));
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let why = scene.why(file).await;
    says(
        &why,
        "waiting",
        Some("refused_content"),
        ["sera de nouveau essayé", "is tried again on"],
    );
    assert!(
        why.steps.last().unwrap().text.en.contains("greylisted"),
        "{why:#?}"
    );
}

#[tokio::test]
async fn in_doubt_when_the_relay_hung_up_after_the_final_dot() {
    let scene = Scene::start("Accounts").await;
    scene.colombier.smtp.at(Step::Dot, 1, Act::HangUp);
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let unsure = [
        "on ne sait pas si le serveur l’avait déjà pris",
        "it is not known whether",
    ];
    says(&scene.why(file).await, "waiting", Some("in_doubt"), unsure);
}

#[tokio::test]
async fn failed_because_the_recipient_is_refused_and_suspended_after_three_times() {
    let scene = Scene::start("Accounts").await;
    let refusal = "550 5.1.1 no such user";
    scene.colombier.smtp.refuse("anna@example.org", 3, refusal);
    let mut files = Vec::new();
    for name in ["one.txt", "two.txt", "three.txt", "four.txt"] {
        files.push(scene.deposit(name).await);
        scene.colombier.pass_the_delay().await;
    }
    let refused = [
        "a refusé le destinataire (550 5.1.1",
        "refused the recipient (550 5.1.1",
    ];
    says(
        &scene.why(files[0]).await,
        "failed",
        Some("refused_recipient"),
        refused,
    );
    let third = scene.why(files[2]).await;
    says(&third, "failed", Some("refused_recipient"), refused);
    assert!(
        third
            .steps
            .iter()
            .any(|step| step.action == Action::Suspend),
        "{third:#?}"
    );
    let suspended = ["l’adresse est suspendue", "the address is suspended"];
    says(
        &scene.why(files[3]).await,
        "suspended",
        Some("address_suspended"),
        suspended,
    );
}

#[tokio::test]
async fn failed_because_the_address_is_none_that_the_server_can_use() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    let address = PersonChange {
        email: Some("élodie@exemple.fr".parse().unwrap()),
        ..PersonChange::default()
    };
    // A server without SMTPUTF8 (RFC 6531).
    office.smtp.at(Step::Ehlo, 9, Act::Say("250 test"));
    office.edit(&scene.anna, address).await;
    let file = scene.deposit("plan.dwg").await;
    office.pass_the_delay().await;
    says(
        &scene.why(file).await,
        "failed",
        Some("address_invalid"),
        ["l’adresse n’est pas valable", "the address is not valid"],
    );
}

#[tokio::test]
async fn waiting_because_the_connection_cannot_be_protected() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    // The test's server does not offer STARTTLS: nothing is sent in clear text.
    office
        .set(|settings, _| settings.smtp.secure = SmtpSecure::Starttls)
        .await;
    let file = scene.deposit("plan.dwg").await;
    office.pass_the_delay().await;
    says(
        &scene.why(file).await,
        "waiting",
        Some("tls_failed"),
        ["l’envoi est suspendu", "sending is paused"],
    );
    assert!(office.mails().is_empty());
}

#[tokio::test]
async fn expired_from_the_journal_when_it_was_too_long_ago() {
    let scene = Scene::start("Accounts").await;
    let office = &scene.colombier;
    let file = scene.deposit("plan.dwg").await;
    office.pass_the_delay().await;
    office
        .set(|settings, _| {
            let kinds = [ObjectType::File, ObjectType::Alert, ObjectType::Email];
            let day = Span::from_days(1);
            settings.journal.retention = kinds.into_iter().map(|kind| (kind, day)).collect();
        })
        .await;
    office.pass(Span::from_days(2)).await;
    while office.store.seal_events().await.unwrap() {}
    assert!(office.flow.expire_events().await.unwrap() > 0);
    says(
        &scene.why(file).await,
        "expired_from_journal",
        None,
        ["journal", "journal"],
    );
}

#[tokio::test]
async fn failed_because_the_content_is_refused() {
    let scene = Scene::start("Accounts").await;
    scene
        .colombier
        .smtp
        .at(Step::Dot, 1, Act::Say("554 5.7.1 spam"));
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let refused = [
        "le contenu a été refusé (554",
        "the content was refused (554",
    ];
    says(
        &scene.why(file).await,
        "failed",
        Some("refused_content"),
        refused,
    );
}

#[tokio::test]
async fn failed_after_all_tries_failed_for_too_long() {
    let scene = Scene::start("Accounts").await;
    scene
        .colombier
        .smtp
        .at(Step::Dot, usize::MAX, Act::Say("451 4.7.1 later"));
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    scene.colombier.pass(Span::from_days(6)).await;
    let why = scene.why(file).await;
    says(
        &why,
        "failed",
        Some("expired"),
        ["pendant trop longtemps", "for too long"],
    );
}

#[tokio::test]
async fn bounced_after_it_had_been_taken() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let sent = scene.colombier.events("EMAIL SEND").await.remove(0);
    let bounce = Event::draft(&Stamp::system(sent.at), ObjectType::Email, Action::Bounce)
        .tells(sent.trace, sent.causes.clone())
        .with_mail(MailFacts {
            smtp_text: Some("mailbox full".to_owned()),
            ..*sent.mail.unwrap()
        });
    scene.colombier.store.append(vec![bounce]).await.unwrap();
    let why = scene.why(file).await;
    says(&why, "bounced", None, ["est revenu", "came back"]);
    assert!(
        why.sentence.en.contains("mailbox full"),
        "{}",
        why.sentence.en
    );
}

#[tokio::test]
async fn of_two_addresses_each_is_told_and_one_can_be_asked_for() {
    let scene = Scene::start("Accounts").await;
    let second = "anna@private.example";
    let two = PersonChange {
        addresses: Some(vec![second.parse().unwrap()]),
        ..PersonChange::default()
    };
    scene.colombier.edit(&scene.anna, two).await;
    scene
        .colombier
        .smtp
        .refuse(second, 1, "550 5.1.1 no such user");
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let both = scene.why(file).await;
    says(
        &both,
        "sent",
        None,
        ["pour anna@example.org", "to anna@example.org"],
    );
    says(
        &both,
        "sent",
        None,
        ["pour anna@private.example", "to anna@private.example"],
    );
    let one = WhyQuery {
        address: Some(second.to_owned()),
        file: Some(file),
        ..WhyQuery::default()
    };
    let one = asked(&scene.colombier, one).await;
    says(
        &one,
        "failed",
        Some("refused_recipient"),
        ["a refusé", "refused"],
    );
}

#[tokio::test]
async fn a_folder_an_address_or_a_time_can_be_asked_about() {
    let scene = Scene::start("Accounts").await;
    let empty = scene.colombier.folder("Empty").await;
    let first = scene.deposit("first.txt").await;
    scene.colombier.pass_the_delay().await;
    let between = scene.colombier.now();
    scene.colombier.forward(Span::from_minutes(1));
    scene.deposit("second.txt").await;
    let ask = |folder, at: Option<Timestamp>, address: Option<&str>| {
        let query = WhyQuery {
            user: address.is_none().then_some(scene.anna.id),
            address: address.map(str::to_owned),
            folder,
            at,
            ..WhyQuery::default()
        };
        asked(&scene.colombier, query)
    };
    let folder = Some(scene.folder.id);
    assert!(
        ask(folder, None, None)
            .await
            .sentence
            .en
            .contains("second.txt")
    );
    let past = ask(folder, Some(between), None).await;
    says(&past, "sent", None, ["first.txt", "first.txt"]);
    let last = ask(None, None, Some("Anna@example.org")).await;
    says(&last, "sent", None, ["first.txt", "first.txt"]);
    says(
        &ask(Some(empty.id), None, None).await,
        "none",
        Some("no_deposit"),
        ["rien", "nothing"],
    );
    let nobody = ask(None, None, Some("nobody@example.org")).await;
    says(&nobody, "none", Some("no_mail"), ["aucun mail", "no mail"]);

    // What was purged is still known from its events.
    scene.trash(first).await;
    scene.colombier.forward(Span::from_days(40));
    let stop = tokio_util::sync::CancellationToken::new();
    assert_eq!(scene.colombier.flow.purge(&stop).await.unwrap(), 1);
    assert!(scene.colombier.store.file(first).await.unwrap().is_none());
    says(
        &scene.why(first).await,
        "sent",
        None,
        ["first.txt", "first.txt"],
    );
}

#[tokio::test]
async fn a_dry_run_says_who_would_be_mailed_when_and_who_not() {
    let scene = Scene::start("Accounts").await;
    let Scene {
        colombier, folder, ..
    } = &scene;
    let guest = colombier.person("cleo").await;
    colombier.alert(folder, oneself(&guest)).await;
    let off = PersonChange {
        active: Some(false),
        ..PersonChange::default()
    };
    colombier.edit(&guest, off).await;
    let admin = colombier.viewer(&colombier.admin).await;
    let may = colombier.flow.may_manage(&admin, folder.id).unwrap();
    let run = colombier.flow.dry_run(&may).unwrap();
    let (earliest, latest) = (run.people[0].earliest, run.people[0].latest);
    assert_eq!(earliest, colombier.now() + Span::from_minutes(5));
    assert_eq!(latest, colombier.now() + Span::from_minutes(40));
    let told: Vec<_> = run
        .people
        .iter()
        .map(|person| (person.name.as_str(), person.mailed, person.reason))
        .collect();
    let off = Some(Reason::UserDisabled);
    assert_eq!(told, [("anna", true, None), ("cleo", false, off)]);
    assert!(
        run.people[1]
            .sentence
            .fr
            .contains("le compte est désactivé")
    );

    let may = colombier.flow.may_admin(&admin).unwrap();
    let page = flow::page::Page::first(10);
    let all = colombier.flow.alerts_overview(&may, &page).items;
    let flags: Vec<_> = all
        .iter()
        .map(|alert| {
            (
                alert.people,
                alert.reached,
                alert.flags.first().map(|flag| flag.reason),
            )
        })
        .collect();
    assert_eq!(flags, [(1, 1, None), (1, 0, off)]);
}
