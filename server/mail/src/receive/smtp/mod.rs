//! The server that takes mail: SMTP (RFC 5321) and LMTP (RFC 2033). `session` decides what is answered and knows no
//! network, `content` where a mail ends, `connection` reads and writes, `serve` accepts.

mod budget;
mod connection;
mod content;
mod open;
mod serve;
mod session;
mod tls;

pub use serve::{Limits, Listener, Options, serve};
pub use tls::{BadCertificate, acceptor};
