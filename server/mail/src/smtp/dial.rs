use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use domain::{event::Reason, outbox::SendFailure, time::Span};
use flow::port::RelaySettings;
use lettre::transport::smtp::extension::ClientId;
use tokio::{net::TcpStream, time::timeout};

use super::{dialogue::Recorder, failure::relay};
use crate::dns::{ResolveError, Resolver};

/// A TCP connection to the relay, by the first of its addresses that takes one.
pub(super) async fn connect(
    settings: &RelaySettings,
    resolver: &dyn Resolver,
    recorder: Option<&Recorder>,
) -> Result<TcpStream, SendFailure> {
    let addresses = addresses(settings, resolver).await?;
    let mut last = String::new();
    for (at, address) in addresses.iter().enumerate() {
        let address = SocketAddr::new(*address, settings.port);
        match timeout(settings.timeout, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it each mail waits for the relay's delayed acknowledgement, 40 ms.
                return stream
                    .set_nodelay(true)
                    .map(|()| stream)
                    .map_err(|error| relay(Reason::Unreachable, error.to_string()));
            }
            Ok(Err(error)) => last = format!("{address} did not take the connection: {error}"),
            Err(_) => last = format!("{address}: {}", silent(settings.timeout)),
        }
        // The last one is the failure itself, which is noted where the dialogue ends.
        if let Some(recorder) = recorder.filter(|_| at + 1 < addresses.len()) {
            recorder.note(&last);
        }
    }
    Err(relay(Reason::Unreachable, last))
}

/// The relay's addresses in the order to try them; never none.
async fn addresses(
    settings: &RelaySettings,
    resolver: &dyn Resolver,
) -> Result<Vec<IpAddr>, SendFailure> {
    let host = settings.host.trim_matches(['[', ']']);
    if let Ok(address) = host.parse() {
        return Ok(vec![address]);
    }
    let ascii = idna::domain_to_ascii(host).unwrap_or_else(|_| host.to_owned());
    timeout(settings.timeout, resolver.addresses(&ascii))
        .await
        .unwrap_or(Err(ResolveError::Timeout))
        .map_err(|error| relay(Reason::Unreachable, not_found(host, &error)))
}

fn not_found(host: &str, error: &ResolveError) -> String {
    match error {
        ResolveError::NoRecord => format!("the name {host} has no address (no A or AAAA record)"),
        ResolveError::NoName => format!("the name {host} does not exist (NXDOMAIN)"),
        other => format!("the name {host} could not be looked up: {other}"),
    }
}

/// What we call ourselves: a name in ASCII, or an address literal (RFC 5321, section 4.1.3).
pub(super) fn ehlo_name(name: &str) -> ClientId {
    let name = name.trim();
    let ascii = idna::domain_to_ascii(name).unwrap_or_default();
    let is_name = !ascii.is_empty()
        && ascii
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    match name.parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) if is_name => ClientId::Domain(ascii),
        Err(_) => ClientId::Ipv4(Ipv4Addr::LOCALHOST),
    }
}

/// Our words for a step that took too long.
pub(super) fn silent(limit: Duration) -> String {
    format!(
        "no answer within {}",
        Span::from_ms(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_becomes_an_address_literal() {
        assert_eq!(
            ehlo_name("bücher.example").to_string(),
            "xn--bcher-kva.example"
        );
        assert_eq!(ehlo_name("10.1.2.3").to_string(), "[10.1.2.3]");
        for name in ["", "a b", "x\r\nRSET"] {
            assert_eq!(ehlo_name(name).to_string(), "[127.0.0.1]", "{name:?}");
        }
    }
}
