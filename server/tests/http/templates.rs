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
    assert_eq!(items.len(), 14, "seven mails in two languages");
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
    for (part, words, flaw) in [
        (
            "subject",
            "{{ folder.nam }}",
            "There is no such field in this mail: folder.nam (line 1).",
        ),
        (
            "text",
            "\n{% for it in files %}\n{{ it.nme }}\n{% endfor %}",
            "A value is used that is not there (line 3).",
        ),
        (
            "text",
            "{% if %}",
            "A tag is not closed, or cannot be read: ",
        ),
        (
            "html",
            "{% for a in range(10000) %}{% for b in range(10000) %}x{% endfor %}{% endfor %}",
            "It does not come to an end (line 1).",
        ),
        (
            "html",
            "{% include 'elsewhere.html' %}",
            "It takes in a template that there is not (line 1).",
        ),
        (
            "html",
            "{{ folder.name|shout }}",
            "It uses a filter, test or function that there is not (line 1).",
        ),
    ] {
        let mut form = alert(&admin).await;
        form[part] = json!(words);
        let refused = admin.put("/settings/templates/alert", form).await;
        assert_eq!(refused.problem(), told(422, "bad_template"), "{words}");
        let problem = refused.value();
        assert_eq!(problem["field"], part, "{words}");
        let said = problem["detail"].as_str().unwrap();
        assert!(said.starts_with(flaw), "{words}: {said}");
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

#[tokio::test]
async fn a_preview_without_a_folder_tells_of_made_up_files() {
    let (_house, admin) = House::ready().await;
    let seen = admin
        .post("/settings/templates/alert/preview", alert(&admin).await)
        .await
        .value();
    assert_eq!(seen["subject"], "1 file added and 1 modified in Plans");
    assert!(seen["text"].as_str().unwrap().contains("plan.pdf"));
}

#[tokio::test]
async fn what_is_saved_can_be_looked_at_as_a_page_that_can_do_nothing() {
    let (_house, admin) = House::ready().await;
    let page = admin
        .get("/settings/templates/credentials/preview?language=fr")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text().contains("Choisir votre mot de passe"),
        "{}",
        page.text()
    );
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'self'"));
}
