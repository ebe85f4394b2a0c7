//! Groups and forwards over the API.

use axum::http::StatusCode;
use serde_json::json;

use crate::harness::{House, told};

#[tokio::test]
async fn a_group_is_made_read_changed_and_removed() {
    let (_house, admin) = House::ready().await;
    let form = json!({"name": "Team", "address": "team@example.org", "members": ["carl@elsewhere.example"]});
    let made = admin.post("/mail-groups", form).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let path = format!("/mail-groups/{}", made.id());
    let made = made.value();
    assert_eq!(made["senders"], "anyone");
    assert_eq!(made["max_recipients"], json!(null), "no limit unless set");
    let change = json!({"senders": "inside", "max_recipients": 10});
    admin.patch(&path, change).await;
    let read = admin.get(&path).await.value();
    assert_eq!(
        (&read["senders"], &read["max_recipients"], &read["members"]),
        (&json!("inside"), &json!(10), &made["members"])
    );
    let put_back = admin.patch(&path, read.clone()).await.value();
    assert_eq!(put_back, read);
    assert_eq!(admin.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        admin.get(&path).await.problem(),
        told(404, "mail_group_not_found")
    );
}

#[tokio::test]
async fn a_forward_needs_someone_it_goes_to_and_an_address_of_its_own() {
    let (_house, admin) = House::ready().await;
    let form = json!({"address": "x@example.org", "to": ["boss@elsewhere.example"], "deliver_to_both": true});
    let made = admin.post("/forwards", form.clone()).await;
    assert_eq!(made.value()["deliver_to_both"], true);
    let again = admin.post("/forwards", form).await;
    assert_eq!(again.problem(), told(409, "inbox_address_taken"));
    for (form, code, status) in [
        (json!({"address": "y@example.org"}), "bad_field", 422),
        (json!({"to": ["a@b.org"]}), "bad_field", 422),
        (
            json!({"address": "y@example.org", "to": ["nobody"]}),
            "bad_field",
            422,
        ),
        (
            json!({"address": "y@example.org", "to": ["user:99"]}),
            "user_not_found",
            404,
        ),
        (
            json!({"address": "y@example.org", "to": ["y@example.org"]}),
            "into_itself",
            409,
        ),
    ] {
        let refused = admin.post("/forwards", form.clone()).await;
        assert_eq!(refused.problem(), told(status, code), "{form}");
    }
}

#[tokio::test]
async fn groups_and_forwards_are_for_admins() {
    let (house, admin) = House::ready().await;
    admin.member("ana@colombier.test").await;
    let ana = house
        .sign_in("ana@colombier.test", crate::harness::PASSWORD)
        .await;
    for path in ["/mail-groups", "/forwards", "/settings/templates"] {
        assert_eq!(
            ana.get(path).await.problem(),
            told(403, "forbidden"),
            "{path}"
        );
    }
}
