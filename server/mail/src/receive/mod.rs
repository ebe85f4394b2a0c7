//! The adapter of the way in: the reading of messages.

mod mime;

pub use mime::MailReader;
