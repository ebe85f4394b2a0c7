//! The relay port against a real SMTP server: the way of a mail, and of connections.

use std::{sync::Arc, time::Duration};

use crate::relay_client::{BODY, failed, mail, marked, relay, send, settings, signed_in};
use crate::relay_server::{Answer, Protection, Script, Server, say};
use domain::settings::{SmtpAuth, SmtpSecure};
use flow::port::{RelayPort as _, RelaySettings, SendError, StoreError};
use mail::{SmtpRelay, Tls};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_mail_arrives_as_it_was_and_the_relays_word_is_kept() {
    for offers in [&["PIPELINING"][..], &[]] {
        let server = Server::start(Script::default().offering(offers)).await;
        let accepted = send(&relay(&server), &settings(&server)).await.unwrap();
        assert_eq!(
            (accepted.smtp_code, accepted.smtp_enhanced.as_deref()),
            (250, Some("2.0.0"))
        );
        assert_eq!(accepted.smtp_text, "queued as 1234");
        assert_eq!(server.mails(), [BODY.as_bytes()]);
        assert_eq!(
            server.commands(),
            [
                "EHLO colombier.example.org",
                "MAIL FROM:<robot@example.org>",
                "RCPT TO:<boris@example.org>",
                "DATA"
            ]
        );
        assert_eq!(server.seen(|seen| seen.pipelined), !offers.is_empty());
    }
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = Server::start(Script::default()).await;
    let (relay, settings) = (relay(&server), settings(&server));
    for _ in 0..3 {
        send(&relay, &settings).await.unwrap();
    }
    assert_eq!(
        server.seen(|seen| (seen.connections, seen.mails.len())),
        (1, 3)
    );
}

#[tokio::test]
async fn many_mails_at_once_share_eight_connections() {
    let server = Server::start(Script::default()).await;
    let (relay, settings) = (relay(&server), settings(&server));
    let sent = futures::future::join_all((0..40).map(|_| send(&relay, &settings))).await;
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!(server.mails().len(), 40);
    assert_eq!(server.seen(|seen| seen.most_open), 8);
}

#[tokio::test]
async fn the_mark_is_set_between_the_354_and_the_content() {
    let server = Arc::new(Server::start(Script::default()).await);
    let seen = server.clone();
    let mark = Box::new(move || -> futures::future::BoxFuture<'static, _> {
        Box::pin(async move {
            assert_eq!(seen.commands().last().unwrap(), "DATA");
            assert_eq!(seen.mails().len(), 0);
            Ok(())
        })
    });
    let (from, to) = (
        "robot@example.org".parse().unwrap(),
        "boris@example.org".parse().unwrap(),
    );
    relay(&server)
        .send(&settings(&server), Some(&from), &to, &mail(), mark)
        .await
        .unwrap();
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn without_a_mark_nothing_leaves() {
    let server = Server::start(Script::default()).await;
    let relay = relay(&server);
    let (from, to) = (
        "robot@example.org".parse().unwrap(),
        "boris@example.org".parse().unwrap(),
    );
    let mark = Box::new(|| -> futures::future::BoxFuture<'static, _> {
        Box::pin(async { Err(StoreError::Conflict("the mail")) })
    });
    let sent = relay
        .send(&settings(&server), Some(&from), &to, &mail(), mark)
        .await;
    assert!(matches!(sent, Err(SendError::NotMarked(_))));
    server.until(|seen| seen.open == 0).await;
    assert_eq!(server.mails().len(), 0);
    send(&relay, &settings(&server)).await.unwrap();
    assert_eq!(server.mails(), [BODY.as_bytes()]);
}

#[tokio::test]
async fn both_protections_carry_the_mail_and_sign_in_inside() {
    for (protection, secure) in [
        (Protection::Starttls, SmtpSecure::Starttls),
        (Protection::Implicit, SmtpSecure::Implicit),
    ] {
        let script = Script::default()
            .protected(protection)
            .offering(&["AUTH PLAIN LOGIN"]);
        let server = Server::start(script).await;
        let settings = RelaySettings {
            secure,
            ..signed_in(&server, SmtpAuth::Auto)
        };
        let relay = relay(&server);
        send(&relay, &settings).await.unwrap();
        send(&relay, &settings).await.unwrap();
        assert_eq!(server.mails().len(), 2);
        assert!(
            server
                .commands()
                .contains(&"AUTH PLAIN AGFubmEAaHVudGVyMg==".to_owned()),
            "{:?}",
            server.commands()
        );
        assert_eq!(server.seen(|seen| seen.connections), 1);
    }
}

#[tokio::test]
async fn a_large_mail_goes_through_tls_whole() {
    let server = Server::start(Script::default().protected(Protection::Implicit)).await;
    let settings = RelaySettings {
        secure: SmtpSecure::Implicit,
        ..settings(&server)
    };
    let mut large = mail();
    large.bytes = format!(
        "Subject: large\r\n\r\n{}",
        ".0123456789\r\n".repeat(300_000)
    )
    .into_bytes();
    let (from, to) = (
        "robot@example.org".parse().unwrap(),
        "boris@example.org".parse().unwrap(),
    );
    relay(&server)
        .send(&settings, Some(&from), &to, &large, marked())
        .await
        .unwrap();
    assert_eq!(server.mails(), [large.bytes]);
}

#[tokio::test]
async fn login_and_xoauth2_say_what_is_due() {
    let server = Server::start(Script::default().offering(&["AUTH LOGIN XOAUTH2"])).await;
    send(&relay(&server), &signed_in(&server, SmtpAuth::Login))
        .await
        .unwrap();
    send(&relay(&server), &signed_in(&server, SmtpAuth::Xoauth2))
        .await
        .unwrap();
    let commands = server.commands();
    let login = commands
        .iter()
        .position(|command| command == "AUTH LOGIN")
        .unwrap();
    assert_eq!(commands[login + 1..login + 3], ["YW5uYQ==", "aHVudGVyMg=="]);
    assert!(commands.iter().any(|command| {
        command.starts_with("AUTH XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIGh1bnRlcjIBAQ==")
    }));
}

#[tokio::test]
async fn a_connection_that_the_relay_closed_meanwhile_is_replaced_unseen() {
    for ending in [
        Answer::Close,
        Answer::SayAndClose("421 4.4.2 idle for too long\r\n".to_owned()),
    ] {
        for (step, agreed) in [
            ("MAIL", "250 ok"),
            ("RCPT", "250 ok"),
            ("DATA", "354 go ahead"),
        ] {
            for offers in [&["PIPELINING"][..], &[]] {
                let script = Script::default()
                    .offering(offers)
                    .on(step, say(agreed))
                    .on(step, ending.clone());
                let server = Server::start(script).await;
                let (relay, settings) = (relay(&server), settings(&server));
                send(&relay, &settings).await.unwrap();
                send(&relay, &settings).await.unwrap();
                assert_eq!(
                    server.seen(|seen| (seen.connections, seen.mails.len())),
                    (2, 2),
                    "{step} {ending:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_change_of_settings_closes_the_old_connections() {
    let server = Server::start(Script::default()).await;
    let relay = relay(&server);
    send(&relay, &settings(&server)).await.unwrap();
    let other = RelaySettings {
        ehlo_name: "other.example.org".to_owned(),
        ..settings(&server)
    };
    send(&relay, &other).await.unwrap();
    assert!(server.commands().contains(&"QUIT".to_owned()));
    assert_eq!(server.seen(|seen| seen.connections), 2);
}

#[tokio::test]
async fn idle_connections_are_closed_with_a_goodbye_when_asked() {
    let server = Server::start(Script::default()).await;
    let relay = relay(&server);
    send(&relay, &settings(&server)).await.unwrap();
    relay.close_idle().await;
    server.until(|seen| seen.open == 0).await;
    assert_eq!(server.commands().last().unwrap(), "QUIT");
}

#[tokio::test]
async fn idle_connections_are_closed_in_time_by_the_one_that_tends() {
    let server = Server::start(Script::default()).await;
    let relay = relay(&server).idle_after(Duration::from_millis(40));
    send(&relay, &settings(&server)).await.unwrap();
    let stop = CancellationToken::new();
    tokio::join!(relay.tend(&stop), async {
        server.until(|seen| seen.open == 0).await;
        stop.cancel();
    });
    assert_eq!(server.commands().last().unwrap(), "QUIT");
}

#[tokio::test]
async fn an_address_that_cannot_be_told_to_the_relay_is_refused_with_words() {
    let server = Server::start(Script::default()).await;
    let (from, to) = (
        "robot@example.org".parse().unwrap(),
        "élodie@example.org".parse().unwrap(),
    );
    let relay = relay(&server);
    let failure = failed(
        relay
            .send(&settings(&server), Some(&from), &to, &mail(), marked())
            .await,
    );
    assert_eq!(failure.reason, domain::event::Reason::AddressInvalid);
    assert!(failure.smtp_text.contains("SMTPUTF8"));
    let to = "élodie@bücher.example".parse().unwrap();
    let server = Server::start(Script::default().offering(&["SMTPUTF8"])).await;
    relay
        .send(&settings(&server), Some(&from), &to, &mail(), marked())
        .await
        .unwrap();
    assert!(
        server
            .commands()
            .contains(&"MAIL FROM:<robot@example.org> SMTPUTF8".to_owned())
    );
    assert!(
        server
            .commands()
            .contains(&"RCPT TO:<élodie@xn--bcher-kva.example>".to_owned())
    );
}

#[test]
fn roots_that_are_none_are_refused_at_the_start() {
    for pem in [
        &b"hello"[..],
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        assert!(
            SmtpRelay::new(&Tls {
                extra_roots_pem: Some(pem.to_vec())
            })
            .is_err()
        );
    }
}
