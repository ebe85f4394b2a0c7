//! What was received, whatever became of it.

use bytes::Bytes;
use domain::{
    fold::fold,
    id::ReceivedId,
    received::Verdict,
    refusal::Noun,
    wire::{self, List},
};

use crate::{Flow, FlowError, access::MayAdmin, page::Page};

/// Which messages are asked for.
#[derive(Clone, Debug, Default)]
pub struct ReceivedQuestion {
    /// With this verdict.
    pub verdict: Option<Verdict>,
    /// Words of subject, addresses and reasons.
    pub words: String,
}

impl Flow {
    /// Messages, newest first.
    pub async fn received_list(
        &self,
        _may: &MayAdmin,
        question: &ReceivedQuestion,
        page: &Page<ReceivedId>,
    ) -> Result<List<wire::Received>, FlowError> {
        let words = fold(&question.words)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let found = self
            .world
            .store
            .received_list(
                question.verdict,
                words,
                page.after().copied(),
                page.enough(),
            )
            .await?;
        let list = page.of(found, |received| received.id.to_string());
        Ok(list.map(Into::into))
    }

    /// One message.
    pub async fn received(
        &self,
        _may: &MayAdmin,
        id: ReceivedId,
    ) -> Result<wire::Received, FlowError> {
        let found = self.world.store.received(id).await?;
        Ok(found.ok_or(FlowError::missing(Noun::Message))?.into())
    }

    /// Its bytes as they came.
    pub async fn received_raw(&self, _may: &MayAdmin, id: ReceivedId) -> Result<Bytes, FlowError> {
        let found = self.world.store.received(id).await?;
        self.raw_of(&found.ok_or(FlowError::missing(Noun::Message))?)
            .await
    }

    /// Has it read again: what was held becomes a ticket.
    pub async fn rerun_received(
        &self,
        _may: &MayAdmin,
        id: ReceivedId,
    ) -> Result<wire::Received, FlowError> {
        let row = self.world.store.rerun_received(id).await?;
        self.desk_bell.notify_one();
        Ok(row.into())
    }
}
