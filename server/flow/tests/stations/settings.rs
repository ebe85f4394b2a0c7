use domain::{
    event::{Action, ObjectType, Reason, Status},
    outbox::{FailureScope, SendFailure},
    refusal::Refusal,
    wire::{EmailForm, SmtpForm, SmtpTestForm, TestedValues},
};
use flow::{FlowError, journal::EventQuery, port::TestReport};

use crate::house::House;

fn form<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> T {
    serde_json::from_value(json).unwrap()
}

#[tokio::test]
async fn an_unsaved_test_keeps_the_saved_password_unless_another_is_typed() {
    let house = House::new().await;
    let may = house.flow.may_admin(&house.admin).unwrap();
    let saved: SmtpForm = form(serde_json::json!({
        "default_sender": "desk@example.org", "smtp_host": "mx.example.org", "smtp_port": 2525,
        "smtp_username": "u", "smtp_password": "kept", "smtp_secure": "none",
    }));
    assert!(
        house
            .flow
            .put_smtp_settings(&may, saved)
            .await
            .unwrap()
            .smtp_password_set
    );
    for (typed, used) in [(None, "kept"), (Some("typed"), "typed"), (Some(""), "")] {
        let settings: SmtpForm =
            form(serde_json::json!({ "smtp_port": 26, "smtp_password": typed }));
        let test = SmtpTestForm {
            settings: Some(settings),
            to: "bob@example.org".to_owned(),
        };
        let answer = house.flow.test_smtp(&may, &test).await.unwrap();
        assert!(answer.ok && answer.values == TestedValues::Form);
        let (settings, to) = house.relay.tested.lock().unwrap().pop().unwrap();
        assert_eq!(
            (settings.port, settings.password.as_str(), to.as_str()),
            (26, used, "bob@example.org")
        );
        assert_eq!(settings.ehlo_name, "example.org");
    }
    assert_eq!(
        house.flow.smtp_settings(&may).smtp_port,
        2525,
        "a test saves nothing"
    );
}

#[tokio::test]
async fn a_failed_test_is_said_in_words_and_written_down() {
    let house = House::new().await;
    let may = house.flow.may_admin(&house.admin).unwrap();
    let saved: SmtpForm =
        form(serde_json::json!({ "default_sender": "desk@example.org", "smtp_host": "mx" }));
    house.flow.put_smtp_settings(&may, saved).await.unwrap();
    let failure = SendFailure {
        scope: FailureScope::Relay,
        reason: Reason::AuthFailed,
        transient: false,
        smtp_code: Some(535),
        smtp_enhanced: None,
        smtp_text: "no".to_owned(),
    };
    *house.relay.report.lock().unwrap() = Some(TestReport {
        ok: false,
        lines: Vec::new(),
        tls: None,
        failure: Some(failure),
    });
    let test = SmtpTestForm {
        settings: None,
        to: "bob@example.org".to_owned(),
    };
    let answer = house.flow.test_smtp(&may, &test).await.unwrap();
    assert_eq!(answer.failure.unwrap().code, "auth_failed");
    let query = EventQuery {
        actions: vec![Action::Test],
        q: "bob@example.org".to_owned(),
        limit: 5,
        ..EventQuery::default()
    };
    let events = house.flow.events(&house.admin, &query).await.unwrap().items;
    assert_eq!(
        (events.len(), events[0].reason, events[0].smtp_code),
        (1, Some(Reason::AuthFailed), Some(535))
    );
}

#[tokio::test]
async fn nothing_set_and_a_crossed_port_are_said_without_trying_and_written_down() {
    let house = House::new().await;
    let may = house.flow.may_admin(&house.admin).unwrap();
    let mut test = SmtpTestForm {
        settings: None,
        to: "bob@example.org".to_owned(),
    };
    let answer = house.flow.test_smtp(&may, &test).await.unwrap();
    assert_eq!(answer.failure.unwrap().code, "smtp_not_configured");
    test.settings = Some(form(
        serde_json::json!({ "smtp_host": "mx", "smtp_port": 465, "smtp_secure": "starttls" }),
    ));
    let answer = house.flow.test_smtp(&may, &test).await.unwrap();
    assert_eq!(answer.failure.unwrap().code, "port_crossed");
    assert!(house.relay.tested.lock().unwrap().is_empty());
    let query = EventQuery {
        object_types: vec![ObjectType::Email],
        actions: vec![Action::Test],
        q: "bob@example.org".to_owned(),
        limit: 5,
        ..EventQuery::default()
    };
    let events = house.flow.events(&house.admin, &query).await.unwrap().items;
    let reasons: Vec<_> = events.iter().map(|event| event.reason).collect();
    assert_eq!(
        reasons,
        [Some(Reason::TlsFailed), Some(Reason::SmtpNotConfigured)]
    );
    assert!(events.iter().all(|event| event.status == Status::Ko));
}

#[tokio::test]
async fn unsaved_values_are_refused_in_a_test_as_they_are_when_saved() {
    let house = House::new().await;
    let may = house.flow.may_admin(&house.admin).unwrap();
    let well = serde_json::json!({ "default_sender": "desk@example.org", "smtp_host": "mx" });
    for (field, value) in [
        ("smtp_host", serde_json::json!("no host")),
        ("smtp_port", serde_json::json!(0)),
        ("ehlo_name", serde_json::json!("a b")),
        ("smtp_username", serde_json::json!("a\u{0}b")),
        ("timeout", serde_json::json!("1h")),
        ("default_sender", serde_json::json!("nobody")),
    ] {
        let mut json = well.clone();
        json[field] = value;
        let saved = house.flow.put_smtp_settings(&may, form(json.clone())).await;
        let test = SmtpTestForm {
            settings: Some(form(json)),
            to: "bob@example.org".to_owned(),
        };
        let tested = house.flow.test_smtp(&may, &test).await;
        for refused in [saved.map(drop), tested.map(drop)] {
            assert!(
                matches!(refused, Err(FlowError::Refused(Refusal::BadField(name))) if name == field),
                "{field}: {refused:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_message_id_says_the_senders_domain_as_it_is_sent() {
    let house = House::new().await;
    let may = house.flow.may_admin(&house.admin).unwrap();
    let saved: SmtpForm =
        form(serde_json::json!({ "default_sender": "desk@bücher.example", "smtp_host": "mx" }));
    house.flow.put_smtp_settings(&may, saved).await.unwrap();
    let test = SmtpTestForm {
        settings: None,
        to: "bob@example.org".to_owned(),
    };
    assert!(house.flow.test_smtp(&may, &test).await.unwrap().ok);
    let query = EventQuery {
        actions: vec![Action::Test],
        limit: 5,
        ..EventQuery::default()
    };
    let events = house.flow.events(&house.admin, &query).await.unwrap().items;
    let id = events[0].message_id.as_ref().unwrap();
    assert!(id.ends_with("@xn--bcher-kva.example>"), "{id}");
}

#[tokio::test]
async fn what_is_read_on_a_new_installation_can_be_put_back() {
    let house = House::new().await;
    let may = house.flow.may_admin(&house.admin).unwrap();
    let read = serde_json::to_value(house.flow.smtp_settings(&may)).unwrap();
    house
        .flow
        .put_smtp_settings(&may, form(read))
        .await
        .unwrap();
    let read = serde_json::to_value(house.flow.email_settings(&may)).unwrap();
    house
        .flow
        .put_email_settings(&may, form::<EmailForm>(read))
        .await
        .unwrap();
}
