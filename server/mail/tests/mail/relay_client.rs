//! Our side in the tests of the relay.

use std::time::Duration;

use domain::{
    outbox::{Accepted, SendFailure},
    settings::{SmtpAuth, SmtpSecure},
};
use flow::port::{Composed, MarkSending, RelayPort as _, RelaySettings, SendError, TestReport};
use mail::{SmtpRelay, Tls};

use crate::relay_server::Server;

pub(crate) const BODY: &str = "Subject: test\r\n\r\n.a line with a dot\r\nand one without\r\n";

pub(crate) fn settings(server: &Server) -> RelaySettings {
    RelaySettings {
        host: "localhost".to_owned(),
        port: server.port,
        secure: SmtpSecure::None,
        auth: SmtpAuth::Auto,
        username: String::new(),
        password: String::new(),
        ehlo_name: "colombier.example.org".to_owned(),
        timeout: Duration::from_secs(20),
    }
}

pub(crate) fn signed_in(server: &Server, auth: SmtpAuth) -> RelaySettings {
    RelaySettings {
        auth,
        username: "anna".to_owned(),
        password: "hunter2".to_owned(),
        ..settings(server)
    }
}

/// A relay that trusts the server's certificate.
pub(crate) fn relay(server: &Server) -> SmtpRelay {
    SmtpRelay::new(&Tls {
        extra_roots_pem: Some(server.pem.clone()),
    })
    .unwrap()
}

pub(crate) fn mail() -> Composed {
    Composed {
        bytes: BODY.as_bytes().to_vec(),
        from: "robot@example.org".parse().unwrap(),
        subject: "test".to_owned(),
    }
}

pub(crate) fn marked<'a>() -> MarkSending<'a> {
    Box::new(|| Box::pin(async { Ok(()) }))
}

pub(crate) async fn send(
    relay: &SmtpRelay,
    settings: &RelaySettings,
) -> Result<Accepted, SendError> {
    let (from, to) = (
        "robot@example.org".parse().unwrap(),
        "boris@example.org".parse().unwrap(),
    );
    relay
        .send(settings, Some(&from), &to, &mail(), marked())
        .await
}

pub(crate) async fn test(relay: &SmtpRelay, settings: &RelaySettings) -> TestReport {
    let (from, to) = (
        "robot@example.org".parse().unwrap(),
        "boris@example.org".parse().unwrap(),
    );
    relay.test(settings, &from, &to, &mail()).await
}

/// The failure of a mail that did not leave.
pub(crate) fn failed(sent: Result<Accepted, SendError>) -> SendFailure {
    match sent {
        Err(SendError::Failed(failure)) => failure,
        other => panic!("should have failed: {other:?}"),
    }
}
