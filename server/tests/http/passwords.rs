//! Links that set a password, as strangers knock at them.

use axum::http::StatusCode;
use serde_json::json;

use crate::harness::{House, told};

#[tokio::test]
async fn who_asks_is_told_the_same_whether_there_is_an_account_or_not() {
    let (house, admin) = House::ready().await;
    admin.member("ana@colombier.test").await;
    let stranger = house.stranger();
    for email in ["ana@colombier.test", "nobody@colombier.test"] {
        let asked = stranger
            .post("/password-reset", json!({"email": email}))
            .await;
        assert_eq!(
            (asked.status, asked.text()),
            (StatusCode::NO_CONTENT, String::new())
        );
    }
    let outbox = admin.get("/outbox").await.value();
    assert_eq!(outbox["items"].as_array().unwrap().len(), 1);
    assert_eq!(outbox["items"][0]["to"], "ana@colombier.test");
}

#[tokio::test]
async fn one_account_is_asked_for_three_times_and_no_more() {
    let (house, _admin) = House::ready().await;
    let stranger = house.stranger();
    let mut last = told(0, "");
    for _ in 0..4 {
        let form = json!({"email": "ana@colombier.test"});
        let asked = stranger.post("/password-reset", form).await;
        if asked.status != StatusCode::NO_CONTENT {
            last = asked.problem();
        }
    }
    assert_eq!(last, told(429, "too_many_requests"));
}

#[tokio::test]
async fn a_made_up_link_is_over() {
    let (house, _admin) = House::ready().await;
    let stranger = house.stranger();
    let path = "/password-reset/1.99999999999999.aaaaaaaaaaaaaaaa";
    assert_eq!(stranger.get(path).await.problem(), told(410, "link_over"));
    let set = stranger
        .post(path, json!({"password": "a long sentence"}))
        .await;
    assert_eq!(set.problem(), told(410, "link_over"));
}
