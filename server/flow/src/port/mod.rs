//! The ports: what the stations need of the world, handed in.

mod archive;
mod blobs;
mod clock;
mod composer;
mod desk;
mod files;
mod inbound;
mod journal;
mod names;
mod notices;
mod outbox;
mod registry;
mod relay;
mod sealing;

pub use archive::{Archive, Mended};
pub use blobs::{BlobError, BlobReader, BlobWriter, Blobs};
pub use clock::Clock;
pub use composer::{
    AcknowledgementMail, AlertMail, AlertMailLine, AnswerFields, AttachedFile, ComposeError,
    Composed, Composer, LetterMail, LetterWords, NoticeLine, Rendered, TemplateFault, TestMail,
    TicketMail, TraceHead,
};
pub use desk::{
    NewReceived, ReceivedMail, Refusing, Returned, Ruled, Saying, SentOn, Taken, TakenInto, Taking,
    TicketEdit, TicketFilter, Tickets,
};
pub use files::{Deposit, Deposited, FileMove, Files, Purged};
pub use inbound::{
    Attributor, BounceReport, BouncedRecipient, Intake, IntakeError, Mailbox, MessageReader,
    ReadAttachment, ReadMessage,
};
pub use journal::{Journal, SeenEvents};
pub use names::{Names, NoAnswer};
pub use notices::{DueNotice, NewMail, Noted, Notices, Settlement};
pub use outbox::{Outbox, Outcome, Settle, SkippedLines};
pub use registry::{Decide, Registry, RegistryExt};
pub use relay::{
    CertificateFacts, DialogueLine, Direction, Greeted, MarkSending, RelayPort, RelaySettings,
    SendError, TestReport, TlsFacts,
};
pub use sealing::{NotOurs, Sealing};

use domain::refusal::{Noun, Refusal};

/// Everything kept, in one store.
pub trait Store:
    Registry + Files + Notices + Outbox + Journal + Archive + ReceivedMail + Tickets
{
}
impl<T: Registry + Files + Notices + Outbox + Journal + Archive + ReceivedMail + Tickets> Store
    for T
{
}

/// What a store answers instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule stands against it; nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Someone else was faster: a stale lease, a cursor that moved. Nothing was changed.
    #[error("{0} was settled by another meanwhile")]
    Conflict(&'static str),
    /// The store itself failed. Nothing is known to be changed.
    #[error("{doing}")]
    Backend {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// `noun` is not there.
    pub const fn missing(noun: Noun) -> Self {
        Self::Refused(Refusal::Missing(noun))
    }
}
