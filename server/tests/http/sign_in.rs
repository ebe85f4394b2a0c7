use axum::{body::Body, http::StatusCode};
use domain::time::Span;
use serde_json::json;

use crate::harness::{ADMIN, Client, House, PASSWORD, told};

#[tokio::test]
async fn the_cookie_of_a_sign_in_opens_the_api_until_sign_out() {
    let (_house, admin) = House::ready().await;
    assert_eq!(admin.get("/session").await.value()["email"], ADMIN);
    let out = admin.delete("/session").await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(
        admin.get("/session").await.problem(),
        told(401, "unauthenticated")
    );
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let (house, _) = House::ready().await;
    let answer = house
        .stranger()
        .post("/session", json!({"email": ADMIN, "password": PASSWORD}))
        .await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("colombier_session=")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
    );
    assert!(!cookie.contains("Secure"), "no TLS here");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_told_alike() {
    let (house, _) = House::ready().await;
    for email in [ADMIN, "nobody@colombier.test", "no address"] {
        let answer = house
            .stranger()
            .post(
                "/session",
                json!({"email": email, "password": "wrong password"}),
            )
            .await;
        assert_eq!(answer.problem(), told(401, "wrong_credentials"));
    }
}

#[tokio::test]
async fn an_account_is_closed_to_guessing_for_a_while() {
    let (house, _) = House::ready().await;
    let guess = || async {
        house
            .stranger()
            .post(
                "/session",
                json!({"email": ADMIN, "password": "wrong password"}),
            )
            .await
            .problem()
    };
    for _ in 0..10 {
        assert_eq!(guess().await, told(401, "wrong_credentials"));
    }
    assert_eq!(guess().await, told(429, "too_many_requests"));
    let right = house
        .stranger()
        .post("/session", json!({"email": ADMIN, "password": PASSWORD}))
        .await;
    assert_eq!(right.problem(), told(429, "too_many_requests"));
    assert_ne!(right.header("retry-after").len(), 0);
    house.clock.forward(Span::from_minutes(1));
    house.sign_in(ADMIN, PASSWORD).await;
}

#[tokio::test]
async fn strangers_of_one_address_may_not_knock_without_end() {
    let (house, _) = House::ready().await;
    let noisy = Client {
        ip: [10, 0, 0, 1],
        ..house.stranger()
    };
    let mut answers = Vec::new();
    for _ in 0..700 {
        answers.push(noisy.get("/session").await.status);
    }
    assert_eq!(answers[0], StatusCode::UNAUTHORIZED);
    assert_eq!(answers[699], StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        house.stranger().get("/session").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_change_with_a_cookie_needs_our_own_origin() {
    let (_house, admin) = House::ready().await;
    let body = || Body::from(r#"{"parent":null,"name":"A"}"#);
    let json = ("content-type", "application/json");
    let evil = admin
        .raw(
            "POST",
            "/api/v1/folders",
            &[json, ("origin", "https://evil.test")],
            body(),
        )
        .await;
    assert_eq!(evil.problem(), told(403, "wrong_origin"));
    let none = admin.raw("POST", "/api/v1/folders", &[json], body()).await;
    assert_eq!(none.problem(), told(403, "wrong_origin"));
}

#[tokio::test]
async fn a_script_works_with_its_token_and_no_origin() {
    let (house, admin) = House::ready().await;
    let made = admin.post("/tokens", json!({"name": "backup"})).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let bearer = format!("Bearer {}", made.value()["token"].as_str().unwrap());
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let body = Body::from(r#"{"parent":null,"name":"A"}"#);
    let script = house.stranger();
    let folder = script.raw("POST", "/api/v1/folders", &headers, body).await;
    assert_eq!(folder.status, StatusCode::CREATED, "{}", folder.text());
    admin.delete(&format!("/tokens/{}", made.id())).await;
    assert_eq!(
        script
            .raw("GET", "/api/v1/me", &headers, Body::empty())
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_consoles_token_makes_the_first_admin_once() {
    let house = House::empty();
    let stranger = house.stranger();
    assert_eq!(stranger.get("/setup").await.value()["needed"], true);
    let form = |token: &str| json!({"token": token, "email": ADMIN, "name": "Ada", "password": PASSWORD, "language": "fr"});
    assert_eq!(
        stranger.post("/setup", form("guess")).await.problem(),
        told(403, "wrong_setup_token")
    );
    let made = stranger.post("/setup", form(&house.setup_token)).await;
    assert_eq!(made.value()["role"], "admin");
    let admin = Client {
        cookie: Some(made.cookie()),
        ..house.stranger()
    };
    assert_eq!(admin.get("/settings/email").await.value()["language"], "fr");
    assert_eq!(
        stranger
            .post("/setup", form(&house.setup_token))
            .await
            .problem(),
        told(409, "setup_over")
    );
}

#[tokio::test]
async fn the_last_admin_stays_one() {
    let (_house, admin) = House::ready().await;
    let id = admin.get("/me").await.id();
    for change in [json!({"role": "member"}), json!({"active": false})] {
        let refused = admin.patch(&format!("/users/{id}"), change).await;
        assert_eq!(refused.problem(), told(409, "last_admin"));
    }
}
