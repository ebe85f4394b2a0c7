use std::sync::Arc;

use domain::{
    change::{self, Delta, NewFolder, NewGroup, NewSession, NewToken, Plan},
    directory::Directory,
    event::{Action, Detail, ObjectType, Snapshot},
    id::{FolderId, UserId},
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
    assert_eq!(
        (event.object_type, event.action),
        (ObjectType::Folder, Action::Add)
    );
    assert_eq!(event.object_id, Some(folder.id.0));
    assert!(matches!(
        event.detail,
        Detail::Change {
            before: None,
            after: Some(Snapshot::Folder { .. })
        }
    ));
}

pub(crate) async fn a_refusal_leaves_nothing_and_wastes_no_number(world: World) {
    let first = world.folder(None, "Accounting").await;
    let result = world
        .store
        .change("adding two folders", |directory, plan| {
            change::add_folder(
                directory,
                plan,
                &NewFolder {
                    parent: None,
                    name: name("Sales"),
                },
                &stamp(1),
            )?;
            change::add_folder(
                directory,
                plan,
                &NewFolder {
                    parent: None,
                    name: name("ACCOUNTING"),
                },
                &stamp(1),
            )
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
    let who = world.person("anna@example.org").await.id;
    let folder = world.folder(None, "Accounting").await.id;
    let alert = world.alert(folder, who).await.id;
    world
        .store
        .change("all the rest", move |d, plan| {
            all_the_rest(d, plan, who, folder)
        })
        .await
        .unwrap();
    let directory = world.store.directory();
    let address = "Bad@example.org".parse().unwrap();
    assert!(directory.session(&SECRET).is_some() && directory.token(&SECRET).is_some());
    assert_eq!(directory.folder(folder).unwrap().rights.len(), 1);
    assert_eq!(directory.settings().email.time_email, Span::from_secs(9));
    assert!(directory.health(&address).is_some());

    let group = directory.groups().next().unwrap().id;
    world
        .store
        .change("and all goes", move |d, plan| {
            change::remove_alert(d, plan, alert, &stamp(2))?;
            change::remove_group(d, plan, group, &stamp(2))?;
            plan.put(Delta::SessionGone(SECRET));
            plan.put(Delta::TokenGone(SECRET));
            plan.put(Delta::FolderGone(folder));
            plan.put(Delta::HealthGone(address.key()));
            Ok(())
        })
        .await
        .unwrap();
    let directory = world.store.directory();
    assert_eq!(directory.groups().count() + directory.alerts().count(), 0);
    assert_eq!(directory.sessions().count() + directory.tokens().count(), 0);
    assert_eq!(
        directory.folders().count() + directory.troubled_addresses().count(),
        0
    );
}

const SECRET: SecretHash = SecretHash([3; 32]);

/// A group, a session, a token, a right, settings, and trouble with an address.
fn all_the_rest(
    directory: &Directory,
    plan: &mut Plan,
    who: UserId,
    folder: FolderId,
) -> Result<(), Refusal> {
    let stamp = stamp(1);
    let group = NewGroup {
        name: "Team".into(),
        members: vec![who],
    };
    change::add_group(directory, plan, &group, &stamp)?;
    let session = NewSession {
        secret: SECRET,
        person: who,
    };
    change::open_session(directory, plan, &session, &stamp)?;
    let token = NewToken {
        secret: SECRET,
        person: who,
        name: "script".into(),
        expires_at: None,
    };
    change::add_token(directory, plan, &token, &stamp)?;
    let right = Right {
        principal: Principal::Everyone,
        level: Level::Write,
    };
    change::set_rights(directory, plan, folder, &[right], &stamp)?;
    let mut settings = Settings::default();
    settings.email.time_email = Span::from_secs(9);
    change::change_settings(directory, plan, &settings, &stamp)?;
    plan.put(Delta::Health(Arc::new(AddressHealth {
        key: "bad@example.org".to_owned(),
        refusals: 1,
        bounced: Vec::new(),
        last_text: "no such user".to_owned(),
        suspended_since: None,
    })));
    Ok(())
}

pub(crate) async fn decisions_made_at_once_see_each_other(world: World) {
    let tries = (0..20).map(|_| {
        let store = Arc::clone(&world.store);
        tokio::spawn(async move {
            let new = NewFolder {
                parent: None,
                name: name("Only one"),
            };
            store
                .change("adding a folder", move |d, plan| {
                    change::add_folder(d, plan, &new, &stamp(0))
                })
                .await
                .is_ok()
        })
    });
    let made = futures::future::join_all(tries.collect::<Vec<_>>()).await;
    assert_eq!(
        made.into_iter()
            .filter(|made| *made.as_ref().unwrap())
            .count(),
        1
    );
    assert_eq!(world.count().await, 1);
}
