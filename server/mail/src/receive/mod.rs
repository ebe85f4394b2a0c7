//! The adapter of the way in: the SMTP and LMTP server that takes mail, the reading of messages,
//! and who sent them.

mod attribution;
mod imap;
mod mime;
mod smtp;

pub use attribution::MailAttributor;
pub use imap::{Mailbox, Mark, Marks, Pull, PullError, PullOptions};
pub use mime::MailReader;
pub use smtp::{BadCertificate, Limits, Listener, Options, acceptor, serve};
