//! Which deposit a question is about.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    directory::Directory,
    event::{Action, Event, ObjectType},
    file::File,
    filter::{EventFilter, EventPage, Keywords, Order, Scope},
    id::{EventId, FileId, FolderId},
    refusal::Noun,
    right::Level,
    time::{Span, Timestamp},
};

use super::{Subject, WhyQuery, end::Cause, past::Reader};
use crate::{Flow, FlowError, access::Viewer, files::path};

/// How many events are read at once where there is no index to ask.
const PAGE: usize = 1_000;

/// How far back a file is looked for of which only events are left.
const PAGES: usize = 200;

/// The chain of a deposit has at most so many events; of more, those to one address are searched for.
const CHAIN: usize = 1_000;

/// What a question leads to.
pub(super) enum Asked {
    /// This FILE ADD or MODIFY.
    Deposit(Box<Event>),
    /// No deposit, and why not; with the path of what was asked for.
    Nothing(Cause, String),
}

impl Flow {
    pub(super) async fn deposit_asked(
        &self,
        viewer: &Viewer,
        query: &WhyQuery,
        subject: &Subject,
    ) -> Result<Asked, FlowError> {
        match (query.file, query.folder) {
            (Some(file), _) => self.deposit_of_file(viewer, file, query.at).await,
            (None, Some(folder)) => self.deposit_in(viewer, folder, query.at).await,
            (None, None) => self.deposit_told_last(subject, query.at).await,
        }
    }

    async fn deposit_of_file(
        &self,
        viewer: &Viewer,
        id: FileId,
        at: Option<Timestamp>,
    ) -> Result<Asked, FlowError> {
        let Some(file) = self.world.store.file(id).await? else {
            let found = self.deposit_of_purged(id, at).await?;
            let found = found.map(|event| Asked::Deposit(Box::new(event)));
            return found.ok_or(FlowError::missing(Noun::File));
        };
        let versions = self.world.store.versions(id).await?;
        let mut times = versions.iter().map(|version| version.at);
        let until = at.unwrap_or(Timestamp::MAX);
        let time = times
            .clone()
            .find(|time| *time <= until)
            .or_else(|| times.next_back())
            .unwrap_or(file.created_at);
        let filter = EventFilter {
            from: Some(time),
            to: Some(time + Span::from_ms(1)),
            ..deposits()
        };
        match self
            .newest(filter, |event| event.object_id == Some(id.0))
            .await?
        {
            Some(event) => Ok(Asked::Deposit(Box::new(event))),
            None => self.expired(viewer, &file).await,
        }
    }

    /// The file is there, its deposit is in the journal no more.
    async fn expired(&self, viewer: &Viewer, file: &File) -> Result<Asked, FlowError> {
        self.may_read_file(viewer, file.id).await?;
        let path = path(&self.directory(), file);
        Ok(Asked::Nothing(Cause::Expired, path))
    }

    async fn deposit_of_purged(
        &self,
        id: FileId,
        at: Option<Timestamp>,
    ) -> Result<Option<Event>, FlowError> {
        let filter = EventFilter {
            to: at.map(|at| at + Span::from_ms(1)),
            ..deposits()
        };
        self.newest(filter, |event| event.object_id == Some(id.0))
            .await
    }

    async fn deposit_in(
        &self,
        viewer: &Viewer,
        folder: FolderId,
        at: Option<Timestamp>,
    ) -> Result<Asked, FlowError> {
        let directory = self.directory();
        let folders = known(&directory, viewer, folder);
        let filter = EventFilter {
            folders: Some(Arc::new(folders)),
            to: at.map(|at| at + Span::from_ms(1)),
            ..deposits()
        };
        if let Some(event) = self.newest(filter, |_| true).await? {
            return Ok(Asked::Deposit(Box::new(event)));
        }
        // Whoever asks for a folder that it may not read is told that there is none.
        let may = self.may_read(viewer, folder)?;
        let any = self.world.store.files_in(*may.folder(), None, 1).await?;
        let cause = if any.is_empty() {
            Cause::NoDeposit
        } else {
            Cause::Expired
        };
        Ok(Asked::Nothing(cause, directory.path(folder)))
    }

    /// The deposit that the last mail to the subject, sent or not, told of first.
    async fn deposit_told_last(
        &self,
        subject: &Subject,
        at: Option<Timestamp>,
    ) -> Result<Asked, FlowError> {
        let directory = self.directory();
        let keys = subject.keys([&directory, &directory]);
        let mut newest: Option<Event> = None;
        for key in &keys {
            let filter = EventFilter {
                to: at.map(|at| at + Span::from_ms(1)),
                ..mails_to(key)
            };
            let found = self.newest(filter, |event| is_to(event, key)).await?;
            newest = newest.max_by_id(found);
        }
        let cause = newest.and_then(|event| event.causes.first().copied());
        let Some(cause) = cause else {
            return Ok(Asked::Nothing(Cause::NoMail, String::new()));
        };
        Ok(match self.world.store.event(cause).await? {
            Some(event) => Asked::Deposit(Box::new(event)),
            None => Asked::Nothing(Cause::Expired, String::new()),
        })
    }

    /// The newest event of `filter` that `is_it` says yes to.
    async fn newest(
        &self,
        filter: EventFilter,
        is_it: impl Fn(&Event) -> bool,
    ) -> Result<Option<Event>, FlowError> {
        let mut after = None;
        for _ in 0..PAGES {
            let page = EventPage {
                after,
                limit: PAGE,
                order: Order::Newest,
            };
            let seen = self.world.store.search(filter.clone(), page).await?;
            after = seen.events.last().map(|event| event.id);
            if let Some(event) = seen.events.into_iter().find(|event| is_it(event)) {
                return Ok(Some(event));
            }
            if !seen.more {
                break;
            }
        }
        Ok(None)
    }

    /// The ALERT and EMAIL events that tell of a deposit, oldest first: all of them, or of a deposit that very many
    /// were told of those to `keys` and those of alerts.
    pub(super) async fn told_of(
        &self,
        deposit: &Event,
        keys: &[String],
    ) -> Result<Vec<Event>, FlowError> {
        let telling = EventFilter {
            object_types: vec![ObjectType::Alert, ObjectType::Email],
            scope: Scope::All,
            ..EventFilter::default()
        };
        let mut events = self.world.store.chain(deposit.id, telling).await?;
        if events.len() >= CHAIN {
            for key in keys {
                let filter = EventFilter {
                    from: Some(deposit.at),
                    ..mails_to(key)
                };
                let page = EventPage {
                    after: Some(deposit.id),
                    limit: PAGE,
                    order: Order::Oldest,
                };
                events.extend(self.world.store.search(filter, page).await?.events);
            }
            events.sort_by_key(|event| event.id);
            events.dedup_by_key(|event| event.id);
        }
        Ok(events)
    }

    /// Whether the viewer may be told names: it may read the folder now. One who never could learns of no deposit.
    pub(super) fn may_know(
        &self,
        viewer: &Viewer,
        then: &Directory,
        folder: FolderId,
    ) -> Result<bool, FlowError> {
        let reader = Reader {
            person: viewer.person.id,
            folder,
        };
        if viewer.is_admin() || reader.reads(&self.directory()) {
            return Ok(true);
        }
        let could = then
            .person(viewer.person.id)
            .is_some_and(|person| then.level(person, folder) >= Some(Level::Read));
        if could {
            Ok(false)
        } else {
            Err(FlowError::missing(Noun::File))
        }
    }
}

/// The folder and those below it; of those below a folder that the viewer may read only what it may read too.
fn known(directory: &Directory, viewer: &Viewer, folder: FolderId) -> BTreeSet<FolderId> {
    let reads = |folder| {
        let person = viewer.person.id;
        viewer.is_admin() || Reader { person, folder }.reads(directory)
    };
    let mut folders = directory.subtree(folder);
    if reads(folder) {
        folders.retain(|below| reads(*below));
    }
    folders
}

fn deposits() -> EventFilter {
    EventFilter {
        object_types: vec![ObjectType::File],
        actions: vec![Action::Add, Action::Modify],
        scope: Scope::All,
        ..EventFilter::default()
    }
}

fn mails_to(key: &str) -> EventFilter {
    EventFilter {
        object_types: vec![ObjectType::Email],
        keywords: Keywords::parse(key),
        scope: Scope::All,
        ..EventFilter::default()
    }
}

fn is_to(event: &Event, key: &str) -> bool {
    let to = event.mail.as_ref().and_then(|mail| mail.to.as_ref());
    to.is_some_and(|to| to.key() == key) && !event.causes.is_empty()
}

trait MaxById {
    fn max_by_id(self, other: Self) -> Self;
}

impl MaxById for Option<Event> {
    fn max_by_id(self, other: Self) -> Self {
        let id = |event: &Self| event.as_ref().map_or(EventId(0), |event| event.id);
        if id(&other) > id(&self) { other } else { self }
    }
}
