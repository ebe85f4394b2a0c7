use axum::body::Body;
use serde_json::json;

use crate::harness::{House, told};

#[tokio::test]
async fn wrong_json_is_told_in_our_words() {
    let (_house, admin) = House::ready().await;
    let json = [("content-type", "application/json")];
    let broken = admin.send("POST", "/folders", &json, Body::from("{")).await;
    assert_eq!(broken.problem(), told(400, "bad_json"));
    let text = admin.send("POST", "/folders", &[], Body::from("{}")).await;
    assert_eq!(text.problem(), told(415, "not_json"));
    let field = admin
        .post("/users", json!({"email": "a@b.org", "role": "king"}))
        .await;
    assert_eq!(field.problem(), told(422, "bad_field"));
    assert!(
        !field.text().contains("variant"),
        "a library's words: {}",
        field.text()
    );
    let large = admin
        .send("POST", "/folders", &json, Body::from(" ".repeat(2_000_000)))
        .await;
    assert_eq!(large.problem(), told(413, "too_large"));
}

#[tokio::test]
async fn a_wrong_cursor_or_parameter_is_told() {
    let (_house, admin) = House::ready().await;
    for path in ["/events?cursor=x", "/outbox?cursor=x", "/trash?cursor=x"] {
        assert_eq!(
            admin.get(path).await.problem(),
            told(400, "bad_cursor"),
            "{path}"
        );
    }
    for path in [
        "/events?action=SING",
        "/events?from=yesterday",
        "/events?limit=0",
        "/folders?parent=x",
    ] {
        assert_eq!(
            admin.get(path).await.problem(),
            told(400, "bad_parameter"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_address_or_method_that_is_not_there_is_a_problem() {
    let (house, admin) = House::ready().await;
    assert_eq!(
        admin.get("/nothing").await.problem(),
        told(404, "not_found")
    );
    assert_eq!(
        admin.delete("/me").await.problem(),
        told(405, "method_not_allowed")
    );
    assert_eq!(
        house.stranger().get("/folders").await.problem(),
        told(401, "unauthenticated")
    );
}

#[tokio::test]
async fn the_description_names_every_route_with_its_problems() {
    let (house, _) = House::ready().await;
    let text = house.stranger().get("/openapi.json").await.value();
    assert!(text["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = text["paths"].as_object().unwrap();
    for path in [
        "/api/v1/session",
        "/api/v1/setup",
        "/api/v1/me",
        "/api/v1/users/{id}",
        "/api/v1/groups/{id}",
        "/api/v1/tokens/{id}",
        "/api/v1/folders/{id}/rights",
        "/api/v1/folders/{id}/files/{name}",
        "/api/v1/files/{id}/content",
        "/api/v1/files/{id}/versions",
        "/api/v1/trash",
        "/api/v1/alerts/{id}",
        "/api/v1/events",
        "/api/v1/events/{id}",
        "/api/v1/events/count",
        "/api/v1/outbox/{id}/send-now",
        "/api/v1/settings/email",
        "/api/v1/settings/smtp",
        "/api/v1/settings/smtp/test",
        "/healthz",
        "/readyz",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    let operations = paths.iter().flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    for (name, operation) in
        operations.filter(|(name, _)| name.contains("/api/v1/") && name != "get /api/v1/setup")
    {
        assert!(operation["responses"]["4XX"].is_object(), "{name}");
        assert!(
            operation["operationId"].is_string() && operation["summary"].is_string(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn every_reference_of_the_description_has_its_schema() {
    let (house, _) = House::ready().await;
    let text = house.stranger().get("/openapi.json").await;
    let value = text.value();
    let schemas = value["components"]["schemas"].as_object().unwrap();
    for reference in text.text().split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn those_who_watch_are_answered() {
    let (house, _) = House::ready().await;
    for path in ["/healthz", "/readyz"] {
        let answer = house.stranger().raw("GET", path, &[], Body::empty()).await;
        assert_eq!(answer.value()["status"], "ok");
    }
    let metrics = house
        .stranger()
        .raw("GET", "/metrics", &[], Body::empty())
        .await;
    assert!(metrics.text().contains("colombier_outbox_waiting 0"));
}
