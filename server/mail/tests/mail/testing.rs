//! The dialogue of a test mail is told as it was, but for secrets.

use crate::relay_client::{BODY, relay, settings, signed_in, test};
use crate::relay_server::{Protection, Script, Server, say};
use domain::{
    event::Reason,
    settings::{SmtpAuth, SmtpSecure},
};
use flow::port::{Direction, RelaySettings, TestReport};

/// The dialogue with `>` for us, `<` for the relay and `-` between.
fn told(report: &TestReport) -> Vec<String> {
    let sign = |direction| match direction {
        Direction::Sent => '>',
        Direction::Received => '<',
        Direction::Info => '-',
    };
    report
        .lines
        .iter()
        .map(|line| format!("{} {}", sign(line.direction), line.line))
        .collect()
}

#[tokio::test]
async fn a_test_tells_the_whole_dialogue_in_clear_text() {
    let server = Server::start(Script::default().offering(&["AUTH PLAIN"])).await;
    let report = test(&relay(&server), &signed_in(&server, SmtpAuth::Auto)).await;
    assert!(report.ok && report.failure.is_none() && report.tls.is_none());
    let body = format!("> (message, {} bytes)", BODY.len());
    assert_eq!(
        told(&report)[1..],
        [
            "< 220 test ready",
            "> EHLO colombier.example.org",
            "< 250-localhost",
            "< 250 AUTH PLAIN",
            "> AUTH PLAIN ****",
            "< 235 2.7.0 welcome",
            "> MAIL FROM:<robot@example.org>",
            "< 250 2.1.0 ok",
            "> RCPT TO:<boris@example.org>",
            "< 250 2.1.5 ok",
            "> DATA",
            "< 354 go ahead",
            body.as_str(),
            "< 250 2.0.0 queued as 1234",
            "> QUIT",
            "< 221 bye",
        ]
    );
    assert!(
        report
            .lines
            .windows(2)
            .all(|pair| pair[0].at_ms <= pair[1].at_ms)
    );
}

#[tokio::test]
async fn a_test_sees_inside_tls_and_names_the_certificate() {
    for (protection, secure) in [
        (Protection::Starttls, SmtpSecure::Starttls),
        (Protection::Implicit, SmtpSecure::Implicit),
    ] {
        let server = Server::start(Script::default().protected(protection)).await;
        let report = test(
            &relay(&server),
            &RelaySettings {
                secure,
                ..settings(&server)
            },
        )
        .await;
        assert!(report.ok, "{:?}", report.failure);
        let tls = report.tls.as_ref().unwrap();
        assert_eq!(tls.version, "TLSv1.3");
        let certificate = tls.certificate.as_ref().unwrap();
        assert_eq!(certificate.names, ["localhost"]);
        assert!(
            certificate.issuer.contains("rcgen") && certificate.not_after.contains("4096"),
            "{certificate}"
        );
        let told = told(&report);
        assert_eq!(
            told.iter()
                .filter(|line| line.starts_with("< 220 test ready"))
                .count(),
            1,
            "{told:?}"
        );
        assert!(
            told.iter().any(|line| line.starts_with("- TLSv1.3")),
            "{told:?}"
        );
        assert!(told.contains(&"> MAIL FROM:<robot@example.org>".to_owned()));
        assert!(!told.iter().any(|line| line.contains("as before")));
    }
}

#[tokio::test]
async fn no_secret_is_in_a_dialogue_not_even_after_a_refusal() {
    let refusal = || say("535 5.7.8 bad password");
    for (auth, script) in [
        (SmtpAuth::Plain, Script::default().on("AUTH", refusal())),
        (
            SmtpAuth::Login,
            Script::default()
                .on("MORE", say("334 UGFzc3dvcmQ6"))
                .on("MORE", refusal()),
        ),
        (
            SmtpAuth::Xoauth2,
            Script::default()
                .on("AUTH", say("334 eyJ9"))
                .on("MORE", refusal()),
        ),
    ] {
        let server = Server::start(script.offering(&["AUTH PLAIN LOGIN XOAUTH2"])).await;
        let report = test(&relay(&server), &signed_in(&server, auth)).await;
        let failure = report.failure.as_ref().unwrap();
        assert!(
            !report.ok && failure.reason == Reason::AuthFailed,
            "{failure:?}"
        );
        let all = told(&report).join("\n");
        for secret in [
            "hunter2",
            "aHVudGVyMg",
            "AGFubmEAaHVudGVyMg",
            "dXNlcj1hbm5h",
            "YW5uYQ",
        ] {
            assert!(!all.contains(secret), "{all}");
        }
        assert!(
            all.contains("****") && all.contains("bad password"),
            "{all}"
        );
    }
}

#[tokio::test]
async fn a_test_that_fails_tells_how_far_it_came() {
    let server = Server::start(
        Script::default()
            .on("RCPT", say("550 5.1.1 user unknown"))
            .offering(&[]),
    )
    .await;
    let report = test(&relay(&server), &settings(&server)).await;
    assert!(!report.ok);
    assert_eq!(
        report.failure.as_ref().unwrap().reason,
        Reason::RefusedRecipient
    );
    let told = told(&report);
    assert!(
        told.contains(&"< 550 5.1.1 user unknown".to_owned())
            && told.contains(&"> QUIT".to_owned()),
        "{told:?}"
    );

    let nobody = RelaySettings {
        port: 1,
        ..settings(&server)
    };
    let report = test(&relay(&server), &nobody).await;
    assert_eq!(report.failure.unwrap().reason, Reason::Unreachable);
    assert!(
        report
            .lines
            .iter()
            .any(|line| line.direction == Direction::Info)
    );
}
