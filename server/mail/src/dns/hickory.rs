use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::OnceLock,
    time::Duration,
};

use async_trait::async_trait;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts},
    net::{DnsError, NetError, NoRecords, runtime::TokioRuntimeProvider},
    proto::{
        op::ResponseCode,
        rr::{IntoName, Name, RData, RecordType},
    },
    system_conf::read_system_conf,
};
use mail_auth::MessageAuthenticator;
use tokio::net::lookup_host;

use super::{MailExchange, ResolveError, Resolver};

/// How long one server is waited for, and how often it is asked again.
const PATIENCE: Duration = Duration::from_secs(2);
const ATTEMPTS: usize = 2;

/// The longest that an answer is kept: who has just published a record wants to see it.
const KEPT: Duration = Duration::from_secs(30);

/// [`Resolver`] that asks one given server, or the ones of the system.
pub struct Dns {
    server: Option<SocketAddr>,
    /// Made at the first use: it reads the system's configuration, and needs the runtime.
    resolver: OnceLock<Result<TokioResolver, ResolveError>>,
}

impl Dns {
    /// Asks `server` only, over UDP and where an answer is too long TCP; neither `/etc/hosts` nor search lists count.
    pub const fn at(server: SocketAddr) -> Self {
        Self {
            server: Some(server),
            resolver: OnceLock::new(),
        }
    }

    /// Asks as the system is set up: for addresses as any program does, with `/etc/hosts` and what else there is.
    pub const fn system() -> Self {
        Self {
            server: None,
            resolver: OnceLock::new(),
        }
    }

    /// `mail-auth` over this resolver: SPF, DKIM, DMARC and ARC ask whom we ask.
    pub(crate) fn authenticator(&self) -> Result<MessageAuthenticator, ResolveError> {
        self.resolver().cloned().map(MessageAuthenticator)
    }

    fn resolver(&self) -> Result<&TokioResolver, ResolveError> {
        self.resolver
            .get_or_init(|| build(self.server))
            .as_ref()
            .map_err(Clone::clone)
    }

    async fn ask<T>(
        &self,
        name: Name,
        kind: RecordType,
        pick: impl Fn(&RData) -> Option<T>,
    ) -> Result<Vec<T>, ResolveError> {
        let found = self.resolver()?.lookup(name, kind).await;
        let found = found.map_err(|error| in_our_terms(&error))?;
        let picked: Vec<T> = found
            .answers()
            .iter()
            .filter_map(|record| pick(&record.data))
            .collect();
        if picked.is_empty() {
            return Err(ResolveError::NoRecord);
        }
        Ok(picked)
    }
}

fn build(server: Option<SocketAddr>) -> Result<TokioResolver, ResolveError> {
    let broken = |error: NetError| ResolveError::NoServer(error.to_string());
    let (config, mut options) = match server {
        Some(server) => (only(server), ResolverOpts::default()),
        None => read_system_conf().map_err(broken)?,
    };
    if server.is_some() {
        options.use_hosts_file = ResolveHosts::Never;
    }
    (options.timeout, options.attempts) = (PATIENCE, ATTEMPTS);
    (options.positive_max_ttl, options.negative_max_ttl) = (Some(KEPT), Some(KEPT));
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        .with_options(options)
        .build()
        .map_err(broken)
}

fn only(server: SocketAddr) -> ResolverConfig {
    let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
    for connection in &mut connections {
        connection.port = server.port();
    }
    let server = NameServerConfig::new(server.ip(), true, connections);
    ResolverConfig::from_parts(None, Vec::new(), vec![server])
}

#[async_trait]
impl Resolver for Dns {
    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        if self.server.is_none() {
            return by_the_system(host).await;
        }
        let (four, six) = tokio::join!(
            self.addresses_like(host, IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            self.addresses_like(host, IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
        );
        match (four, six) {
            // IPv4 first: where IPv6 leads nowhere each try would take the whole timeout.
            (Ok(four), six) => Ok([four, six.unwrap_or_default()].concat()),
            (Err(_), Ok(six)) => Ok(six),
            // What may be answered later says more than that one of the two kinds is not there.
            (Err(four), Err(six)) if six.is_transient() && !four.is_transient() => Err(six),
            (Err(four), Err(_)) => Err(four),
        }
    }

    async fn addresses_like(&self, host: &str, like: IpAddr) -> Result<Vec<IpAddr>, ResolveError> {
        let kind = if like.is_ipv4() {
            RecordType::A
        } else {
            RecordType::AAAA
        };
        self.ask(absolute(host)?, kind, |data| match data {
            RData::A(address) => Some(IpAddr::V4(address.0)),
            RData::AAAA(address) => Some(IpAddr::V6(address.0)),
            _ => None,
        })
        .await
    }

    async fn texts(&self, name: &str) -> Result<Vec<String>, ResolveError> {
        self.ask(absolute(name)?, RecordType::TXT, |data| match data {
            RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
            _ => None,
        })
        .await
    }

    async fn mail_exchanges(&self, domain: &str) -> Result<Vec<MailExchange>, ResolveError> {
        let mut found = self
            .ask(absolute(domain)?, RecordType::MX, |data| match data {
                RData::MX(mx) => Some(MailExchange {
                    preference: mx.preference,
                    host: plain(&mx.exchange),
                }),
                _ => None,
            })
            .await?;
        found.sort();
        Ok(found)
    }

    async fn names(&self, address: IpAddr) -> Result<Vec<String>, ResolveError> {
        let name = address.into_name().map_err(|_| ResolveError::BadName)?;
        self.ask(name, RecordType::PTR, |data| match data {
            RData::PTR(name) => Some(plain(name)),
            _ => None,
        })
        .await
    }
}

fn absolute(name: &str) -> Result<Name, ResolveError> {
    let mut name = Name::from_str_relaxed(name).map_err(|_| ResolveError::BadName)?;
    name.set_fqdn(true);
    Ok(name)
}

fn plain(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

async fn by_the_system(host: &str) -> Result<Vec<IpAddr>, ResolveError> {
    let found = lookup_host((host, 0)).await.map_err(|error| said(&error))?;
    let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
    addresses.dedup();
    if addresses.is_empty() {
        return Err(ResolveError::NoRecord);
    }
    Ok(addresses)
}

/// The standard library gives getaddrinfo's errors as text only.
fn said(error: &io::Error) -> ResolveError {
    let text = error.to_string();
    let has = |words: &str| text.contains(words);
    match () {
        () if has("not known") || has("nodename nor servname") => ResolveError::NoName,
        () if has("No address associated") => ResolveError::NoRecord,
        () if has("Temporary failure") => ResolveError::Failed("temporary failure".to_owned()),
        () => ResolveError::NoServer(text),
    }
}

fn in_our_terms(error: &NetError) -> ResolveError {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(NoRecords { response_code, .. })) => {
            match *response_code {
                ResponseCode::NXDomain => ResolveError::NoName,
                ResponseCode::NoError => ResolveError::NoRecord,
                code => ResolveError::Failed(word(code)),
            }
        }
        NetError::Dns(DnsError::ResponseCode(code)) => ResolveError::Failed(word(*code)),
        NetError::Timeout => ResolveError::Timeout,
        other => ResolveError::NoServer(other.to_string()),
    }
}

/// The names by which administrators know these codes.
fn word(code: ResponseCode) -> String {
    match code {
        ResponseCode::ServFail => "SERVFAIL".to_owned(),
        ResponseCode::Refused => "REFUSED".to_owned(),
        ResponseCode::FormErr => "FORMERR".to_owned(),
        ResponseCode::NotImp => "NOTIMP".to_owned(),
        other => other.to_str().to_owned(),
    }
}
