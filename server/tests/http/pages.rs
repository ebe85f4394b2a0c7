use axum::{body::Body, http::StatusCode};
use domain::id::{AlertId, MailId, UserId};
use serde_json::json;

use crate::harness::{Client, House};

async fn page(client: &Client, path: &str) -> crate::harness::Answer {
    client
        .raw(
            "GET",
            path,
            &[("accept", "text/html"), ("accept-language", "fr")],
            Body::empty(),
        )
        .await
}

#[tokio::test]
async fn a_page_may_load_our_own_files_only_and_has_no_inline_style() {
    let (house, _) = House::ready().await;
    let page = page(&house.stranger(), "/sign-in").await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(
        policy.contains("'wasm-unsafe-eval'") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(page.text().contains(&format!("nonce=\"{nonce}\"")));
    for script in page.text().split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains("nonce=") || tag.contains("src="), "{tag}");
    }
    assert!(!page.text().contains("style="), "{}", page.text());
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_page_is_rendered_with_the_visitors_own_data() {
    let (_house, admin) = House::ready().await;
    admin.folder("Plans d’été").await;
    let folders = page(&admin, "/folders").await;
    assert_eq!(folders.status, StatusCode::OK);
    assert!(folders.text().contains("Plans d’été"), "{}", folders.text());
}

#[tokio::test]
async fn an_address_that_is_no_page_is_the_pages_own_404() {
    let (_house, admin) = House::ready().await;
    let page = page(&admin, "/nowhere/at/all").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn the_link_of_a_mail_asks_and_its_button_unsubscribes() {
    let (house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let made = admin
        .post(&format!("/folders/{folder}/alerts"), json!({"on": ["ADD"]}))
        .await;
    let person: UserId = admin.get("/me").await.id().parse().unwrap();
    let alert: AlertId = made.id().parse().unwrap();
    let keys = domain::mac::MacKeys::new([7; 32], None);
    let token = keys.unsubscribe_token(person, MailId(1), &[alert]);
    let path = format!("/unsubscribe/{token}");
    let asked = page(&house.stranger(), &path).await;
    assert!(asked.text().contains("/Plans") && asked.text().contains("<form"));
    assert_eq!(
        admin.get("/me/alerts").await.value()["items"][0]["id"],
        made.id()
    );
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = || Body::from("List-Unsubscribe=One-Click");
    let done = house.stranger().raw("POST", &path, &form, body()).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(
        house
            .stranger()
            .raw("POST", &path, &form, body())
            .await
            .status,
        StatusCode::OK,
        "twice"
    );
    let wrong = house
        .stranger()
        .raw("POST", "/unsubscribe/1.1.aaaaaaaaaaaaaaaa", &form, body())
        .await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let events = admin.get("/events?action=UNSUBSCRIBE").await.value();
    assert_eq!(events["items"][0]["via"], "link");
}

#[tokio::test]
async fn a_page_for_the_signed_in_sends_strangers_to_sign_in_whoever_asks() {
    let (house, _) = House::ready().await;
    let answer = house
        .stranger()
        .raw("GET", "/events", &[], Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert!(answer.header("location").starts_with("/sign-in"));
}

#[tokio::test]
async fn a_head_of_a_page_or_a_content_has_no_body() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let file = admin.deposit(&folder, "a.txt", "pigeon").await.id();
    let head = admin
        .send(
            "HEAD",
            &format!("/files/{file}/content"),
            &[],
            Body::empty(),
        )
        .await;
    assert_eq!(
        (head.status, head.header("content-length")),
        (StatusCode::OK, "6")
    );
    assert!(head.body.is_empty());
    let downloads = admin.get("/events/count?action=DOWNLOAD").await.value();
    assert_eq!(downloads["count"], 0);
}
