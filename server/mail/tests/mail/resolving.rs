//! Names are asked of the DNS server that was given, and what is found out there is said.

use std::{net::IpAddr, sync::Arc, time::Duration};

use domain::event::Reason;
use flow::port::{Direction, RelaySettings};
use mail::dns::{Dns, MailExchange, ResolveError, Resolver as _};

use crate::dns_server::{DnsServer, Trouble, Zone};
use crate::relay_client::{failed, relay, send, settings, test};
use crate::relay_server::{Script, Server};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_relay_is_found_by_the_dns_server_that_was_given_behind_an_alias_too() {
    let zone = Zone::default()
        .address("mx.relay.test", "127.0.0.1")
        .alias("smtp.relay.test", "mx.relay.test");
    let dns = DnsServer::start(zone).await;
    let server = Server::start(Script::default()).await;
    let relay = relay(&server).resolving_with(Arc::new(Dns::at(dns.address)));
    for host in ["mx.relay.test", "SMTP.relay.test", "127.0.0.1", "localhost"] {
        let settings = RelaySettings {
            host: host.to_owned(),
            ..settings(&server)
        };
        send(&relay, &settings).await.unwrap();
    }
}

#[tokio::test]
async fn the_addresses_of_a_relay_are_tried_in_turn() {
    // At 127.0.0.2 nobody listens.
    let zone = Zone::default()
        .address("mx.relay.test", "127.0.0.2")
        .address("mx.relay.test", "127.0.0.1");
    let dns = DnsServer::start(zone).await;
    let server = Server::start(Script::default()).await;
    let relay = relay(&server).resolving_with(Arc::new(Dns::at(dns.address)));
    let settings = RelaySettings {
        host: "mx.relay.test".to_owned(),
        ..settings(&server)
    };
    let report = test(&relay, &settings).await;
    assert!(report.ok, "{:?}", report.failure);
    let noted = &report.lines[0].line;
    assert!(
        noted.starts_with("127.0.0.2:") && noted.contains("did not take the connection"),
        "{noted}"
    );
    send(&relay, &settings).await.unwrap();
}

#[tokio::test]
async fn a_name_that_cannot_be_found_is_told_with_what_dns_said() {
    let zone = Zone::default()
        .text("texts.relay.test", "no address here")
        .trouble("broken.relay.test", Trouble::Servfail)
        .trouble("silent.relay.test", Trouble::Silence);
    let dns = DnsServer::start(zone).await;
    let server = Server::start(Script::default()).await;
    let relay = relay(&server).resolving_with(Arc::new(Dns::at(dns.address)));
    for (host, words) in [
        (
            "nobody.relay.test",
            "the name nobody.relay.test does not exist (NXDOMAIN)",
        ),
        (
            "texts.relay.test",
            "the name texts.relay.test has no address (no A or AAAA record)",
        ),
        (
            "broken.relay.test",
            "the name broken.relay.test could not be looked up: the DNS server failed (SERVFAIL)",
        ),
        (
            "silent.relay.test",
            "the name silent.relay.test could not be looked up: the DNS server did not answer",
        ),
    ] {
        let settings = RelaySettings {
            host: host.to_owned(),
            timeout: Duration::from_millis(500),
            ..settings(&server)
        };
        let failure = failed(send(&relay, &settings).await);
        assert_eq!(
            (failure.reason, failure.smtp_text.as_str()),
            (Reason::Unreachable, words)
        );
        assert!(failure.transient);
        let report = test(&relay, &settings).await;
        let noted = report
            .lines
            .iter()
            .find(|line| line.direction == Direction::Info);
        assert_eq!(noted.unwrap().line, words);
    }
}

#[tokio::test]
async fn texts_exchanges_and_names_are_read_however_long_they_are() {
    let long = format!("v=spf1 {} -all", "ip4:192.0.2.1 ".repeat(200));
    let zone = Zone::default()
        .text("example.test", &long)
        .text("example.test", "another")
        .mx("example.test", 20, "Second.example.test")
        .mx("example.test", 10, "first.example.test")
        .ptr("192.0.2.7", "Mail.example.test")
        .ptr("2001:db8::7", "six.example.test")
        .address("example.test", "192.0.2.1")
        .address("example.test", "2001:db8::1");
    let dns = Dns::at(DnsServer::start(zone).await.address);
    assert_eq!(
        dns.texts("example.test").await.unwrap(),
        [long, "another".to_owned()]
    );
    let exchange = |preference, host: &str| MailExchange {
        preference,
        host: host.to_owned(),
    };
    assert_eq!(
        dns.mail_exchanges("example.test.").await.unwrap(),
        [
            exchange(10, "first.example.test"),
            exchange(20, "second.example.test")
        ]
    );
    assert_eq!(
        dns.names(ip("192.0.2.7")).await.unwrap(),
        ["mail.example.test"]
    );
    assert_eq!(
        dns.names(ip("2001:db8::7")).await.unwrap(),
        ["six.example.test"]
    );
    assert_eq!(dns.names(ip("192.0.2.8")).await, Err(ResolveError::NoName));
    assert_eq!(
        dns.addresses("example.test").await.unwrap(),
        [ip("192.0.2.1"), ip("2001:db8::1")],
        "IPv4 first"
    );
    assert_eq!(
        dns.mail_exchanges("first..test").await,
        Err(ResolveError::BadName)
    );
}

#[tokio::test]
async fn a_record_that_is_gone_is_not_remembered() {
    let server = DnsServer::start(Zone::default().text("example.test", "old")).await;
    let dns = Dns::at(server.address);
    assert_eq!(dns.texts("example.test").await.unwrap(), ["old"]);
    server.publish(Zone::default().text("example.test", "new"));
    assert_eq!(dns.texts("example.test").await.unwrap(), ["new"]);
    server.publish(Zone::default());
    assert_eq!(dns.texts("example.test").await, Err(ResolveError::NoName));
}
