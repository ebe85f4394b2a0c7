//! Skipped: a line was not to be told any more.

use super::{
    Action, FlowError, Level, PersonChange, Principal, Scene, WhyOutcome, WhyQuery, change,
    oneself, says, why,
};

#[tokio::test]
async fn skipped_because_the_file_was_deleted() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    scene.trash(file).await;
    scene.colombier.pass_the_delay().await;
    let gone = [
        "avait été supprimé avant l’envoi",
        "had been deleted before",
    ];
    says(
        &scene.why(file).await,
        "skipped",
        Some("file_deleted"),
        gone,
    );
}

#[tokio::test]
async fn skipped_because_the_file_was_moved_out() {
    let scene = Scene::start("Accounts").await;
    let elsewhere = scene.colombier.folder("Elsewhere").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.move_file(file, &elsewhere).await;
    scene.colombier.pass_the_delay().await;
    let moved = [
        "déplacé hors du dossier",
        "moved out of the subscribed folder",
    ];
    says(&scene.why(file).await, "skipped", Some("file_moved"), moved);
}

#[tokio::test]
async fn skipped_because_the_folder_is_in_the_trash() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.trash_folder(&scene.folder).await;
    scene.colombier.pass_the_delay().await;
    let gone = ["mis à la corbeille", "put in the trash"];
    says(
        &scene.why(file).await,
        "skipped",
        Some("folder_deleted"),
        gone,
    );
}

#[tokio::test]
async fn skipped_because_read_was_lost_and_the_answer_stays_when_it_comes_back() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    let only_ben = [(oneself(&scene.ben), Level::Write)];
    scene.colombier.rights(&scene.folder, &only_ben).await;
    scene.colombier.pass_the_delay().await;
    let lost = ["plus de droit de lecture", "no right to read"];
    let why = scene.why(file).await;
    says(&why, "skipped", Some("no_read_right"), lost);
    let turn = why
        .steps
        .iter()
        .find(|step| step.action == Action::Revoke)
        .unwrap();
    assert!(turn.text.en.contains("lost the right to read"), "{turn:?}");

    // The past does not change with what is given, and taken, afterwards.
    let all = [(Principal::Everyone, Level::Read)];
    scene.colombier.rights(&scene.folder, &all).await;
    scene.colombier.remove_alert(scene.alert.id).await;
    let again = scene.why(file).await;
    assert_eq!(again, why);
}

#[tokio::test]
async fn who_lost_read_is_told_so_without_the_name_and_who_never_had_it_nothing() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.rights(&scene.folder, &[]).await;
    scene.colombier.pass_the_delay().await;
    let (anna, late) = (
        scene.colombier.viewer(&scene.anna).await,
        scene.colombier.person("late").await,
    );
    let own = WhyQuery {
        file: Some(file),
        ..WhyQuery::default()
    };
    let told = scene.colombier.flow.why(&anna, &own).await.unwrap();
    assert_eq!(told.reason.as_deref(), Some("no_read_right"));
    let all = serde_json::to_string(&told).unwrap();
    assert!(
        !all.contains("plan.dwg") && !all.contains("Accounts"),
        "{all}"
    );
    let late = scene.colombier.viewer(&late).await;
    let missing = scene.colombier.flow.why(&late, &own).await.unwrap_err();
    assert!(matches!(missing, FlowError::Refused(refusal) if refusal.code() == "file_not_found"));
    let others = WhyQuery {
        user: Some(scene.ben.id),
        ..own
    };
    let refused = scene.colombier.flow.why(&anna, &others).await.unwrap_err();
    assert!(matches!(refused, FlowError::Refused(refusal) if refusal.code() == "forbidden"));
}

#[tokio::test]
async fn skipped_because_it_is_ones_own_deposit_alone_and_in_a_group() {
    let scene = Scene::start("Accounts").await;
    let Scene {
        colombier,
        anna,
        folder,
        ..
    } = &scene;
    let own = colombier.deposit(anna, folder, "mine.txt").await;
    let group = colombier.group("All", &[anna, &scene.ben]).await;
    let shared = colombier.folder("Shared").await;
    colombier.alert(&shared, Principal::Group(group.id)).await;
    let in_group = colombier.deposit(anna, &shared, "ours.txt").await;
    colombier.pass_the_delay().await;
    for file in [own, in_group] {
        let words = ["son propre dépôt", "one’s own deposit"];
        says(&scene.why(file).await, "skipped", Some("own_action"), words);
    }
    assert_eq!(
        why(colombier, &scene.ben, in_group).await.outcome,
        WhyOutcome::Sent
    );
}

#[tokio::test]
async fn skipped_because_the_account_is_off() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    let off = PersonChange {
        active: Some(false),
        ..PersonChange::default()
    };
    scene.colombier.edit(&scene.anna, off).await;
    scene.colombier.pass_the_delay().await;
    let words = ["le compte est désactivé", "the account is switched off"];
    says(
        &scene.why(file).await,
        "skipped",
        Some("user_disabled"),
        words,
    );
}

#[tokio::test]
async fn skipped_because_the_alert_was_removed_or_its_person_was() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.work().await;
    scene.colombier.remove_alert(scene.alert.id).await;
    scene.colombier.pass_the_delay().await;
    let words = ["l’alerte avait été supprimée", "the alert had been removed"];
    says(
        &scene.why(file).await,
        "skipped",
        Some("alert_removed"),
        words,
    );

    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.work().await;
    let id = scene.anna.id;
    let remove = move |d: &_, plan: &mut _, stamp: &_| change::remove_person(d, plan, id, stamp);
    scene.colombier.change(remove).await;
    scene.colombier.pass_the_delay().await;
    says(
        &scene.why(file).await,
        "skipped",
        Some("alert_removed"),
        words,
    );
}

#[tokio::test]
async fn skipped_because_of_the_unsubscribe_link_of_a_group() {
    let scene = Scene::start("Accounts").await;
    let Scene {
        colombier, anna, ..
    } = &scene;
    let group = colombier.group("All", &[anna]).await;
    let shared = colombier.folder("Shared").await;
    let alert = colombier.alert(&shared, Principal::Group(group.id)).await;
    let file = colombier.deposit(&scene.ben, &shared, "ours.txt").await;
    colombier.work().await;
    let id = anna.id;
    let leave =
        move |d: &_, plan: &mut _, stamp: &_| change::unsubscribe(d, plan, id, &[alert.id], stamp);
    colombier.change(leave).await;
    colombier.pass_the_delay().await;
    let words = ["le désabonnement", "unsubscribed from"];
    says(
        &scene.why(file).await,
        "skipped",
        Some("unsubscribed"),
        words,
    );
    let next = colombier.deposit(&scene.ben, &shared, "next.txt").await;
    colombier.pass_the_delay().await;
    says(
        &scene.why(next).await,
        "skipped",
        Some("unsubscribed"),
        words,
    );
}

#[tokio::test]
async fn skipped_because_it_was_cancelled_by_hand() {
    let scene = Scene::start("Accounts").await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.work().await;
    let admin = scene.colombier.viewer(&scene.colombier.admin).await;
    let page = flow::page::Page::first(10);
    let waiting = scene.colombier.flow.outbox(&admin, &page).await.unwrap();
    scene
        .colombier
        .flow
        .cancel(&admin, waiting.items[0].id)
        .await
        .unwrap();
    let words = ["annulé à la main", "cancelled by hand"];
    says(&scene.why(file).await, "skipped", Some("cancelled"), words);
}
