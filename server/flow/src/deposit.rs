//! Deposit: a stream of bytes becomes a file row and a FILE event, in one commit, or nothing at all.

use bytes::Bytes;
use domain::{
    file::{Blob, BlobKey, BlobPlace, MAX_ROW_BLOB},
    text::EntryName,
    wire,
};
use futures::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;

use crate::{
    Flow, FlowError,
    access::MayWrite,
    files, killpoint,
    port::{BlobError, BlobWriter, Deposit, Deposited},
    random,
};

/// How many bytes are written between two looks at the free space.
const LOOK_EVERY: u64 = 32 * 1024 * 1024;

/// What a deposit became.
#[derive(Clone, Debug)]
pub struct Received {
    /// The file as it is now.
    pub file: wire::File,
    /// A new file (ADD), not a new version (MODIFY).
    pub added: bool,
}

impl Flow {
    /// Receives a content under `name`, in constant memory whatever its size.
    ///
    /// An upload that breaks off, or is not as long as it said it would be, leaves nothing. The file and its event
    /// exist once this answers.
    pub async fn deposit<S, E>(
        &self,
        may: &MayWrite,
        name: EntryName,
        expected: Option<u64>,
        body: S,
    ) -> Result<Received, FlowError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Send,
    {
        let mut intake = Intake::new(self, expected).await?;
        let mut body = std::pin::pin!(body);
        while let Some(piece) = body.next().await {
            // What broke the transfer is the sender's affair, or the network's.
            intake
                .take(piece.map_err(|_| FlowError::Incomplete)?)
                .await?;
        }
        let (blob, content) = intake.finish(expected).await?;
        killpoint::reached("deposit:after_blob");
        self.record(may, name, blob, content).await
    }

    async fn room_for(&self, bytes: u64) -> Result<(), FlowError> {
        let free = self.world.blobs.free_space().await?;
        if free == 0 || free < bytes {
            Err(FlowError::NoRoom)
        } else {
            Ok(())
        }
    }

    async fn record(
        &self,
        may: &MayWrite,
        name: EntryName,
        blob: Blob,
        content: Option<Bytes>,
    ) -> Result<Received, FlowError> {
        let object = (blob.place == BlobPlace::Object).then_some(blob.key);
        let stamp = may.viewer().stamp(self.now());
        let deposit = Deposit {
            folder: *may.folder(),
            name,
            blob,
            content,
            stamp,
        };
        match self.commit(may, deposit).await {
            Ok(done) => {
                killpoint::reached("deposit:after_commit");
                Ok(Received {
                    file: files::shown(&self.directory(), &done.file),
                    added: done.added,
                })
            }
            Err(error) => {
                self.discard(object, &error).await;
                Err(error)
            }
        }
    }

    async fn commit(&self, may: &MayWrite, deposit: Deposit) -> Result<Deposited, FlowError> {
        self.still_may_write(may)?;
        // Rung even when the sender goes away while we wait for the commit.
        let _bell = RingOnDrop(&self.events_bell);
        Ok(self.world.store.record_deposit(deposit).await?)
    }

    /// Removes a content that no row names. After a failure of the store it is not known whether one does: then it
    /// stays, and is found with the orphans if not.
    async fn discard(&self, object: Option<BlobKey>, error: &FlowError) {
        let Some(key) = object else { return };
        if matches!(error, FlowError::Refused(_) | FlowError::Conflict(_))
            && let Err(error) = self.world.blobs.remove(key).await
        {
            tracing::warn!(%key, error = &error as &dyn std::error::Error, "a refused content stays until the next purge");
        }
    }
}

struct RingOnDrop<'a>(&'a Notify);

impl Drop for RingOnDrop<'_> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// A content on its way in: small ones stay in memory and go into a row, larger ones flow into an object.
struct Intake<'a> {
    flow: &'a Flow,
    key: BlobKey,
    hasher: Sha256,
    size: u64,
    looked_at: u64,
    small: Vec<u8>,
    large: Option<Box<dyn BlobWriter>>,
}

impl<'a> Intake<'a> {
    async fn new(flow: &'a Flow, expected: Option<u64>) -> Result<Self, FlowError> {
        let intake = Self {
            flow,
            key: BlobKey(random::bytes()),
            hasher: Sha256::new(),
            size: 0,
            looked_at: 0,
            small: Vec::new(),
            large: None,
        };
        flow.room_for(expected.unwrap_or(0)).await?;
        Ok(intake)
    }

    async fn take(&mut self, piece: Bytes) -> Result<(), FlowError> {
        self.hasher.update(&piece);
        self.size += piece.len() as u64;
        if self.size - self.looked_at >= LOOK_EVERY {
            self.looked_at = self.size;
            self.flow.room_for(0).await?;
        }
        match &mut self.large {
            Some(writer) => writer.write(piece).await.map_err(full),
            None if self.small.len() + piece.len() <= MAX_ROW_BLOB => {
                self.small.extend_from_slice(&piece);
                Ok(())
            }
            None => self.begin_object(piece).await,
        }
    }

    async fn begin_object(&mut self, piece: Bytes) -> Result<(), FlowError> {
        let mut writer = self.flow.world.blobs.create(self.key).await.map_err(full)?;
        let head = Bytes::from(std::mem::take(&mut self.small));
        if !head.is_empty() {
            writer.write(head).await.map_err(full)?;
        }
        writer.write(piece).await.map_err(full)?;
        self.large = Some(writer);
        Ok(())
    }

    /// Makes it durable, unless it is not as long as was said.
    async fn finish(self, expected: Option<u64>) -> Result<(Blob, Option<Bytes>), FlowError> {
        if expected.is_some_and(|expected| expected != self.size) {
            return Err(FlowError::Incomplete);
        }
        let sha256 = self.hasher.finalize().into();
        let blob = |place| Blob {
            key: self.key,
            size: self.size,
            sha256,
            place,
        };
        match self.large {
            Some(writer) => {
                writer.finish().await.map_err(full)?;
                Ok((blob(BlobPlace::Object), None))
            }
            None => Ok((blob(BlobPlace::Row), Some(Bytes::from(self.small)))),
        }
    }
}

/// A full disk is said as such.
fn full(error: BlobError) -> FlowError {
    match &error {
        BlobError::Backend { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
            FlowError::NoRoom
        }
        _ => error.into(),
    }
}
