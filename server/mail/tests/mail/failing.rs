//! The relay port against a real SMTP server that says no, says nothing, or says nonsense.

use std::time::Duration;

use crate::relay_client::{BODY, failed, relay, send, settings, signed_in};
use crate::relay_server::{Answer, Protection, Script, Server, say};
use domain::{
    event::Reason,
    outbox::FailureScope,
    settings::{SmtpAuth, SmtpSecure},
};
use flow::port::{RelaySettings, SendError};
use mail::{SmtpRelay, Tls};

const SOON: Duration = Duration::from_millis(200);

/// A server that refuses at `step`, and what it says to commands that were sent along.
fn refusing(step: &'static str, answer: &str, offers: &[&'static str]) -> Script {
    let script = Script::default().offering(offers).on(step, say(answer));
    match step {
        "MAIL" if !offers.is_empty() => script
            .on("RCPT", say("503 5.5.1 MAIL first"))
            .on("DATA", say("503 5.5.1 RCPT first")),
        "RCPT" if !offers.is_empty() => script.on("DATA", say("503 5.5.1 RCPT first")),
        _ => script,
    }
}

#[tokio::test]
async fn a_refusal_is_told_with_its_scope_and_the_connection_serves_on() {
    use FailureScope::{Mail, Recipient, Relay};
    use Reason::{RefusedContent, RefusedRecipient, RefusedSender};
    for (step, answer, meaning) in [
        (
            "MAIL",
            "550 5.1.8 sender unknown",
            (Relay, RefusedSender, false),
        ),
        ("MAIL", "451 4.7.1 later", (Relay, RefusedSender, true)),
        (
            "RCPT",
            "550 5.1.1 user unknown",
            (Recipient, RefusedRecipient, false),
        ),
        (
            "RCPT",
            "450 4.2.1 mailbox busy",
            (Recipient, RefusedRecipient, true),
        ),
        ("DATA", "554 5.7.1 no", (Mail, RefusedContent, false)),
        ("CONTENT", "554 5.7.1 spam", (Mail, RefusedContent, false)),
        (
            "CONTENT",
            "452 4.3.1 disk full",
            (Mail, RefusedContent, true),
        ),
    ] {
        for offers in [&["PIPELINING"][..], &[]] {
            let server = Server::start(refusing(step, answer, offers)).await;
            let (relay, settings) = (relay(&server), settings(&server));
            let failure = failed(send(&relay, &settings).await);
            assert_eq!(
                (failure.scope, failure.reason, failure.transient),
                meaning,
                "{answer}"
            );
            let said: Vec<&str> = answer.splitn(3, ' ').collect();
            assert_eq!(failure.smtp_code, said[0].parse().ok());
            assert_eq!(failure.smtp_enhanced.as_deref(), Some(said[1]));
            assert_eq!(failure.smtp_text, said[2]);
            send(&relay, &settings).await.unwrap();
            assert_eq!(server.seen(|seen| seen.connections), 1, "{answer}");
            assert_eq!(server.mails().last().unwrap(), BODY.as_bytes());
        }
    }
}

#[tokio::test]
async fn a_relay_that_waits_for_content_without_a_recipient_gets_a_lone_dot() {
    let server = Server::start(Script::default().on("RCPT", say("550 5.1.1 user unknown"))).await;
    let (relay, settings) = (relay(&server), settings(&server));
    assert_eq!(
        failed(send(&relay, &settings).await).reason,
        Reason::RefusedRecipient
    );
    send(&relay, &settings).await.unwrap();
    assert_eq!(server.mails(), [b"".as_slice(), BODY.as_bytes()]);
}

#[tokio::test]
async fn a_relay_that_closes_is_unreachable_whatever_it_was_asked() {
    for step in ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"] {
        let goodbye = Answer::SayAndClose("421 4.3.2 going down\r\n".to_owned());
        let server = Server::start(Script::default().on(step, goodbye)).await;
        let failure = failed(send(&relay(&server), &settings(&server)).await);
        assert_eq!(
            (failure.scope, failure.reason),
            (FailureScope::Relay, Reason::Unreachable),
            "{step}"
        );
        assert!(failure.transient);
        assert_eq!(
            (failure.smtp_code, failure.smtp_text.as_str()),
            (Some(421), "going down")
        );
    }
}

#[tokio::test]
async fn a_relay_that_stalls_is_given_up_in_time_at_each_step() {
    for step in ["GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"] {
        for offers in [&["PIPELINING", "AUTH PLAIN"][..], &["AUTH PLAIN"]] {
            let server =
                Server::start(Script::default().offering(offers).on(step, Answer::Stall)).await;
            let settings = RelaySettings {
                timeout: SOON,
                ..signed_in(&server, SmtpAuth::Plain)
            };
            let failure = failed(send(&relay(&server), &settings).await);
            assert_eq!(
                (failure.scope, failure.reason),
                (FailureScope::Relay, Reason::Unreachable),
                "{step}"
            );
            assert!(
                failure.transient && failure.smtp_text.contains("200ms"),
                "{}",
                failure.smtp_text
            );
        }
    }
}

#[tokio::test]
async fn tls_that_does_not_begin_is_given_up_in_time() {
    // A server in clear text waits for a command while the client waits for TLS.
    let server = Server::start(Script::default().on("GREETING", Answer::Stall)).await;
    let settings = RelaySettings {
        timeout: SOON,
        secure: SmtpSecure::Implicit,
        ..settings(&server)
    };
    assert_eq!(
        failed(send(&relay(&server), &settings).await).reason,
        Reason::TlsFailed
    );
}

#[tokio::test]
async fn after_the_final_dot_a_silence_or_an_end_leaves_the_mail_in_doubt() {
    for ending in [Answer::Stall, Answer::Close, say("nonsense")] {
        let server = Server::start(Script::default().on("CONTENT", ending.clone())).await;
        let settings = RelaySettings {
            timeout: SOON,
            ..settings(&server)
        };
        let sent = send(&relay(&server), &settings).await;
        assert!(
            matches!(&sent, Err(SendError::InDoubt(f)) if f.scope == FailureScope::Relay),
            "{ending:?}: {sent:?}"
        );
        assert_eq!(server.mails(), [BODY.as_bytes()]);
    }
}

#[tokio::test]
async fn a_relay_that_closes_after_its_354_never_counts_as_accepted() {
    let server =
        Server::start(Script::default().on("DATA", Answer::SayAndClose("354 go\r\n".to_owned())))
            .await;
    // Whether the dot left before the end was noticed depends on the moment: both are true.
    let sent = send(&relay(&server), &settings(&server)).await;
    assert!(
        matches!(sent, Err(SendError::InDoubt(_) | SendError::Failed(_))),
        "{sent:?}"
    );
    assert_eq!(server.mails().len(), 0);
}

#[tokio::test]
async fn an_endless_line_is_no_answer() {
    let endless = Answer::Say(format!("250 {}\r\n", "x".repeat(1 << 20)));
    let server = Server::start(Script::default().on("MAIL", endless)).await;
    let failure = failed(send(&relay(&server), &settings(&server)).await);
    assert_eq!(failure.reason, Reason::Unreachable);
    assert!(
        failure.smtp_text.contains("endless line"),
        "{}",
        failure.smtp_text
    );
}

#[tokio::test]
async fn words_in_latin_1_are_no_reason_to_fail() {
    let script = Script::default()
        .on("GREETING", say("220 prêt"))
        .on("RCPT", say("550 5.1.1 boîte inconnue"));
    let server = Server::start(script).await;
    let failure = failed(send(&relay(&server), &settings(&server)).await);
    assert_eq!(failure.smtp_text, "bo?te inconnue");
}

#[tokio::test]
async fn a_refused_sign_in_concerns_the_whole_relay() {
    for (auth, script) in [
        (
            SmtpAuth::Plain,
            Script::default().on("AUTH", say("535 5.7.8 bad password")),
        ),
        (
            SmtpAuth::Login,
            Script::default().on("MORE", say("535 5.7.8 bad password")),
        ),
        (
            SmtpAuth::Xoauth2,
            Script::default()
                .on("AUTH", say("334 eyJ9"))
                .on("MORE", say("535 5.7.8 bad password")),
        ),
    ] {
        let server = Server::start(script.offering(&["AUTH PLAIN LOGIN XOAUTH2"])).await;
        let failure = failed(send(&relay(&server), &signed_in(&server, auth)).await);
        assert_eq!(
            (failure.scope, failure.reason),
            (FailureScope::Relay, Reason::AuthFailed)
        );
        assert_eq!(
            (failure.smtp_code, failure.smtp_text.as_str()),
            (Some(535), "bad password")
        );
        assert!(!failure.transient && server.mails().is_empty());
    }
}

#[tokio::test]
async fn without_the_offer_of_starttls_nothing_is_said_in_clear_text() {
    let server = Server::start(Script::default().offering(&["AUTH PLAIN"])).await;
    let settings = RelaySettings {
        secure: SmtpSecure::Starttls,
        ..signed_in(&server, SmtpAuth::Plain)
    };
    let failure = failed(send(&relay(&server), &settings).await);
    assert_eq!(
        (failure.scope, failure.reason),
        (FailureScope::Relay, Reason::TlsFailed)
    );
    assert_eq!(server.commands(), ["EHLO colombier.example.org"]);
}

#[tokio::test]
async fn what_is_slipped_in_before_tls_is_not_taken_for_an_answer() {
    // The injected line would be read as the answer to EHLO, and take AUTH PLAIN for offered.
    let injected = Answer::Say("220 go ahead\r\n250-evil\r\n250 AUTH PLAIN\r\n".to_owned());
    let script = Script::default()
        .protected(Protection::Starttls)
        .on("STARTTLS", injected)
        .offering(&[]);
    let server = Server::start(script).await;
    let settings = RelaySettings {
        secure: SmtpSecure::Starttls,
        ..signed_in(&server, SmtpAuth::Plain)
    };
    let failure = failed(send(&relay(&server), &settings).await);
    assert_eq!(failure.reason, Reason::AuthFailed, "{}", failure.smtp_text);
    assert!(failure.smtp_text.contains("offers no authentication"));
}

#[tokio::test]
async fn a_certificate_of_another_name_or_issuer_is_refused_with_words() {
    let mut script = Script::default().protected(Protection::Implicit);
    script.certificate_for = "other.example.org";
    let server = Server::start(script).await;
    let settings = RelaySettings {
        secure: SmtpSecure::Implicit,
        ..settings(&server)
    };
    let failure = failed(send(&relay(&server), &settings).await);
    assert_eq!(
        (failure.scope, failure.reason),
        (FailureScope::Relay, Reason::TlsFailed)
    );
    assert!(
        failure.smtp_text.contains("not for the name localhost"),
        "{}",
        failure.smtp_text
    );

    let stranger = SmtpRelay::new(&Tls::default()).unwrap();
    let failure = failed(send(&stranger, &settings).await);
    assert!(
        failure.smtp_text.contains("issuer that is not trusted"),
        "{}",
        failure.smtp_text
    );
    assert_eq!(server.commands().len(), 0);
}

#[tokio::test]
async fn tls_with_a_relay_in_clear_text_says_that_the_port_is_wrong() {
    let server = Server::start(Script::default()).await;
    let settings = RelaySettings {
        secure: SmtpSecure::Implicit,
        ..settings(&server)
    };
    let failure = failed(send(&relay(&server), &settings).await);
    assert_eq!(failure.reason, Reason::TlsFailed);
    assert!(
        failure.smtp_text.contains("right port"),
        "{}",
        failure.smtp_text
    );
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_unreachable() {
    let server = Server::start(Script::default()).await;
    let nobody = RelaySettings {
        port: 1,
        ..settings(&server)
    };
    let unknown = RelaySettings {
        host: "no-such-host.invalid".to_owned(),
        ..settings(&server)
    };
    for settings in [nobody, unknown] {
        let failure = failed(send(&relay(&server), &settings).await);
        assert_eq!(
            (failure.scope, failure.reason),
            (FailureScope::Relay, Reason::Unreachable)
        );
        assert!(failure.transient && !failure.smtp_text.is_empty());
    }
}
