use std::sync::Arc;

use domain::{
    change::{self, NewFolder, NewGroup, NewSession, NewToken},
    event::{Action, Detail, ObjectType, Snapshot},
    outbox::AddressHealth,
    refusal::Refusal,
    right::{Level, Principal, Right},
    session::SecretHash,
    settings::Settings,
    time::Span,
};
use flow::port::RegistryExt as _;

use crate::world::{World, name, refused, stamp};

pub(crate) async fn what_is_decided_is_seen_at_once_and_its_event_is_in_the_journal(world: World) {
    let folder = world.folder(None, "Accounting").await;
    assert_eq!(world.store.directory().path(folder.id), "/Accounting");
    let event = world.last().await;
    assert_eq!((event.object_type, event.action), (ObjectType::Folder, Action::Add));
    assert_eq!(event.object_id, Some(folder.id.0));
    assert!(matches!(event.detail, Detail::Change { before: None, after: Some(Snapshot::Folder { .. }) }));
}

pub(crate) async fn a_refusal_leaves_nothing_and_wastes_no_number(world: World) {
    let first = world.folder(None, "Accounting").await;
    let result = world
        .store
        .change("adding two folders", |directory, plan| {
            change::add_folder(directory, plan, &NewFolder { parent: None, name: name("Sales") }, &stamp(1))?;
            change::add_folder(directory, plan, &NewFolder { parent: None, name: name("ACCOUNTING") }, &stamp(1))
        })
        .await;
    assert_eq!(refused(result), Refusal::NameTaken);
    assert_eq!(world.store.directory().folders().count(), 1);
    assert_eq!(world.count().await, 1);
    let next = world.folder(None, "Sales").await;
    assert_eq!(next.id.0, first.id.0 + 1);
    assert_eq!(world.last().await.id.0, 2);
}

pub(crate) async fn every_noun_of_the_directory_is_kept_and_goes_again(world: World) {
    let person = world.person("anna@example.org").await;
    let folder = world.folder(None, "Accounting").await;
    let alert = world.alert(folder.id, person.id).await;
    let secret = SecretHash([3; 32]);
    let who = person.id;
    world
        .store
        .change("all the rest", move |directory, plan| {
            let stamp = stamp(1);
            change::add_group(directory, plan, &NewGroup { name: "Team".into(), members: vec![who] }, &stamp)?;
            change::open_session(directory, plan, &NewSession { secret, person: who }, &stamp)?;
            let token = NewToken { secret, person: who, name: "script".into(), expires_at: None };
            change::add_token(directory, plan, &token, &stamp)?;
            let right = Right { principal: Principal::Everyone, level: Level::Write };
            change::set_rights(directory, plan, folder.id, &[right], &stamp)?;
            let mut settings = Settings::default();
            settings.email.time_email = Span::from_secs(9);
            change::change_settings(directory, plan, &settings, &stamp)?;
            plan.put(change::Delta::Health(Arc::new(AddressHealth {
                key: "bad@example.org".to_owned(),
                refusals: 1,
                last_text: "no such user".to_owned(),
                suspended_since: None,
            })));
            Ok(())
        })
        .await
        .unwrap();
    let directory = world.store.directory();
    assert_eq!(directory.groups().count(), 1);
    assert!(directory.session(&secret).is_some() && directory.token(&secret).is_some());
    assert_eq!(directory.folder(folder.id).unwrap().rights.len(), 1);
    assert_eq!(directory.settings().email.time_email, Span::from_secs(9));
    assert!(directory.health(&"Bad@example.org".parse().unwrap()).is_some());

    let group = directory.groups().next().unwrap().id;
    world
        .store
        .change("and all goes", move |directory, plan| {
            let stamp = stamp(2);
            change::remove_alert(directory, plan, alert.id, &stamp)?;
            change::remove_group(directory, plan, group, &stamp)?;
            for gone in [
                change::Delta::SessionGone(secret),
                change::Delta::TokenGone(secret),
                change::Delta::FolderGone(folder.id),
                change::Delta::HealthGone("bad@example.org".to_owned()),
            ] {
                plan.put(gone);
            }
            Ok(())
        })
        .await
        .unwrap();
    let directory = world.store.directory();
    assert_eq!(directory.groups().count() + directory.alerts().count() + directory.folders().count(), 0);
    assert_eq!(directory.sessions().count() + directory.tokens().count(), 0);
    assert_eq!(directory.troubled_addresses().count(), 0);
}

pub(crate) async fn decisions_made_at_once_see_each_other(world: World) {
    let tries = (0..20).map(|_| {
        let store = Arc::clone(&world.store);
        tokio::spawn(async move {
            let new = NewFolder { parent: None, name: name("Only one") };
            store.change("adding a folder", move |d, plan| change::add_folder(d, plan, &new, &stamp(0))).await.is_ok()
        })
    });
    let made = futures::future::join_all(tries.collect::<Vec<_>>()).await;
    assert_eq!(made.into_iter().filter(|made| *made.as_ref().unwrap()).count(), 1);
    assert_eq!(world.count().await, 1);
}
