//! The words of mails: read, changed, checked, previewed, and brought back.

use axum::http::StatusCode;
use serde_json::json;

use crate::harness::{Client, House, told};

async fn alert(admin: &Client) -> serde_json::Value {
    admin
        .get("/settings/templates/alert?language=en")
        .await
        .value()
}

#[tokio::test]
async fn all_words_can_be_read_put_back_and_are_not_ones_own_by_that() {
    let (_house, admin) = House::ready().await;
    let list = admin.get("/settings/templates").await.value();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 12, "six mails in two languages");
    for head in items {
        let (name, language) = (&head["name"], &head["language"]);
        let path = format!("/settings/templates/{}", name.as_str().unwrap());
        let read = admin
            .get(&format!("{path}?language={}", language.as_str().unwrap()))
            .await
            .value();
        let put = admin.put(&path, read.clone()).await;
        assert_eq!((put.status, put.value()), (StatusCode::OK, read.clone()));
        assert_eq!(read["own"], false, "{name}");
        let fields = read["fields"].as_array().unwrap();
        assert!(fields.contains(&json!("recipient.name")), "{fields:?}");
    }
}

#[tokio::test]
async fn ones_own_words_stay_until_they_are_brought_back() {
    let (_house, admin) = House::ready().await;
    let mut words = alert(&admin).await;
    words["subject"] =
        json!("News in {{ folder.name }} for {{ recipient.first_name | default('you') }}");
    let put = admin.put("/settings/templates/alert", words).await.value();
    assert_eq!(
        (&put["own"], &put["subject"]),
        (&json!(true), &put["subject"])
    );
    assert_ne!(put["subject"], put["default"]["subject"]);
    let french = admin.get("/settings/templates/alert?language=fr").await;
    assert_eq!(french.value()["own"], false, "a language by itself");
    admin.delete("/settings/templates/alert?language=en").await;
    assert_eq!(alert(&admin).await["own"], false);
}

#[tokio::test]
async fn words_that_cannot_be_filled_in_are_refused_with_their_part() {
    let (_house, admin) = House::ready().await;
    for (part, words) in [
        ("subject", "{{ folder.nam }}"),
        ("text", "{% for it in files %}{{ it.nme }}{% endfor %}"),
        ("text", "{% if %}"),
        (
            "html",
            "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
        ),
        ("html", "{% include 'elsewhere.html' %}"),
    ] {
        let mut form = alert(&admin).await;
        form[part] = json!(words);
        let refused = admin.put("/settings/templates/alert", form).await;
        assert_eq!(refused.problem(), told(422, "bad_template"), "{words}");
        assert_eq!(refused.value()["field"], part, "{words}");
    }
    let nothing = admin.get("/settings/templates/invoice").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_preview_tells_of_a_real_folder_and_escapes_what_people_wrote() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("R&D").await;
    admin.deposit(&folder, "plan.pdf", "x").await;
    let mut form = alert(&admin).await;
    form["subject"] = json!("{{ folder.name }}: {{ files[0].name }}");
    form["folder"] = json!(folder);
    let seen = admin.post("/settings/templates/alert/preview", form).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    let seen = seen.value();
    assert_eq!(seen["subject"], "R&D: plan.pdf");
    assert!(seen["html"].as_str().unwrap().contains("R&amp;D"));
    assert_eq!(alert(&admin).await["own"], false, "a preview keeps nothing");
}
