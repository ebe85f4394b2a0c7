//! Mail: the way out (composing, sealing of secrets, SMTP over our own small pool of lettre's connections) and the way in
//! (an SMTP and LMTP server, reading of messages).
#![warn(missing_docs)]

mod compose;
pub mod dns;
pub mod receive;
mod seal;
mod smtp;

pub use compose::MailComposer;
pub use seal::{KEY_LENGTH, SealError, Sealer};
pub use smtp::{BadRoots, SmtpRelay, Tls};
