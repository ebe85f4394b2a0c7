//! The way out: SMTP (RFC 5321) to one relay.

mod auth;
mod connection;
mod dial;
mod dialogue;
mod envelope;
mod failure;
mod offers;
mod pool;
mod relay;
mod reply;
mod tls;
mod wire;

pub use relay::SmtpRelay;
pub(crate) use tls::TlsClient;
pub use tls::{BadRoots, Tls};
