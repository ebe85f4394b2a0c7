//! What waits to leave: notices that still collect, and mails.

use std::collections::BTreeSet;

use domain::{
    address::EmailAddress,
    alert::Alert,
    directory::Directory,
    event::{Action, Detail, Event, ObjectType, Reason},
    id::{MailId, NoticeId},
    notice::Notice,
    outbox::{AlertContent, MailContent, MailState, OutboxMail},
    refusal::{Noun, Refusal},
    right::Principal,
    time::Timestamp,
    wire::{List, OutboxId, OutboxItem, OutboxKind, OutboxState, RelayPause, Trouble},
};

use crate::{
    Flow, FlowError,
    access::{MayAdmin, Viewer, known_path},
    accounts::principal_name,
    page::Page,
    port::{DueNotice, Settlement},
    relay::Pause,
};

/// Notices read at once.
const NOTICES: usize = 1_000;

impl Flow {
    /// What waits: notices first, then mails, each in the order they were made; the cursor is the last item's id.
    /// Admins see all, others what is for them. Due times move, so that they are no order to page by.
    pub async fn outbox(
        &self,
        viewer: &Viewer,
        page: &Page<OutboxId>,
    ) -> Result<List<OutboxItem>, FlowError> {
        let (mut items, after) = match page.after() {
            None => (self.notice_items(viewer, None, page.enough()).await?, None),
            Some(OutboxId::Notice(id)) => (
                self.notice_items(viewer, Some(*id), page.enough()).await?,
                None,
            ),
            Some(OutboxId::Mail(id)) => (Vec::new(), Some(*id)),
        };
        let room = page.enough().saturating_sub(items.len());
        let store = &self.world.store;
        let mails = store.mails(own_keys(viewer), after, room).await?;
        let directory = self.directory();
        let mails = mails.iter();
        items.extend(mails.map(|mail| mail_item(&directory, viewer, mail)));
        Ok(page.of(items, |item| item.id.to_string()))
    }

    async fn notice_items(
        &self,
        viewer: &Viewer,
        mut after: Option<NoticeId>,
        limit: usize,
    ) -> Result<Vec<OutboxItem>, FlowError> {
        let mut items = Vec::new();
        loop {
            let notices = self.world.store.notices(after, NOTICES).await?;
            let directory = self.directory();
            let seen = notices
                .iter()
                .filter(|notice| waits_for(&directory, viewer, notice));
            items.extend(seen.map(|notice| notice_item(&directory, viewer, notice)));
            after = notices.last().map(|notice| notice.id);
            if notices.len() < NOTICES || items.len() >= limit {
                items.truncate(limit);
                return Ok(items);
            }
        }
    }

    /// How much waits, and whether mail leaves at all.
    pub async fn outbox_state(&self, _may: &MayAdmin) -> Result<OutboxState, FlowError> {
        let (waiting, oldest) = self.world.store.backlog().await?;
        Ok(OutboxState {
            waiting,
            oldest,
            paused: self.relay.pause().map(paused),
        })
    }

    /// How many mails wait, and since when: for those who watch over the server; it names nobody.
    pub async fn backlog(&self) -> Result<(u64, Option<Timestamp>), FlowError> {
        Ok(self.world.store.backlog().await?)
    }

    /// Makes it due now: for admins, and for whom alone it is.
    pub async fn send_now(&self, viewer: &Viewer, id: OutboxId) -> Result<(), FlowError> {
        match id {
            OutboxId::Notice(id) => {
                let due = self.own_notice(viewer, id).await?;
                self.world
                    .store
                    .hasten_notice(due.notice.id, self.now())
                    .await?;
                self.notices_bell.notify_one();
            }
            OutboxId::Mail(id) => {
                let mail = self.own_mail(viewer, id).await?;
                self.world.store.hasten_mail(mail.id, self.now()).await?;
                self.outbox_bell.notify_one();
            }
        }
        Ok(())
    }

    /// Cancels it, with SKIP `cancelled`: for admins, and for whom alone it is. What is being sent is a conflict.
    pub async fn cancel(&self, viewer: &Viewer, id: OutboxId) -> Result<(), FlowError> {
        match id {
            OutboxId::Notice(id) => {
                let due = self.own_notice(viewer, id).await?;
                Ok(self.world.store.settle(self.cancelled(viewer, due)).await?)
            }
            OutboxId::Mail(id) => {
                let mail = self.own_mail(viewer, id).await?;
                Ok(self
                    .world
                    .store
                    .cancel_mail(mail.id, viewer.stamp(self.now()))
                    .await?)
            }
        }
    }

    async fn own_notice(&self, viewer: &Viewer, id: NoticeId) -> Result<DueNotice, FlowError> {
        let found = self.world.store.notice(id).await?;
        let directory = self.directory();
        let seen = found.filter(|due| waits_for(&directory, viewer, &due.notice));
        let due = seen.ok_or(Refusal::Missing(Noun::Mail))?;
        let alone = directory
            .alert(due.notice.alert)
            .is_some_and(|alert| alert.principal == viewer.principal());
        if alone || viewer.is_admin() {
            Ok(due)
        } else {
            Err(Refusal::Forbidden.into())
        }
    }

    async fn own_mail(&self, viewer: &Viewer, id: MailId) -> Result<OutboxMail, FlowError> {
        let before = MailId(id.0.saturating_sub(1));
        let found = self
            .world
            .store
            .mails(own_keys(viewer), Some(before), 1)
            .await?;
        Ok(found
            .into_iter()
            .find(|mail| mail.id == id)
            .ok_or(Refusal::Missing(Noun::Mail))?)
    }

    fn cancelled(&self, viewer: &Viewer, due: DueNotice) -> Settlement {
        let (directory, at) = (self.directory(), self.now());
        let alert = directory.alert(due.notice.alert);
        let event = skipped(
            &directory,
            alert.map(AsRef::as_ref),
            &due,
            &viewer.stamp(at),
        );
        let domain = self.sender_domain(&directory);
        let keys = self.world.keys.clone();
        Settlement {
            notices: vec![due.notice],
            mails: Vec::new(),
            events: vec![event],
            at,
            keys,
            domain,
        }
    }
}

/// ALERT SKIP `cancelled` of a whole notice. Its trace is that of its first FILE event, its causes are all of them.
fn skipped(
    directory: &Directory,
    alert: Option<&Alert>,
    DueNotice { notice, lines }: &DueNotice,
    stamp: &domain::event::Stamp,
) -> Event {
    let path = directory.path(notice.folder);
    let name = alert
        .map(|alert| principal_name(directory, alert.principal))
        .unwrap_or_default();
    let people = alert
        .map(|alert| directory.people_of(alert.principal))
        .unwrap_or_default();
    let mut event = Event::draft(stamp, ObjectType::Alert, Action::Skip)
        .object(notice.alert.0)
        .folder(notice.folder)
        .path(&path)
        .says(
            directory.settings().email.language,
            format!("{path} → {name}").trim_end_matches([' ', '→']),
        )
        .tells(notice.trace, lines.iter().map(|line| line.event).collect())
        .because(Reason::Cancelled);
    event.detail = Detail::Notice {
        notice: notice.id,
        alert: notice.alert,
        people: people.iter().map(|person| person.id).collect(),
        lines: notice.lines,
    };
    event
}

/// The addresses whose mails the viewer sees, as keys; `None`: all.
fn own_keys(viewer: &Viewer) -> Option<Vec<String>> {
    let keys: BTreeSet<String> = viewer
        .person
        .all_addresses()
        .into_iter()
        .map(EmailAddress::key)
        .collect();
    (!viewer.is_admin()).then(|| keys.into_iter().collect())
}

fn waits_for(directory: &Directory, viewer: &Viewer, notice: &Notice) -> bool {
    let meant = |alert: &Alert| {
        directory.is_meant(&viewer.person, alert.principal)
            && !alert.opted_out.contains(&viewer.person.id)
    };
    viewer.is_admin()
        || directory
            .alert(notice.alert)
            .is_some_and(|alert| meant(alert))
}

fn notice_item(directory: &Directory, viewer: &Viewer, notice: &Notice) -> OutboxItem {
    let principal = directory.alert(notice.alert).map(|alert| alert.principal);
    OutboxItem {
        id: OutboxId::Notice(notice.id),
        kind: OutboxKind::Notice,
        to: None,
        principal,
        principal_name: principal
            .map(|principal| principal_name(directory, principal))
            .unwrap_or_default(),
        folder: Some(notice.folder),
        folder_path: known_path(directory, &viewer.person, notice.folder),
        files: notice.lines,
        ticket: None,
        due: notice.due,
        created_at: notice.first_at,
        attempt: 0,
        message_id: None,
        trace: notice.trace,
        last: None,
    }
}

fn mail_item(directory: &Directory, viewer: &Viewer, mail: &OutboxMail) -> OutboxItem {
    let (folder, files, ticket) = match &mail.content {
        MailContent::Alert(content) => (Some(content.folder), told(content), None),
        MailContent::Ticket(content) => (None, 0, Some(content.ticket)),
        MailContent::Password(_)
        | MailContent::Forward(_)
        | MailContent::Notice(_)
        | MailContent::Probe(_) => (None, 0, None),
    };
    let principal = mail.person.map(Principal::User);
    OutboxItem {
        id: OutboxId::Mail(mail.id),
        kind: if mail.state == MailState::Waiting {
            OutboxKind::Mail
        } else {
            OutboxKind::Sending
        },
        to: Some(mail.to.clone()),
        principal,
        principal_name: principal
            .map(|principal| principal_name(directory, principal))
            .unwrap_or_default(),
        folder,
        folder_path: folder.and_then(|folder| known_path(directory, &viewer.person, folder)),
        files,
        ticket,
        due: mail.due,
        created_at: mail.created_at,
        attempt: mail.attempt,
        message_id: Some(mail.message_id.clone()),
        trace: mail.trace,
        last: mail.last.as_ref().map(Into::into),
    }
}

/// How many files a mail tells of.
fn told(content: &AlertContent) -> u32 {
    u32::try_from(content.lines.len())
        .unwrap_or(u32::MAX)
        .saturating_add(content.more)
}

fn paused(pause: Pause) -> RelayPause {
    let trouble = Trouble {
        reason: pause.reason,
        smtp_code: pause.smtp_code,
        smtp_enhanced: None,
        smtp_text: pause.text,
    };
    RelayPause {
        since: pause.since,
        trouble,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        event::{Actor, Stamp},
        id::{AlertId, EventId, FileId, FolderId},
        notice::Line,
    };

    use super::*;

    #[test]
    fn a_cancelled_notice_is_an_alert_skip_that_tells_of_all_its_files() {
        let at = Timestamp::from_ms(5);
        let notice = Notice {
            id: NoticeId(1),
            alert: AlertId(2),
            folder: FolderId(3),
            trace: EventId(4),
            first_at: at,
            last_at: at,
            due: at,
            hastened: false,
            lines: 2,
        };
        let line = |event| Line {
            event: EventId(event),
            file: FileId(event),
            action: Action::Add,
            actor: Actor::System,
            at,
            path: String::new(),
        };
        let due = DueNotice {
            notice,
            lines: vec![line(4), line(7)],
        };
        let event = skipped(&Directory::default(), None, &due, &Stamp::system(at));
        assert_eq!(
            (event.action, event.reason, event.trace),
            (Action::Skip, Some(Reason::Cancelled), EventId(4))
        );
        assert_eq!(event.causes, [EventId(4), EventId(7)]);
    }
}
