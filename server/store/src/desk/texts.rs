//! Search in what messages of tickets say: a second instance of the journal's engine. Its segments are derived from
//! the rows of the messages, so one that is damaged is made again when the store opens.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use ::journal::{Builder, Cache, Entry, Error, Journal, Listing, Needle, Order, Query, Segment};
use domain::{
    fold::fold,
    id::{InboxId, TicketId, TicketMessageId},
    ticket::TicketMessage,
};
use flow::port::StoreError;
use serde::{Deserialize, Serialize};

use crate::{
    error::broken,
    journal::{SegmentFiles, failed},
    range::Range,
    store::{RedbStore, off_the_async_threads},
    tables::{LOOSE_MESSAGES, MESSAGE_SEGMENTS, TICKET_MESSAGES, TICKETS},
    view::{Direction, View, go_on},
};

/// Bytes of texts in memory from which on a segment is made of them.
const MOST: u64 = 24 * 1024 * 1024;

/// Messages of a segment, and as many in memory.
const MOST_MESSAGES: usize = 65_536;

/// Bytes of one message that are searched.
const SEARCHED: usize = 40_000;

/// A segment, as the database names it; its key is its first message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TextsRow {
    /// Its last message.
    pub(crate) last: TicketMessageId,
}

fn name(first: TicketMessageId, row: &TextsRow) -> String {
    format!("{first}-{}.messages", row.last)
}

/// The engine over the texts.
#[derive(Debug)]
pub(crate) struct Texts {
    journal: RwLock<Arc<Journal>>,
    files: Arc<dyn SegmentFiles>,
    cache: Cache,
    /// Bytes in no segment.
    loose: AtomicU64,
    sealing: tokio::sync::Mutex<()>,
}

impl Texts {
    /// Opens the segments that `view` names, removes files that it does not, and reads what is in none.
    pub(crate) fn open(
        files: Arc<dyn SegmentFiles>,
        cache: Cache,
        view: &View<'_>,
    ) -> Result<Self, StoreError> {
        let this = Self {
            journal: RwLock::new(Arc::new(Journal::new(Vec::new(), &cache))),
            files,
            cache,
            loose: AtomicU64::new(0),
            sealing: tokio::sync::Mutex::default(),
        };
        this.reload(view)?;
        Ok(this)
    }

    /// Begins again from what is stored.
    pub(crate) fn reload(&self, view: &View<'_>) -> Result<(), StoreError> {
        let rows = view.list(&MESSAGE_SEGMENTS, &Range::all(), Direction::Up, usize::MAX)?;
        let known: BTreeSet<String> = rows.iter().map(|(first, row)| name(*first, row)).collect();
        for stray in self.files.names().map_err(failed(view.doing))? {
            if !known.contains(&stray) {
                self.files.remove(&stray).map_err(failed(view.doing))?;
            }
        }
        let mut sealed = Vec::new();
        for (first, row) in &rows {
            let segment = match self.segment(*first, row) {
                Ok(segment) => segment,
                Err(error) => {
                    tracing::warn!(%error, %first, last = %row.last, "an index of messages is made again");
                    self.rebuild(view, *first, row)?
                }
            };
            sealed.push(Arc::new(segment));
        }
        let journal = Journal::new(sealed, &self.cache);
        self.loose.store(0, Ordering::Relaxed);
        let loose = view.list(&LOOSE_MESSAGES, &Range::all(), Direction::Up, usize::MAX)?;
        for (message, ticket) in loose {
            self.take(&journal, vec![entry_of(view, ticket, message)?]);
        }
        *self.journal.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(journal);
        Ok(())
    }

    fn segment(&self, first: TicketMessageId, row: &TextsRow) -> Result<Segment, Error> {
        let source = self.files.open(&name(first, row));
        let source = source.map_err(|source| Error::Io {
            what: "the file",
            source,
        })?;
        let segment = Segment::open(source, &self.cache)?;
        let named = (segment.first(), segment.last());
        if named == (Some(first.0), Some(row.last.0)) {
            Ok(segment)
        } else {
            Err(Error::NotASegment)
        }
    }

    /// Makes a segment again from the rows of its messages.
    fn rebuild(
        &self,
        view: &View<'_>,
        first: TicketMessageId,
        row: &TextsRow,
    ) -> Result<Segment, StoreError> {
        let mut within = Vec::new();
        view.scan_raw(&TICKET_MESSAGES, &Range::all(), Direction::Up, |key, _| {
            let (ticket, message) = key;
            if (first..=row.last).contains(&message) {
                within.push((message, ticket));
            }
            Ok(go_on(true))
        })?;
        within.sort_unstable();
        let entries = within.into_iter();
        let entries =
            entries.map(|(message, ticket)| entry_of(view, ticket, message).map(Arc::new));
        let bytes = built(entries)?
            .ok_or_else(|| broken(view.doing, "its messages are gone"))?
            .1;
        self.files
            .write(&name(first, row), bytes)
            .map_err(failed(view.doing))?;
        self.segment(first, row).map_err(failed(view.doing))
    }

    /// Makes again what does not stand a look at all of it.
    fn mend(&self, view: &View<'_>) -> Result<(), StoreError> {
        let rows = view.list(&MESSAGE_SEGMENTS, &Range::all(), Direction::Up, usize::MAX)?;
        let mut sealed = Vec::new();
        for (first, row) in &rows {
            let whole = self.segment(*first, row);
            let whole = whole.and_then(|segment| segment.verify().map(|()| segment));
            let segment = match whole {
                Ok(segment) => segment,
                Err(error) => {
                    tracing::warn!(%error, %first, last = %row.last, "an index of messages is made again");
                    self.rebuild(view, *first, row)?
                }
            };
            sealed.push(Arc::new(segment));
        }
        self.journal().exchange(|_| sealed);
        Ok(())
    }

    fn journal(&self) -> Arc<Journal> {
        Arc::clone(&self.journal.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes committed messages in, before anyone is answered.
    pub(crate) fn append(&self, entries: Vec<Entry>) {
        if !entries.is_empty() {
            self.take(&self.journal(), entries);
        }
    }

    fn take(&self, journal: &Journal, entries: Vec<Entry>) {
        let bytes: usize = entries.iter().map(|entry| entry.text.len()).sum();
        self.loose.fetch_add(bytes as u64, Ordering::Relaxed);
        journal.append(entries);
    }
}

/// What is searched of a message; its row is its ticket.
pub(super) fn entry(inbox: InboxId, message: &TicketMessage) -> Entry {
    let mut text = format!("#{}\n{}", message.ticket, message.subject);
    let people = message.from.iter().chain(&message.to).chain(&message.cc);
    for person in people {
        for part in [person.email.as_str(), &person.name] {
            text.push('\n');
            text.push_str(part);
        }
    }
    text.push('\n');
    let end = message.text.floor_char_boundary(SEARCHED);
    text.push_str(&message.text[..end]);
    Entry {
        id: message.id.0,
        at: message.at.ms().cast_signed(),
        folder: Some(inbox.0),
        text: fold(&text),
        row: message.ticket.0.to_be_bytes().to_vec().into(),
        ..Entry::default()
    }
}

fn entry_of(
    view: &View<'_>,
    ticket: TicketId,
    message: TicketMessageId,
) -> Result<Entry, StoreError> {
    let inbox = view.must(&TICKETS, &ticket)?.inbox;
    Ok(entry(
        inbox,
        &view.must(&TICKET_MESSAGES, &(ticket, message))?,
    ))
}

/// A segment of as many entries as it holds, and the first and last of them.
#[expect(clippy::type_complexity, reason = "the two ends and the bytes")]
fn built(
    entries: impl Iterator<Item = Result<Arc<Entry>, StoreError>>,
) -> Result<Option<((TicketMessageId, TextsRow), Vec<u8>)>, StoreError> {
    let doing = "building an index of messages";
    let (mut builder, mut ends) = (Builder::new(), None);
    for entry in entries {
        let entry = entry?;
        if builder.is_full() {
            break;
        }
        builder.push(&entry).map_err(failed(doing))?;
        ends = Some((ends.map_or(entry.id, |(first, _)| first), entry.id));
    }
    let Some((first, last)) = ends else {
        return Ok(None);
    };
    let row = TextsRow {
        last: TicketMessageId(last),
    };
    let bytes = builder.finish().map_err(failed(doing))?;
    Ok(Some(((TicketMessageId(first), row), bytes)))
}

impl RedbStore {
    /// Indexes and seals what messages say, one step; whether there was something.
    pub(crate) async fn seal_texts(&self) -> Result<bool, StoreError> {
        let doing = "indexing what messages say";
        let texts = Arc::clone(&self.texts);
        let _sealing = texts.sealing.lock().await;
        let journal = texts.journal();
        let much = texts.loose.load(Ordering::Relaxed) >= MOST;
        if !much && journal.unsealed() < MOST_MESSAGES {
            return off_the_async_threads(doing, move || journal.compact().map_err(failed(doing)))
                .await;
        }
        let files = Arc::clone(&texts.files);
        let entries = journal.unsealed_entries();
        let made = off_the_async_threads(doing, move || {
            let entries = entries.map(|entry| entry.map_err(failed(doing)));
            let Some(((first, row), bytes)) = built(entries)? else {
                return Ok(None);
            };
            let file = name(first, &row);
            files.write(&file, bytes).map_err(failed(doing))?;
            Ok(Some((first, row)))
        });
        let Some((first, row)) = made.await? else {
            return Ok(false);
        };
        let sealed = row.clone();
        self.write(doing, move |_, changes| {
            let end = TicketMessageId(sealed.last.0 + 1);
            changes.delete_range(&LOOSE_MESSAGES, Range::all().before(&end));
            changes.put(&MESSAGE_SEGMENTS, &first, &sealed)
        })
        .await?;
        let texts = Arc::clone(&self.texts);
        off_the_async_threads(doing, move || {
            let segment = texts.segment(first, &row).map_err(failed(doing))?;
            let journal = texts.journal();
            journal.seal(Arc::new(segment)).map_err(failed(doing))?;
            let left = journal.unsealed_entries();
            let left: usize = left.flatten().map(|entry| entry.text.len()).sum();
            texts.loose.store(left as u64, Ordering::Relaxed);
            Ok(true)
        })
        .await
    }

    /// Messages with all of these folded words, newest first, before `before`: the message and its ticket.
    pub(super) async fn said(
        &self,
        words: Vec<String>,
        inboxes: Option<Vec<InboxId>>,
        before: Option<TicketMessageId>,
        limit: usize,
    ) -> Result<Vec<(TicketMessageId, TicketId)>, StoreError> {
        let doing = "searching what messages say";
        let query = Query {
            folders: inboxes.map(|inboxes| inboxes.iter().map(|inbox| inbox.0).collect()),
            wanted: words.into_iter().map(Needle::Text).collect(),
            ..Query::everything()
        };
        let listing = Listing {
            after: before.map(|before| before.0),
            limit,
            order: Order::Newest,
        };
        match self.found(query.clone(), listing).await? {
            Err(Error::Damaged { .. }) => {
                let texts = Arc::clone(&self.texts);
                let _sealing = texts.sealing.lock().await;
                let mending = Arc::clone(&texts);
                self.read(doing, move |view| mending.mend(view)).await?;
                self.found(query, listing).await?.map_err(failed(doing))
            }
            found => found.map_err(failed(doing)),
        }
    }

    async fn found(
        &self,
        query: Query,
        listing: Listing,
    ) -> Result<Result<Vec<(TicketMessageId, TicketId)>, Error>, StoreError> {
        let doing = "searching what messages say";
        let (texts, disk) = (Arc::clone(&self.texts), self.disk());
        off_the_async_threads(doing, move || {
            // A closed store answers nothing.
            disk.hold().database(doing)?;
            let page = texts.journal().snapshot().search(&query, &listing);
            let hits = page.map(|page| {
                let hits = page.hits.into_iter().map(|hit| {
                    let ticket: [u8; 8] = hit.row.as_ref().try_into().unwrap_or_default();
                    (
                        TicketMessageId(hit.id),
                        TicketId(u64::from_be_bytes(ticket)),
                    )
                });
                hits.collect()
            });
            Ok(hits)
        })
        .await
    }
}
