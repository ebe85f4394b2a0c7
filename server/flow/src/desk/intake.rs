//! The first station of mail that comes in: what is ours is kept, durably, before anyone answers 250.

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    address::EmailAddress,
    file::BlobKey,
    received::{Envelope, Received},
};
use futures::TryStreamExt as _;

use crate::{
    Flow, FlowError,
    port::{BlobError, Intake, IntakeError, NewReceived},
    random,
};

/// The largest message taken.
const MAX_SIZE: u64 = 50 * 1024 * 1024;

/// The largest raw message that is a row.
const MAX_ROW: usize = 48 * 1024;

#[async_trait]
impl Intake for Flow {
    fn is_ours(&self, rcpt: &EmailAddress) -> bool {
        self.directory().inbox_of(rcpt).is_some()
    }

    fn size_limit(&self) -> u64 {
        MAX_SIZE
    }

    async fn keep(&self, envelope: Envelope, raw: Vec<u8>) -> Result<(), IntakeError> {
        self.keep_mail(envelope, raw).await.map_err(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "keeping a message"
            );
            match error {
                FlowError::NoRoom => IntakeError::Full,
                _ => IntakeError::Broken,
            }
        })
    }
}

impl Flow {
    async fn keep_mail(&self, envelope: Envelope, raw: Vec<u8>) -> Result<(), FlowError> {
        if self.world.blobs.free_space().await? < raw.len() as u64 {
            return Err(FlowError::NoRoom);
        }
        let size = raw.len() as u64;
        let raw = Bytes::from(raw);
        let object = if raw.len() > MAX_ROW {
            Some(self.keep_object(raw.clone()).await?)
        } else {
            None
        };
        let new = NewReceived {
            envelope,
            size,
            raw: object.is_none().then_some(raw),
            object,
        };
        self.world.store.keep_received(new).await?;
        self.desk_bell.notify_one();
        Ok(())
    }

    async fn keep_object(&self, raw: Bytes) -> Result<BlobKey, BlobError> {
        let key = BlobKey(random::bytes());
        let mut writer = self.world.blobs.create(key).await?;
        writer.write(raw).await?;
        writer.finish().await?;
        Ok(key)
    }

    /// The bytes of a message as they came.
    pub(crate) async fn raw_of(&self, received: &Received) -> Result<Bytes, FlowError> {
        if let Some(key) = received.object {
            let pieces = self.world.blobs.read(key, 0..received.size).await?;
            let pieces: Vec<Bytes> = pieces.try_collect().await?;
            return Ok(pieces.concat().into());
        }
        let raw = self.world.store.raw_received(received.id).await?;
        raw.ok_or(FlowError::missing(domain::refusal::Noun::Message))
    }
}
