//! What a member waits for beside an admin, through `Flow`: from the directory of 1,000 people and 10,000 folders to the
//! page as it is sent.

use std::{sync::Arc, time::SystemTime};

use async_trait::async_trait;
use domain::{
    change::{self, NewFolder, NewGroup, NewPerson, NewToken, Plan},
    directory::Directory,
    event::{Action, ObjectType, Stamp},
    id::{FolderId, GroupId, UserId},
    mac::MacKeys,
    person::Role,
    refusal::Refusal,
    right::{Level, Principal, Right},
    session::SecretHash,
    settings::Sealed,
    time::Timestamp,
};
use flow::{
    Flow, World,
    access::Viewer,
    journal::EventQuery,
    port::{Clock, NotOurs, RegistryExt as _, Sealing},
};
use mail::{MailComposer, SmtpRelay, Tls};
use sha2::{Digest as _, Sha256};
use store::{DiskBlobs, RedbStore};

use crate::{
    corpus::WORDS,
    dice::Dice,
    draft::{FOLDERS, PEOPLE},
    question::{Member, PAGE},
    timing::{Samples, ms, now},
};

/// Folders at the top; the others are below them.
const TOP: u64 = 100;
const GROUPS: u64 = 50;
/// Members who search.
const VIEWERS: u64 = 20;
const ROUNDS: u64 = 40;

pub(crate) async fn measure(store: &Arc<RedbStore>) -> Vec<Member> {
    let blobs = tempfile::tempdir().unwrap();
    let flow = flow(Arc::clone(store), blobs.path());
    store.change("arranging the bench", arrange).await.unwrap();
    let viewers: Vec<Viewer> = (0..=VIEWERS)
        .map(|number| flow.viewer_by_token(&secret(number), None).unwrap())
        .collect();
    let mut measured = Vec::new();
    for (what, counted) in [
        ("newest page", false),
        ("page 1 by type+action", false),
        ("page 1 by common token", false),
        ("page 1 by substring", false),
        ("count common token", true),
        ("count type+action", true),
    ] {
        let (mut member, mut admin) = (Samples::default(), Samples::default());
        for round in 0..ROUNDS {
            let query = query(what, round);
            let one = &viewers[usize::try_from(1 + round % VIEWERS).unwrap()];
            member.add(ask(&flow, one, &query, counted).await);
            admin.add(ask(&flow, &viewers[0], &query, counted).await);
        }
        measured.push(Member {
            what: what.to_owned(),
            member: (member.p50(), member.p99()),
            admin: (admin.p50(), admin.p99()),
        });
    }
    measured
}

async fn ask(flow: &Flow, viewer: &Viewer, query: &EventQuery, counted: bool) -> f64 {
    let begin = now();
    if counted {
        flow.count_events(viewer, query).await.unwrap();
    } else {
        flow.events(viewer, query).await.unwrap();
    }
    ms(begin.elapsed())
}

fn query(what: &str, round: u64) -> EventQuery {
    let mut dice = Dice::new(round);
    let mut query = EventQuery {
        limit: PAGE,
        ..EventQuery::default()
    };
    if what.ends_with("token") {
        query.q = (*dice.one(&WORDS)).to_owned();
    } else if what.ends_with("substring") {
        let word = dice.one(&WORDS);
        query.q = format!("\"{}\"", &word[1..word.len() - 1]);
    } else if what.ends_with("action") {
        query.object_types = vec![*dice.one(&[ObjectType::File, ObjectType::Folder])];
        query.actions = vec![*dice.one(&[Action::Add, Action::Modify, Action::Delete])];
    }
    query
}

fn secret(number: u64) -> String {
    format!("a token of the benchmark's person {number}")
}

/// 1,000 people in fifty groups, two each; 10,000 folders, a hundred at the top, each read by five groups and managed by
/// one person; person 0 is an admin.
fn arrange(directory: &Directory, plan: &mut Plan) -> Result<(), Refusal> {
    let mut house = House {
        directory: directory.clone(),
        plan,
    };
    let people: Vec<UserId> = (0..PEOPLE)
        .map(|number| house.person(number))
        .collect::<Result<_, _>>()?;
    for number in 0..=VIEWERS {
        let person = people[usize::try_from(number).unwrap_or_default()];
        let secret = SecretHash(Sha256::digest(secret(number).as_bytes()).into());
        let new = NewToken {
            secret,
            person,
            name: "bench".into(),
            expires_at: None,
        };
        house.did(|d, p| change::add_token(d, p, &new, &stamp()))?;
    }
    let groups: Vec<GroupId> = (0..GROUPS)
        .map(|number| house.group(number, &people))
        .collect::<Result<_, _>>()?;
    for number in 0..TOP {
        let top = house.folder(None, number)?;
        let manager = people[usize::try_from(number).unwrap_or_default() + 1];
        house.give(top, number, &groups, manager)?;
        for below in 1..FOLDERS / TOP {
            house.folder(Some(top), below)?;
        }
    }
    Ok(())
}

/// The directory while it is planned.
struct House<'a> {
    directory: Directory,
    plan: &'a mut Plan,
}

impl House<'_> {
    fn did<T>(
        &mut self,
        change: impl FnOnce(&Directory, &mut Plan) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let known = self.plan.deltas().len();
        let done = change(&self.directory, self.plan)?;
        for delta in &self.plan.deltas()[known..] {
            self.directory.apply(delta);
        }
        Ok(done)
    }

    fn person(&mut self, number: u64) -> Result<UserId, Refusal> {
        let new = NewPerson {
            email: format!("person{number}@example.org")
                .parse()
                .map_err(|_| Refusal::BadField("email"))?,
            name: format!("Person {number}").as_str().into(),
            addresses: Vec::new(),
            role: if number == 0 {
                Role::Admin
            } else {
                Role::Member
            },
            language: None,
            password: None,
        };
        self.did(|d, p| change::add_person(d, p, &new, &stamp()))
            .map(|person| person.id)
    }

    fn group(&mut self, number: u64, people: &[UserId]) -> Result<GroupId, Refusal> {
        let of = |at: &usize| {
            at % 50 == usize::try_from(number).unwrap_or_default()
                || at / 20 == usize::try_from(number).unwrap_or_default()
        };
        let members = (0..people.len()).filter(of).map(|at| people[at]).collect();
        let new = NewGroup {
            name: format!("Group {number}").as_str().into(),
            members,
        };
        self.did(|d, p| change::add_group(d, p, &new, &stamp()))
            .map(|group| group.id)
    }

    fn folder(&mut self, parent: Option<FolderId>, number: u64) -> Result<FolderId, Refusal> {
        let name = format!("Folder {number}")
            .parse()
            .map_err(|_| Refusal::BadField("name"))?;
        let new = NewFolder { parent, name };
        self.did(|d, p| change::add_folder(d, p, &new, &stamp()))
            .map(|folder| folder.id)
    }

    fn give(
        &mut self,
        folder: FolderId,
        number: u64,
        groups: &[GroupId],
        manager: UserId,
    ) -> Result<(), Refusal> {
        let mut dice = Dice::new(number);
        let mut rights: Vec<Right> = (0..5)
            .map(|_| Right {
                principal: Principal::Group(*dice.one(groups)),
                level: Level::Read,
            })
            .collect();
        rights.push(Right {
            principal: Principal::User(manager),
            level: Level::Manage,
        });
        self.did(|d, p| change::set_rights(d, p, folder, &rights, &stamp()))
            .map(|_| ())
    }
}

fn stamp() -> Stamp {
    Stamp::system(RealClock.now())
}

fn flow(store: Arc<RedbStore>, blobs: &std::path::Path) -> Flow {
    let clock: Arc<dyn Clock> = Arc::new(RealClock);
    Flow::new(World {
        store,
        blobs: Arc::new(DiskBlobs::open(blobs, 0, clock.clone()).unwrap()),
        clock,
        relay: Arc::new(SmtpRelay::new(&Tls::default()).unwrap()),
        composer: Arc::new(MailComposer::new()),
        sealing: Arc::new(NothingSealed),
        keys: MacKeys::new([7; 32], None),
        instance: "bench".to_owned(),
        default_relay: None,
        base_url: "https://files.example.org".to_owned(),
        mail_in: flow::MailIn {
            reader: Arc::new(mail::receive::MailReader),
            attributor: Arc::new(mail::receive::MailAttributor::new(
                Arc::new(mail::dns::Dns::system()),
                "colombier.test".to_owned(),
            )),
            names: Arc::new(mail::dns::Dns::system()),
            domain: None,
        },
    })
}

struct RealClock;

#[async_trait]
impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the world")]
    fn now(&self) -> Timestamp {
        Timestamp::try_from(SystemTime::now()).unwrap()
    }

    async fn sleep_until(&self, until: Timestamp) {
        tokio::time::sleep(until.since(self.now()).to_std()).await;
    }
}

struct NothingSealed;

impl Sealing for NothingSealed {
    fn seal(&self, secret: &str) -> Sealed {
        Sealed(secret.as_bytes().to_vec())
    }

    fn unseal(&self, _: &Sealed) -> Result<String, NotOurs> {
        Err(NotOurs)
    }
}
