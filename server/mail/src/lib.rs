//! The adapter of the way out: composing (RFC 5322, 2045), sealing of secrets, SMTP (RFC 5321) over our own
//! small pool of lettre's connections.
#![warn(missing_docs)]

mod compose;
pub mod dns;
mod seal;
mod smtp;

pub use compose::MailComposer;
pub use seal::{KEY_LENGTH, SealError, Sealer};
pub use smtp::{BadRoots, SmtpRelay, Tls};
