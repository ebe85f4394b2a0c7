use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use domain::{event::Reason, outbox::SendFailure, time::Span};
use flow::port::RelaySettings;
use lettre::transport::smtp::extension::ClientId;
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};

use super::failure::relay;

/// A TCP connection to the relay, by the first of its addresses that takes one.
pub(super) async fn connect(settings: &RelaySettings) -> Result<TcpStream, SendFailure> {
    let unreachable = |text: String| relay(Reason::Unreachable, text);
    let host = settings.host.trim_matches(['[', ']']);
    let ascii = idna::domain_to_ascii(host).unwrap_or_else(|_| host.to_owned());
    let addresses = match timeout(
        settings.timeout,
        lookup_host((ascii.as_str(), settings.port)),
    )
    .await
    {
        Ok(Ok(addresses)) => addresses,
        Ok(Err(error)) => {
            return Err(unreachable(format!(
                "the name {host} was not found: {error}"
            )));
        }
        Err(_) => {
            return Err(unreachable(format!(
                "the name {host} was not answered: {}",
                silent(settings.timeout)
            )));
        }
    };
    let mut last = format!("the name {host} has no address");
    for address in addresses {
        match timeout(settings.timeout, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it each mail waits for the relay's delayed acknowledgement, 40 ms.
                return stream
                    .set_nodelay(true)
                    .map(|()| stream)
                    .map_err(|error| unreachable(error.to_string()));
            }
            Ok(Err(error)) => last = format!("{address} did not take the connection: {error}"),
            Err(_) => last = format!("{address}: {}", silent(settings.timeout)),
        }
    }
    Err(unreachable(last))
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
