use domain::{
    event::{Action, Reason},
    outbox::{FailureScope, SendFailure},
    wire::{EmailForm, SmtpForm, SmtpTestForm, TestedValues},
};
use flow::{journal::EventQuery, port::TestReport};

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
async fn nothing_set_and_a_crossed_port_are_said_without_trying() {
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
