//! The writer: one thread that merges what is queued into one durable commit and then answers everyone.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, PoisonError, RwLock},
    thread,
};

use domain::{change::Counters, directory::Directory, id::EventId};
use flow::port::StoreError;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    batch::Batch,
    changes::Changes,
    desk::Texts,
    disk::Disk,
    error::{Shared, backend, broken},
    journal::Engine,
    tables::COUNTERS,
    view::View,
};

/// How many writes wait before those who queue more have to.
const QUEUE: usize = 1024;

/// The most writes of one commit.
const MERGED: usize = 256;

/// The picture of the last acknowledged commit, as readers take it.
pub(crate) type Published = Arc<RwLock<Arc<Directory>>>;

/// A write in the queue.
trait Write: Send {
    /// Decides; whether there is something to apply.
    fn decide(&mut self, view: &View<'_>, changes: &mut Changes) -> bool;

    /// What is being done, for errors.
    fn doing(&self) -> &'static str;

    /// Tells the caller: what was decided, or why the commit failed.
    fn answer(self: Box<Self>, failed: Option<StoreError>);
}

struct Queued<T, F> {
    doing: &'static str,
    decide: Option<F>,
    decided: Option<Result<T, StoreError>>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Write for Queued<T, F>
where
    T: Send,
    F: FnOnce(&View<'_>, &mut Changes) -> Result<T, StoreError> + Send,
{
    fn decide(&mut self, view: &View<'_>, changes: &mut Changes) -> bool {
        let Some(decide) = self.decide.take() else {
            return false;
        };
        // A rule that panics takes its own write with it, not the writer.
        let decided = catch_unwind(AssertUnwindSafe(|| decide(view, changes)))
            .unwrap_or_else(|_| Err(broken(self.doing, "deciding panicked")));
        let good = decided.is_ok();
        self.decided = Some(decided);
        good
    }

    fn doing(&self) -> &'static str {
        self.doing
    }

    fn answer(self: Box<Self>, failed: Option<StoreError>) {
        let answer = match (failed, self.decided) {
            (Some(error), _) => Err(error),
            (None, Some(decided)) => decided,
            (None, None) => Err(broken(self.doing, "the write was not decided")),
        };
        // A caller that no longer waits has its write all the same.
        let _ = self.caller.send(answer);
    }
}

enum Message {
    Write(Box<dyn Write>),
    Stop,
}

/// The queue's end for those who write.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
    ended: watch::Receiver<bool>,
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(
        disk: Arc<Disk>,
        directory: Directory,
        counters: Counters,
        published: Published,
        (newest, engine, texts): (watch::Sender<EventId>, Arc<Engine>, Arc<Texts>),
    ) -> Result<Self, std::io::Error> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (end, ended) = watch::channel(false);
        let mut committing = Committing {
            disk,
            directory,
            counters,
            published,
            newest,
            engine,
            texts,
            broken: false,
        };
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                committing.run(waiting);
                end.send_replace(true);
            })?;
        Ok(Self { queue, ended })
    }

    /// Queues a write and waits until it is durable, or refused.
    pub(crate) async fn write<T, F>(&self, doing: &'static str, decide: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&View<'_>, &mut Changes) -> Result<T, StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let queued = Queued {
            doing,
            decide: Some(decide),
            decided: None,
            caller,
        };
        let closed = || broken(doing, "the store is closed");
        self.queue
            .send(Message::Write(Box::new(queued)))
            .await
            .map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Commits what is queued, takes nothing more, and waits until the thread is done.
    pub(crate) async fn close(&self) {
        // Closed before: then there is only the end to wait for.
        let _ = self.queue.send(Message::Stop).await;
        let mut ended = self.ended.clone();
        // The thread is gone without a word only if it panicked; it is at its end all the same.
        let _ = ended.wait_for(|ended| *ended).await;
    }
}

/// The thread's own.
struct Committing {
    disk: Arc<Disk>,
    directory: Directory,
    counters: Counters,
    published: Published,
    newest: watch::Sender<EventId>,
    /// Takes in what was committed.
    engine: Arc<Engine>,
    /// The same, of messages of tickets.
    texts: Arc<Texts>,
    /// After an I/O error, until the database is open again.
    broken: bool,
}

impl Committing {
    fn run(&mut self, mut waiting: mpsc::Receiver<Message>) {
        while let Some(first) = waiting.blocking_recv() {
            let mut merged = Vec::new();
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Message::Write(write) => merged.push(write),
                    Message::Stop => waiting.close(),
                }
                next = if merged.len() < MERGED {
                    waiting.try_recv().ok()
                } else {
                    None
                };
            }
            if !merged.is_empty() {
                self.commit(merged);
            }
        }
    }

    /// One commit: everyone is answered, whatever becomes of it.
    fn commit(&mut self, mut merged: Vec<Box<dyn Write>>) {
        let failed = self
            .mend()
            .and_then(|()| self.attempt(&mut merged))
            .err()
            .map(Shared::new);
        if let Some(error) = &failed {
            tracing::error!(%error, cause = ?error, "a commit failed");
            self.broken = true;
        }
        for write in merged {
            let doing = write.doing();
            write.answer(failed.as_ref().map(|error| error.answer(doing)));
        }
    }

    /// After an I/O error: opens anew and goes on from what is on disk.
    fn mend(&mut self) -> Result<(), StoreError> {
        if self.broken {
            let doing = "reopening the store";
            let (directory, counters) =
                self.disk.reopen().map_err(|error| StoreError::Backend {
                    doing,
                    source: Box::new(error),
                })?;
            let (engine, texts) = (Arc::clone(&self.engine), Arc::clone(&self.texts));
            self.disk.read(doing, &directory, |view| {
                engine.reload(view)?;
                texts.reload(view)
            })?;
            (self.directory, self.counters, self.broken) = (directory, counters, false);
            self.publish();
            self.tell_newest();
        }
        Ok(())
    }

    /// Decides each write on what those before it have changed, applies it, and commits them all.
    fn attempt(&mut self, merged: &mut [Box<dyn Write>]) -> Result<(), StoreError> {
        let doing = "committing to the store";
        let disk = Arc::clone(&self.disk);
        let held = disk.hold();
        let transaction = held
            .database(doing)?
            .begin_write()
            .map_err(backend(doing))?;
        let mut batch = Batch::new(&transaction);
        let (mut directory, mut counters) = (self.directory.clone(), self.counters);
        let (mut written, mut pictured) = (false, false);
        let (mut entries, mut texts) = (Vec::new(), Vec::new());
        for write in merged {
            let mut changes = Changes::new(counters);
            let decided = write.decide(&View::new(&batch, &directory, write.doing()), &mut changes);
            if decided && !changes.is_empty() {
                written = true;
                pictured |= !changes.plan.deltas().is_empty();
                texts.append(&mut changes.texts);
                entries.extend(changes.apply(&mut batch, &mut directory, &mut counters)?);
            }
        }
        if !written {
            drop(batch);
            return transaction.abort().map_err(backend(doing));
        }
        batch.put_row(&COUNTERS, &(), &counters)?;
        drop(batch);
        // Held over the commit: whoever sees the new rows and then asks for the picture gets the one that goes
        // with them.
        let published = Arc::clone(&self.published);
        let mut picture =
            pictured.then(|| published.write().unwrap_or_else(PoisonError::into_inner));
        transaction.commit().map_err(backend(doing))?;
        (self.directory, self.counters) = (directory, counters);
        if let Some(picture) = picture.as_deref_mut() {
            *picture = Arc::new(self.directory.clone());
        }
        self.engine.append(entries);
        self.texts.append(texts);
        self.tell_newest();
        Ok(())
    }

    fn tell_newest(&self) {
        let now = EventId(self.counters.event);
        self.newest
            .send_if_modified(|newest| std::mem::replace(newest, now) != now);
    }

    /// Before anyone is answered: who wrote sees its own write.
    fn publish(&self) {
        *self
            .published
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(self.directory.clone());
    }
}
