use axum::http::StatusCode;
use serde_json::json;

use crate::harness::{House, PASSWORD, told};

#[tokio::test]
async fn what_is_read_can_be_put_back() {
    let (_house, admin) = House::ready().await;
    for path in ["/settings/email", "/settings/smtp", "/settings/keeping"] {
        let read = admin.get(path).await.value();
        let put = admin.put(path, read.clone()).await;
        assert_eq!((put.status, put.value()), (StatusCode::OK, read), "{path}");
    }
}

#[tokio::test]
async fn the_password_is_kept_unless_cleared_and_never_shown() {
    let (_house, admin) = House::ready().await;
    let form = json!({
        "default_sender": "c@colombier.test", "smtp_host": "localhost", "smtp_port": 2525,
        "smtp_username": "c", "smtp_password": "hunter2 hunter2", "smtp_secure": "SSL", "smtp_auth": "plain",
    });
    let put = admin.put("/settings/smtp", form).await;
    assert!(!put.text().contains("hunter2"));
    assert_eq!(
        (&put.value()["smtp_secure"], &put.value()["mode"]),
        (&json!("implicit"), &json!("own"))
    );
    let read = admin.get("/settings/smtp").await.value();
    assert_eq!(
        admin.put("/settings/smtp", read).await.value()["smtp_password_set"],
        true
    );
    assert_eq!(
        admin
            .put("/settings/smtp", json!({"smtp_password": ""}))
            .await
            .value()["smtp_password_set"],
        false
    );
    let events = admin.get("/events?object_type=SETTING").await;
    assert!(!events.text().contains("hunter2"));
}

#[tokio::test]
async fn the_default_sender_is_one_value_in_both_tabs() {
    let (_house, admin) = House::ready().await;
    admin
        .put(
            "/settings/email",
            json!({"default_sender": "c@colombier.test", "time_email": "1s"}),
        )
        .await;
    assert_eq!(
        admin.get("/settings/smtp").await.value()["default_sender"],
        "c@colombier.test"
    );
    assert_eq!(
        admin.get("/settings/email").await.value()["time_email"],
        "1s"
    );
}

#[tokio::test]
async fn a_value_that_cannot_be_used_names_its_field() {
    let (_house, admin) = House::ready().await;
    for (path, form, field) in [
        (
            "/settings/email",
            json!({"time_email": "soon"}),
            "time_email",
        ),
        (
            "/settings/email",
            json!({"default_sender": "nobody"}),
            "default_sender",
        ),
        ("/settings/smtp", json!({"smtp_port": 70000}), "smtp_port"),
        (
            "/settings/smtp",
            json!({"smtp_secure": "maybe"}),
            "smtp_secure",
        ),
    ] {
        let refused = admin.put(path, form).await;
        assert_eq!(refused.problem(), told(422, "bad_field"));
        assert_eq!(refused.value()["field"], field);
    }
}

#[tokio::test]
async fn settings_are_for_admins() {
    let (house, admin) = House::ready().await;
    admin.member("bob@colombier.test").await;
    let bob = house.sign_in("bob@colombier.test", PASSWORD).await;
    for path in [
        "/settings/email",
        "/settings/smtp",
        "/users",
        "/groups",
        "/outbox/state",
    ] {
        assert_eq!(
            bob.get(path).await.problem(),
            told(403, "forbidden"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_test_answers_200_and_says_why_the_mail_did_not_go() {
    let (_house, admin) = House::ready().await;
    let settings = json!({"default_sender": "c@colombier.test", "smtp_host": "localhost", "smtp_secure": "none"});
    let test = admin
        .post(
            "/settings/smtp/test",
            json!({"settings": settings, "to": "x@colombier.test"}),
        )
        .await;
    assert_eq!(test.status, StatusCode::OK, "{}", test.text());
    let told = test.value();
    assert_eq!(
        (&told["ok"], &told["values"]),
        (&json!(false), &json!("form"))
    );
    assert_ne!(told["failure"]["sentence"]["fr"].as_str().unwrap().len(), 0);
}
