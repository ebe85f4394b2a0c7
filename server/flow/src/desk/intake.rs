//! The first station of mail that comes in: what is ours is kept, durably, before anyone answers 250.

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    address::EmailAddress,
    file::BlobKey,
    id::{InboxId, RedirectId},
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

/// Where a message comes to.
#[derive(PartialEq, Eq)]
enum Place {
    Redirect(RedirectId),
    Inbox(Option<InboxId>),
}

#[async_trait]
impl Intake for Flow {
    fn is_ours(&self, rcpt: &EmailAddress) -> bool {
        let directory = self.directory();
        directory.inbox_of(rcpt).is_some()
            || directory.redirect_of(rcpt).is_some()
            || self.home_of(rcpt).is_some()
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
        let mut all = Vec::new();
        for (redirect, to) in self.places(&envelope.to) {
            let object = if raw.len() > MAX_ROW {
                Some(self.keep_object(raw.clone()).await?)
            } else {
                None
            };
            all.push(NewReceived {
                envelope: Envelope {
                    to,
                    ..envelope.clone()
                },
                redirect,
                size,
                raw: object.is_none().then(|| raw.clone()),
                object,
            });
        }
        self.world.store.keep_received(all).await?;
        self.desk_bell.notify_one();
        Ok(())
    }

    /// The recipients, those of one inbox, group or forward together: each gets a message of its own. An address that
    /// is forwarded is its inbox's too where both were asked for.
    fn places(&self, to: &[EmailAddress]) -> Vec<(Option<RedirectId>, Vec<EmailAddress>)> {
        let directory = self.directory();
        let mut places: Vec<(Place, Vec<EmailAddress>)> = Vec::new();
        for address in to {
            let redirect = directory.redirect_of(address);
            let inbox = directory.inbox_of(address).map(|inbox| inbox.id);
            let both = redirect.is_none_or(|redirect| redirect.deliver_to_both && inbox.is_some());
            let on = redirect.map(|redirect| Place::Redirect(redirect.id));
            let kept = both.then_some(Place::Inbox(inbox));
            for place in on.into_iter().chain(kept) {
                match places.iter_mut().find(|(known, _)| *known == place) {
                    Some((_, together)) => together.push(address.clone()),
                    None => places.push((place, vec![address.clone()])),
                }
            }
        }
        places
            .into_iter()
            .map(|(place, together)| match place {
                Place::Redirect(id) => (Some(id), together),
                Place::Inbox(_) => (None, together),
            })
            .collect()
    }

    pub(super) async fn keep_object(&self, raw: Bytes) -> Result<BlobKey, BlobError> {
        let key = BlobKey(random::bytes());
        let mut writer = self.world.blobs.create(key).await?;
        writer.write(raw).await?;
        writer.finish().await?;
        Ok(key)
    }

    /// The bytes kept under a key.
    pub(super) async fn object(&self, key: BlobKey, size: u64) -> Result<Bytes, BlobError> {
        let pieces = self.world.blobs.read(key, 0..size).await?;
        let pieces: Vec<Bytes> = pieces.try_collect().await?;
        Ok(pieces.concat().into())
    }

    /// The bytes of a message as they came.
    pub(crate) async fn raw_of(&self, received: &Received) -> Result<Bytes, FlowError> {
        if let Some(key) = received.object {
            return Ok(self.object(key, received.size).await?);
        }
        let raw = self.world.store.raw_received(received.id).await?;
        raw.ok_or(FlowError::missing(domain::refusal::Noun::Message))
    }
}
