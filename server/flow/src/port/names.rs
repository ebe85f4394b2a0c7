use std::net::IpAddr;

use async_trait::async_trait;

/// Why a question to the DNS has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// There is no such name, or no such record.
    #[error("there is no such record")]
    Missing,
    /// It could not be asked now: no network, no answer, a server that failed.
    #[error("{0}")]
    Unknown(String),
}

/// What a domain publishes about its mail, in the DNS.
#[async_trait]
pub trait Names: Send + Sync {
    /// The texts (TXT) of a name.
    async fn texts_of(&self, name: &str) -> Result<Vec<String>, NoAnswer>;

    /// Where the mail of a domain goes, the first to try first; an empty name: it takes none (RFC 7505).
    async fn exchanges_of(&self, domain: &str) -> Result<Vec<String>, NoAnswer>;

    /// The addresses of a host.
    async fn addresses_of(&self, host: &str) -> Result<Vec<IpAddr>, NoAnswer>;

    /// The names of an address (PTR).
    async fn names_of(&self, address: IpAddr) -> Result<Vec<String>, NoAnswer>;

    /// SPF's word for a mail from `ip`, `helo` and `mail_from` (RFC 7208): `pass fail softfail neutral none temperror
    /// permerror`. With an empty `mail_from` it is `helo` that is checked.
    async fn spf_of(&self, ip: IpAddr, helo: &str, mail_from: &str) -> &'static str;
}
