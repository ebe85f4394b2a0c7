//! How mail fares, rules and answers of an inbox, over the API.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{House, PASSWORD, told};

async fn inbox(admin: &crate::harness::Client) -> String {
    let form = json!({"name": "Support", "external_addresses": ["support@example.org"]});
    admin.post("/inboxes", form).await.id()
}

#[tokio::test]
async fn nothing_sent_is_a_report_of_nothing() {
    let (house, admin) = House::ready().await;
    let report = admin.get("/delivery").await.value();
    assert_eq!(
        (&report["sent"], &report["p95_ms"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(report["troubles"], json!([]));
    assert_eq!(report["outbox"]["waiting"], 0);
    assert_eq!(admin.get("/addresses").await.value()["items"], json!([]));
    let bad = admin.get("/delivery?from=yesterday").await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    admin.member("boris@example.org").await;
    let member = house.sign_in("boris@example.org", PASSWORD).await;
    for path in ["/delivery", "/addresses"] {
        assert_eq!(
            member.get(path).await.problem(),
            told(403, "forbidden"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn rules_are_put_back_as_they_are_read_and_a_wrong_one_is_named() {
    let (_house, admin) = House::ready().await;
    let path = format!("/inboxes/{}/rules", inbox(&admin).await);
    assert_eq!(admin.get(&path).await.value(), json!([]));
    let rules = json!([{
        "name": "Invoices", "active": true, "when": "new",
        "if": {"words": ["invoice"], "from": ["@client.example"], "verified": true},
        "then": {"tags": ["money"], "priority": "high", "answer": "Thank you, {{ customer.name }}."}
    }]);
    let put = admin.put(&path, rules.clone()).await;
    assert_eq!(put.value(), rules, "{}", put.text());
    assert_eq!(admin.get(&path).await.value(), rules);
    let tried = admin.post(&format!("{path}/dry-run"), rules).await.value();
    assert_eq!(tried, json!({"tickets": 0, "items": []}));
    let bad = json!([{"name": "x", "when": "new", "then": {"answer": "{{ nobody }}"}}]);
    assert_eq!(
        admin.put(&path, bad).await.problem(),
        told(422, "bad_template")
    );
    let bad = json!([{"name": "x", "when": "new", "then": {"launch": "rocket"}}]);
    assert_eq!(
        admin.put(&path, bad).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn answers_kept_ready_are_for_managers_to_write_and_for_agents_to_use() {
    let (house, admin) = House::ready().await;
    let id = inbox(&admin).await;
    let path = format!("/inboxes/{id}/canned-answers");
    let answers = json!([{"name": "Thanks", "text": "Thank you, {{ customer.first_name }}."}]);
    assert_eq!(admin.put(&path, answers.clone()).await.value(), answers);
    let form = json!({"inbox": id, "subject": "Printer", "customer": "zoe@client.example", "text": "By phone."});
    let ticket = admin.post("/tickets", form).await;
    let filled = admin
        .get(&format!("/tickets/{}/canned-answers", ticket.id()))
        .await;
    assert_eq!(
        filled.value()[0]["text"],
        "Thank you, .",
        "{}",
        filled.text()
    );
    admin.member("boris@example.org").await;
    let member = house.sign_in("boris@example.org", PASSWORD).await;
    assert_eq!(
        member.get(&path).await.problem(),
        told(404, "inbox_not_found")
    );
}

#[tokio::test]
async fn the_server_of_an_inbox_is_put_back_as_it_is_read_and_never_tells_its_password() {
    let (_house, admin) = House::ready().await;
    let path = format!("/inboxes/{}/smtp", inbox(&admin).await);
    let before = admin.get(&path).await.value();
    assert_eq!(
        (&before["smtp_host"], &before["default_sender"]),
        (&json!(""), &json!("support@example.org"))
    );
    let form = json!({"smtp_host": "mx.example.org", "smtp_port": 465, "smtp_secure": "SSL", "smtp_username": "support", "smtp_password": "geheim"});
    let saved = admin.put(&path, form).await;
    assert!(!saved.text().contains("geheim"));
    let saved = saved.value();
    assert_eq!(
        (&saved["smtp_secure"], &saved["smtp_password_set"]),
        (&json!("implicit"), &json!(true))
    );
    assert_eq!(admin.put(&path, saved.clone()).await.value(), saved);
    let crossed = json!({"settings": {"smtp_secure": "starttls"}, "to": "claire@example.org"});
    let tested = admin.post(&format!("{path}/test"), crossed).await.value();
    assert_eq!(
        (&tested["ok"], &tested["values"]),
        (&json!(false), &json!("form"))
    );
    let none = admin.put(&path, json!({"smtp_host": ""})).await.value();
    assert_eq!(
        (&none["smtp_host"], &none["smtp_password_set"]),
        (&json!(""), &json!(false))
    );
    let journal = admin.get("/events?object_type=SETTING").await.text();
    assert!(!journal.contains("geheim"));
}

#[tokio::test]
async fn an_answer_may_carry_files_and_no_more_than_20_mb_of_them() {
    let (_house, admin) = House::ready().await;
    let id = inbox(&admin).await;
    let form = json!({"inbox": id, "subject": "Printer", "customer": "zoe@client.example", "text": "By phone."});
    let ticket = admin.post("/tickets", form).await.id();
    let path = format!("/tickets/{ticket}/messages");
    let file = json!({"name": "a.txt", "type": "text/plain", "content": "aGVsbG8="});
    let said = admin
        .post(&path, json!({"text": "See.", "attachments": [file]}))
        .await
        .value();
    let attached = &said["attachments"][0];
    assert_eq!(
        (&attached["name"], &attached["type"], &attached["size"]),
        (&json!("a.txt"), &json!("text/plain"), &json!(5))
    );
    let at = format!(
        "{path}/{}/attachments/{}",
        said["id"].as_str().unwrap(),
        attached["id"].as_str().unwrap()
    );
    assert_eq!(admin.get(&at).await.text(), "hello");
    let large = "A".repeat(28 * 1024 * 1024);
    let file = json!({"name": "a.bin", "content": large});
    let refused = admin
        .post(&path, json!({"text": "See.", "attachments": [file]}))
        .await;
    assert_eq!(refused.problem(), told(413, "attachments_too_large"));
}
