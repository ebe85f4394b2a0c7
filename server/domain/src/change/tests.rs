//! The rules of the small state, on directories built by the changes themselves.

use super::*;
use crate::{
    alert::AlertOn,
    event::{Action, Stamp},
    person::Role,
    refusal::Refusal,
    right::{Level, Principal, Right},
    session::SecretHash,
    time::Timestamp,
};

/// A directory that grows by decisions, as a store lets it.
#[derive(Default)]
struct World {
    directory: Directory,
    counters: Counters,
    events: Vec<Event>,
}

use crate::directory::Directory;

impl World {
    fn run<T>(
        &mut self,
        change: impl FnOnce(&Directory, &mut Plan, &Stamp) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut plan = Plan::new(self.counters);
        let answer = change(
            &self.directory,
            &mut plan,
            &Stamp::system(Timestamp::from_ms(1)),
        )?;
        let (counters, deltas, events) = plan.into_parts();
        for delta in &deltas {
            self.directory.apply(delta);
        }
        self.counters = counters;
        self.events.extend(events);
        Ok(answer)
    }

    fn person(&mut self, email: &str, role: Role) -> Person {
        let new = NewPerson {
            email: email.parse().unwrap(),
            name: email.into(),
            addresses: vec![],
            role,
            language: None,
            password: None,
        };
        self.run(|d, p, s| add_person(d, p, &new, s)).unwrap()
    }

    fn folder(&mut self, parent: Option<FolderId>, name: &str) -> Folder {
        let new = NewFolder {
            parent,
            name: name.parse().unwrap(),
        };
        self.run(|d, p, s| add_folder(d, p, &new, s)).unwrap()
    }

    fn grant(&mut self, folder: FolderId, principal: Principal, level: Level) {
        self.run(|d, p, s| set_rights(d, p, folder, &[Right { principal, level }], s))
            .unwrap();
    }
}

#[test]
fn the_last_admin_stays() {
    let mut world = World::default();
    let admin = world.person("admin@a.example", Role::Admin);
    let off = PersonChange {
        active: Some(false),
        ..PersonChange::default()
    };
    let demoted = PersonChange {
        role: Some(Role::Member),
        ..PersonChange::default()
    };
    for change in [&off, &demoted] {
        assert_eq!(
            world.run(|d, p, s| change_person(d, p, admin.id, change, s)),
            Err(Refusal::LastAdmin)
        );
    }
    world.person("other@a.example", Role::Admin);
    assert!(
        world
            .run(|d, p, s| change_person(d, p, admin.id, &off, s))
            .is_ok()
    );
}

#[test]
fn two_people_cannot_sign_in_with_one_address() {
    let mut world = World::default();
    world.person("Anna@a.example", Role::Member);
    let new = NewPerson {
        email: "anna@A.example".parse().unwrap(),
        name: "".into(),
        addresses: vec![],
        role: Role::Member,
        language: None,
        password: None,
    };
    let refused = world.run(|d, p, s| add_person(d, p, &new, s));
    assert!(matches!(refused, Err(Refusal::AddressTaken(_))));
}

#[test]
fn a_folder_cannot_be_moved_below_itself_nor_beside_its_namesake() {
    let mut world = World::default();
    let top = world.folder(None, "A");
    let below = world.folder(Some(top.id), "B");
    world.folder(None, "b");
    let into = |parent| FolderChange {
        parent: Some(parent),
        ..FolderChange::default()
    };
    assert_eq!(
        world
            .run(|d, p, s| change_folder(d, p, top.id, &into(Some(below.id)), s))
            .unwrap_err(),
        Refusal::IntoItself
    );
    assert_eq!(
        world
            .run(|d, p, s| change_folder(d, p, below.id, &into(None), s))
            .unwrap_err(),
        Refusal::NameTaken
    );
}

#[test]
fn rights_are_inherited_until_a_restricted_folder_and_the_strongest_wins() {
    let mut world = World::default();
    let anna = world.person("anna@a.example", Role::Member);
    let guest = world.person("guest@b.example", Role::Guest);
    let group = world
        .run(|d, p, s| {
            add_group(
                d,
                p,
                &NewGroup {
                    name: "G".into(),
                    members: vec![anna.id],
                },
                s,
            )
        })
        .unwrap();
    let top = world.folder(None, "A");
    let mid = world.folder(Some(top.id), "B");
    let low = world.folder(Some(mid.id), "C");
    world.grant(top.id, Principal::Group(group.id), Level::Write);
    world.grant(mid.id, Principal::Everyone, Level::Read);
    assert_eq!(world.directory.level(&anna, low.id), Some(Level::Write));
    assert_eq!(world.directory.level(&guest, low.id), None);
    let restrict = FolderChange {
        restricted: Some(true),
        ..FolderChange::default()
    };
    world
        .run(|d, p, s| change_folder(d, p, mid.id, &restrict, s))
        .unwrap();
    assert_eq!(world.directory.level(&anna, low.id), Some(Level::Read));
    for level in [Level::Read, Level::Write, Level::Manage] {
        for person in [&anna, &guest] {
            let each: std::collections::BTreeSet<_> = world
                .directory
                .folders()
                .filter(|f| world.directory.level(person, f.id) >= Some(level))
                .map(|f| f.id)
                .collect();
            assert_eq!(world.directory.folders_with(person, level), each);
        }
    }
}

#[test]
fn removing_a_group_takes_its_rights_and_alerts_along() {
    let mut world = World::default();
    let anna = world.person("anna@a.example", Role::Member);
    let group = world
        .run(|d, p, s| {
            add_group(
                d,
                p,
                &NewGroup {
                    name: "G".into(),
                    members: vec![anna.id],
                },
                s,
            )
        })
        .unwrap();
    let top = world.folder(None, "A");
    let principal = Principal::Group(group.id);
    world.grant(top.id, principal, Level::Read);
    let on = AlertOn {
        modify: false,
        ..AlertOn::DEPOSITS
    };
    let new = NewAlert {
        folder: top.id,
        principal,
        recursive: true,
        on,
        own_actions: false,
    };
    world.run(|d, p, s| add_alert(d, p, &new, s)).unwrap();
    assert_eq!(
        world.run(|d, p, s| add_alert(d, p, &new, s)).unwrap_err(),
        Refusal::AlertExists
    );
    world
        .run(|d, p, s| remove_group(d, p, group.id, s))
        .unwrap();
    assert_eq!(world.directory.alerts().count(), 0);
    assert_eq!(world.directory.level(&anna, top.id), None);
    let told: Vec<_> = world
        .events
        .iter()
        .rev()
        .take(3)
        .map(|e| (e.object_type, e.action))
        .collect();
    assert!(
        told.contains(&(ObjectType::Group, Action::Delete))
            && told.contains(&(ObjectType::Right, Action::Revoke))
    );
}

use crate::event::ObjectType;

#[test]
fn a_trashed_folder_takes_what_is_below_and_gives_it_back() {
    let mut world = World::default();
    let top = world.folder(None, "A");
    let low = world.folder(Some(top.id), "B");
    world.run(|d, p, s| trash_folder(d, p, top.id, s)).unwrap();
    assert!(!world.directory.is_there(low.id));
    world.folder(None, "A");
    assert_eq!(
        world
            .run(|d, p, s| restore_folder(d, p, top.id, s))
            .unwrap_err(),
        Refusal::NameTaken
    );
    let name = Some("A2".parse().unwrap());
    let other = world
        .directory
        .children(None)
        .find(|f| f.trashed.is_none())
        .unwrap()
        .id;
    world
        .run(|d, p, s| {
            change_folder(
                d,
                p,
                other,
                &FolderChange {
                    name,
                    ..FolderChange::default()
                },
                s,
            )
        })
        .unwrap();
    world
        .run(|d, p, s| restore_folder(d, p, top.id, s))
        .unwrap();
    assert!(world.directory.is_there(low.id));
}

#[test]
fn events_are_numbered_without_gaps_and_trace_themselves() {
    let mut world = World::default();
    world.folder(None, "A");
    assert!(
        world
            .run(|d, p, s| add_folder(
                d,
                p,
                &NewFolder {
                    parent: None,
                    name: "a".parse().unwrap()
                },
                s
            ))
            .is_err()
    );
    world.folder(None, "B");
    let ids: Vec<_> = world
        .events
        .iter()
        .map(|event| (event.id.0, event.trace.0))
        .collect();
    assert_eq!(ids, [(1, 1), (2, 2)]);
}

#[test]
fn a_removed_person_takes_its_alerts_rights_memberships_and_keys_along() {
    use crate::event::ObjectType as T;

    let mut world = World::default();
    let (ada, bob) = (
        world.person("ada@a.example", Role::Admin),
        world.person("bob@a.example", Role::Member),
    );
    let folder = world.folder(None, "In");
    world.grant(folder.id, Principal::User(bob.id), Level::Read);
    let group = NewGroup {
        name: "All".into(),
        members: vec![ada.id, bob.id],
    };
    let group = world.run(|d, p, s| add_group(d, p, &group, s)).unwrap();
    let alert = NewAlert {
        folder: folder.id,
        principal: Principal::User(bob.id),
        recursive: false,
        on: AlertOn::DEPOSITS,
        own_actions: false,
    };
    world.run(|d, p, s| add_alert(d, p, &alert, s)).unwrap();
    let secret = SecretHash([1; 32]);
    let person = bob.id;
    let session = NewSession { secret, person };
    world
        .run(|d, p, s| open_session(d, p, &session, s))
        .unwrap();
    let token = NewToken {
        secret,
        person,
        name: "scan".into(),
        expires_at: None,
    };
    world.run(|d, p, s| add_token(d, p, &token, s)).unwrap();
    let known = world.events.len();

    world.run(|d, p, s| remove_person(d, p, bob.id, s)).unwrap();
    let told: Vec<_> = world.events[known..]
        .iter()
        .map(|event| (event.object_type, event.action))
        .collect();
    assert_eq!(
        told,
        [
            (T::Alert, Action::Delete),
            (T::Right, Action::Revoke),
            (T::Group, Action::Modify),
            (T::Token, Action::Delete),
            (T::Session, Action::Delete),
            (T::User, Action::Delete),
        ]
    );
    let left = &world.directory;
    assert!(left.person(bob.id).is_none() && left.person_by_email(&bob.email).is_none());
    assert_eq!(left.folder(folder.id).unwrap().rights.len(), 0);
    assert_eq!(left.group(group.id).unwrap().members.len(), 1);
    assert_eq!(
        left.alerts().count() + left.tokens().count() + left.sessions().count(),
        0
    );
    assert!(world.person("bob@a.example", Role::Member).id > bob.id);
}

#[test]
fn nobody_removes_itself_nor_the_last_admin() {
    let mut world = World::default();
    let ada = world.person("ada@a.example", Role::Admin);
    let remove = |d: &Directory, p: &mut Plan, s: &Stamp| remove_person(d, p, ada.id, s);
    assert_eq!(world.run(remove), Err(Refusal::LastAdmin));
    world.person("eve@a.example", Role::Admin);
    let by_ada = |d: &Directory, p: &mut Plan, s: &Stamp| {
        let stamp = Stamp {
            actor: crate::event::Actor::person(&ada),
            ..s.clone()
        };
        remove_person(d, p, ada.id, &stamp)
    };
    assert_eq!(world.run(by_ada), Err(Refusal::Oneself));
    assert_eq!(world.run(remove), Ok(()));
}

#[test]
fn a_moved_folder_is_told_to_the_readers_of_both_ends() {
    let mut world = World::default();
    let (from, to) = (world.folder(None, "From"), world.folder(None, "To"));
    let moved = world.folder(Some(from.id), "Plans");
    let change = FolderChange {
        parent: Some(Some(to.id)),
        ..FolderChange::default()
    };
    let restrict = FolderChange {
        restricted: Some(true),
        ..FolderChange::default()
    };
    world
        .run(|d, p, s| change_folder(d, p, moved.id, &change, s))
        .unwrap();
    let told = |world: &World| -> Vec<_> {
        let told = world.events.iter().filter(|e| e.action == Action::Move);
        told.map(|e| (e.folder_id, e.path.clone(), e.target_path.clone()))
            .collect()
    };
    let (left, came) = ("/From/Plans".to_owned(), "/To/Plans".to_owned());
    assert_eq!(
        told(&world),
        [
            (Some(from.id), Some(left), None),
            (Some(moved.id), None, Some(came))
        ]
    );
    let [first, second] = &world.events[world.events.len() - 2..] else {
        panic!("two events");
    };
    assert_eq!((first.trace, second.trace), (first.id, first.id));

    world
        .run(|d, p, s| change_folder(d, p, moved.id, &restrict, s))
        .unwrap();
    let back = FolderChange {
        parent: Some(Some(from.id)),
        ..FolderChange::default()
    };
    world
        .run(|d, p, s| change_folder(d, p, moved.id, &back, s))
        .unwrap();
    assert!(
        told(&world)[2..]
            .iter()
            .all(|(folder, ..)| *folder == Some(moved.id))
    );
}
