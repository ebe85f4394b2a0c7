//! Work worth losing.

use domain::{
    change::{NewFolder, add_folder},
    event::{Action, Event, MailFacts, ObjectType, Stamp},
    file::{Blob, BlobKey, BlobPlace},
    id::{AlertId, EventId, FileId, FolderId, MailId, NoticeId, UserId, VersionId},
    mac::MacKeys,
    outbox::{Accepted, AlertContent, MailContent},
    time::{Span, Timestamp},
};
use flow::port::{
    Deposit, Files as _, Journal as _, NewMail, Notices as _, Outbox as _, Outcome,
    RegistryExt as _, Settle, Settlement, StoreError,
};
use store::RedbStore;

use crate::recorder::Recorder;

/// What was acknowledged, and after how many steps of the storage.
pub(crate) struct Facts {
    /// Steps after which the store was open.
    pub(crate) opened: usize,
    pub(crate) acknowledged: Vec<(usize, Fact)>,
}

pub(crate) enum Fact {
    Folder(FolderId),
    Deposited(FileId, VersionId, BlobKey),
    Trashed(FileId),
    Sent(MailId),
}

pub(crate) fn stamp() -> Stamp {
    Stamp::system(Timestamp::from_ms(1_800_000_000_000))
}

pub(crate) async fn try_one_event(store: &RedbStore) -> Result<Vec<EventId>, StoreError> {
    store
        .append(vec![Event::draft(
            &stamp(),
            ObjectType::System,
            Action::Test,
        )])
        .await
}

pub(crate) async fn one_event(store: &RedbStore) {
    try_one_event(store).await.unwrap();
}

pub(crate) async fn done_by_four_at_once(store: &RedbStore, recorder: &Recorder) -> Facts {
    let opened = recorder.len();
    let workers = (0..4).map(|worker| tokio::spawn(work(worker, store.clone(), recorder.clone())));
    let done = futures::future::join_all(workers.collect::<Vec<_>>()).await;
    Facts {
        opened,
        acknowledged: done.into_iter().flat_map(Result::unwrap).collect(),
    }
}

async fn work(worker: u8, store: RedbStore, recorder: Recorder) -> Vec<(usize, Fact)> {
    let mut done = Vec::new();
    let new = NewFolder {
        parent: None,
        name: format!("F{worker}").parse().unwrap(),
    };
    let made = store
        .change("adding a folder", move |d, plan| {
            add_folder(d, plan, &new, &stamp())
        })
        .await;
    let folder = made.unwrap().id;
    done.push((recorder.len(), Fact::Folder(folder)));
    for round in 0..12 {
        let key = BlobKey([worker * 16 + round; 16]);
        let deposited = store
            .record_deposit(deposit(folder, round, key))
            .await
            .unwrap()
            .file;
        done.push((
            recorder.len(),
            Fact::Deposited(deposited.id, deposited.current.id, key),
        ));
        if round % 4 == 3 {
            store.trash_file(deposited.id, stamp()).await.unwrap();
            done.push((recorder.len(), Fact::Trashed(deposited.id)));
        }
        if round % 3 == 1 {
            done.extend(
                mailed(&store, folder)
                    .await
                    .into_iter()
                    .map(|mail| (recorder.len(), Fact::Sent(mail))),
            );
        }
    }
    done
}

fn deposit(folder: FolderId, round: u8, key: BlobKey) -> Deposit {
    let size = 200 + usize::from(round) * 1_500;
    Deposit {
        folder,
        name: format!("file{}", round % 5).parse().unwrap(),
        blob: Blob {
            key,
            size: size as u64,
            sha256: [0; 32],
            place: BlobPlace::Row,
        },
        content: Some(vec![key.0[0]; size].into()),
        stamp: stamp(),
    }
}

/// Makes a mail, leases whatever is due, sends it.
async fn mailed(store: &RedbStore, folder: FolderId) -> Vec<MailId> {
    let at = stamp().at;
    let mail = NewMail {
        person: UserId(1),
        to: "anna@example.org".parse().unwrap(),
        content: MailContent::Alert(AlertContent {
            template: domain::template::TemplateName::Alert,
            folder,
            alerts: vec![(AlertId(1), NoticeId(1))],
            lines: Vec::new(),
            more: 0,
            second: false,
        }),
        trace: EventId(1),
        causes: vec![EventId(1)],
        first_at: at,
        not_before: at,
    };
    let domain = "example.org".to_owned();
    let keys = MacKeys::new([1; 32], None);
    let settlement = Settlement {
        notices: Vec::new(),
        mails: vec![mail],
        events: Vec::new(),
        at,
        keys,
        domain,
    };
    store.settle(settlement).await.unwrap();
    let mut sent = Vec::new();
    for mail in store
        .lease(at, at + Span::from_minutes(1), 10)
        .await
        .unwrap()
    {
        store.mark_sending(mail.id, mail.attempt).await.unwrap();
        let accepted = Accepted {
            smtp_code: 250,
            smtp_enhanced: None,
            smtp_text: "ok".to_owned(),
        };
        sent.push(mail.id);
        let outcome = Outcome::Sent(accepted);
        store
            .settle_mail(Settle {
                mail,
                outcome,
                facts: MailFacts::default(),
                skipped: Vec::new(),
                at,
            })
            .await
            .unwrap();
    }
    sent
}
