//! None: no alert was to tell of it.

use super::{AlertOn, Principal, Scene, alert_on, change, oneself, says, why};

#[tokio::test]
async fn none_because_there_was_no_alert_or_it_came_later() {
    let scene = Scene::start("Accounts").await;
    let Scene { colombier, ben, .. } = &scene;
    let file = scene.deposit("plan.dwg").await;
    colombier.pass_the_delay().await;
    let words = ["pas d’alerte", "no alert"];
    says(
        &why(colombier, ben, file).await,
        "none",
        Some("no_alert"),
        words,
    );
    let cleo = colombier.person("cleo").await;
    let words = [
        "personne n’avait alors ce compte",
        "nobody had this account",
    ];
    says(
        &why(colombier, &cleo, file).await,
        "none",
        Some("no_account"),
        words,
    );
    let dora = colombier.person("dora").await;
    let other = scene.deposit("other.dwg").await;
    colombier.alert(&scene.folder, oneself(&dora)).await;
    let words = ["créée après ce dépôt", "made after this deposit"];
    says(
        &why(colombier, &dora, other).await,
        "none",
        Some("alert_later"),
        words,
    );
}

#[tokio::test]
async fn none_because_the_alert_had_ended_before() {
    let scene = Scene::start("Accounts").await;
    scene.colombier.remove_alert(scene.alert.id).await;
    let file = scene.deposit("plan.dwg").await;
    scene.colombier.pass_the_delay().await;
    let words = ["supprimée avant ce dépôt", "removed before this deposit"];
    says(&scene.why(file).await, "none", Some("alert_removed"), words);
}

#[tokio::test]
async fn none_because_the_alert_is_not_about_folders_below_or_not_about_such_deposits() {
    let scene = Scene::start("Accounts").await;
    let Scene {
        colombier,
        ben,
        folder,
        ..
    } = &scene;
    let below = colombier.subfolder(folder, "Below").await;
    let deep = colombier.deposit(ben, &below, "deep.txt").await;
    let words = ["sans ses sous-dossiers", "without the folders below"];
    says(
        &scene.why(deep).await,
        "none",
        Some("alert_not_recursive"),
        words,
    );
    let cleo = colombier.person("cleo").await;
    let news = change::NewAlert {
        on: AlertOn {
            add: false,
            ..AlertOn::DEPOSITS
        },
        ..alert_on(folder, oneself(&cleo))
    };
    colombier.subscribe(news).await;
    let file = scene.deposit("plan.dwg").await;
    let words = ["ce genre de dépôt", "this kind of deposit"];
    says(
        &why(colombier, &cleo, file).await,
        "none",
        Some("alert_other_kind"),
        words,
    );
}

#[tokio::test]
async fn none_because_the_group_was_joined_later_and_nobody_because_it_was_empty() {
    let scene = Scene::start("Accounts").await;
    let Scene {
        colombier,
        anna,
        ben,
        ..
    } = &scene;
    let group = colombier.group("All", &[ben]).await;
    let shared = colombier.folder("Shared").await;
    colombier.alert(&shared, Principal::Group(group.id)).await;
    let file = colombier
        .deposit(&colombier.admin, &shared, "ours.txt")
        .await;
    colombier.regroup(&group, &[anna]).await;
    colombier.pass_the_delay().await;
    let words = ["l’entrée dans le groupe", "group was joined after"];
    says(&scene.why(file).await, "none", Some("joined_later"), words);
    let words = ["il n’y avait personne", "there was nobody"];
    says(
        &why(colombier, ben, file).await,
        "skipped",
        Some("no_address"),
        words,
    );
}
