//! DNS as mail needs it: addresses of relays, and what domains publish about their mail.

mod hickory;
mod names;

use std::net::IpAddr;

use async_trait::async_trait;

pub use hickory::Dns;

/// What was found out instead of an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// NXDOMAIN.
    #[error("it does not exist (NXDOMAIN)")]
    NoName,
    /// The name exists, but not with such a record.
    #[error("it has no such record")]
    NoRecord,
    /// The server answered that it cannot answer, such as SERVFAIL or REFUSED.
    #[error("the DNS server failed ({0})")]
    Failed(String),
    /// No answer came in time.
    #[error("the DNS server did not answer")]
    Timeout,
    /// It is no name that DNS could be asked for.
    #[error("it is no name of DNS")]
    BadName,
    /// No server could be asked.
    #[error("no DNS server could be asked: {0}")]
    NoServer(String),
}

impl ResolveError {
    /// Whether asking again later may be answered: nothing is known now.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Timeout | Self::NoServer(_))
    }
}

/// A host that takes mail for a domain (RFC 5321, section 5).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MailExchange {
    /// The lowest is tried first.
    pub preference: u16,
    /// Its name, in lower case without the final dot; empty: the domain takes no mail (RFC 7505).
    pub host: String,
}

/// Answers questions of DNS. Names are given in ASCII, absolute, with or without the final dot.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The addresses of `host` in the order to try them; never none.
    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError>;

    /// The addresses of `host` of the kind of `like` (A or AAAA); never none.
    async fn addresses_like(&self, host: &str, like: IpAddr) -> Result<Vec<IpAddr>, ResolveError>;

    /// The texts (TXT) of `name`, each with its pieces joined; what is no UTF-8 is mended.
    async fn texts(&self, name: &str) -> Result<Vec<String>, ResolveError>;

    /// Where the mail of `domain` goes, the first to try first.
    async fn mail_exchanges(&self, domain: &str) -> Result<Vec<MailExchange>, ResolveError>;

    /// The names (PTR) of `address`, in lower case without the final dot.
    async fn names(&self, address: IpAddr) -> Result<Vec<String>, ResolveError>;
}
