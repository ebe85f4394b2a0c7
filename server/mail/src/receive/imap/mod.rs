//! The second way in: a mailbox is pulled from over IMAP (RFC 9051, 3501, IDLE by RFC 2177). It is opened read-only; how far
//! it was read is remembered here, by UIDVALIDITY and UID, never by flags or dates.

mod pull;
mod response;
mod wire;

pub use pull::{Mailbox, Mark, Marks, Pull, PullOptions};
pub use wire::PullError;
