use axum::{body::Body, http::StatusCode};
use futures::stream;
use serde_json::json;

use crate::harness::{Client, House, PASSWORD, told};

async fn filed(admin: &Client, content: &str) -> String {
    let folder = admin.folder("Plans").await;
    let made = admin.deposit(&folder, "roof.txt", content).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.id()
}

#[tokio::test]
async fn a_deposit_comes_back_as_it_was() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let made = admin
        .deposit(&folder, "d%C3%A9tail%20100%25.txt", "pigeon")
        .await;
    assert_eq!(
        (made.status, &made.value()["name"]),
        (StatusCode::CREATED, &json!("détail 100%.txt"))
    );
    let again = admin
        .deposit(&folder, "d%C3%A9tail%20100%25.txt", "dove")
        .await;
    assert_eq!(
        (again.status, &again.value()["version"]),
        (StatusCode::OK, &json!(2))
    );
    let content = admin.get(&format!("/files/{}/content", made.id())).await;
    assert_eq!(content.text(), "dove");
    let first = admin
        .get(&format!("/files/{}/versions/1/content", made.id()))
        .await;
    assert_eq!(first.text(), "pigeon");
}

#[tokio::test]
async fn a_download_can_do_nothing_in_a_browser() {
    let (_house, admin) = House::ready().await;
    let content = admin
        .get(&format!(
            "/files/{}/content",
            filed(&admin, "<script>").await
        ))
        .await;
    assert!(
        content
            .header("content-disposition")
            .starts_with("attachment; filename=\"roof.txt\"")
    );
    assert_eq!(content.header("x-content-type-options"), "nosniff");
    assert_eq!(content.header("content-type"), "application/octet-stream");
    assert!(
        content
            .header("content-security-policy")
            .contains("sandbox")
    );
}

#[tokio::test]
async fn one_range_is_answered_in_part_and_one_beyond_the_end_is_said() {
    let (_house, admin) = House::ready().await;
    let path = format!("/files/{}/content", filed(&admin, "0123456789").await);
    let part = admin
        .send("GET", &path, &[("range", "bytes=2-4")], Body::empty())
        .await;
    assert_eq!(
        (part.status, part.text().as_str()),
        (StatusCode::PARTIAL_CONTENT, "234")
    );
    assert_eq!(part.header("content-range"), "bytes 2-4/10");
    assert_eq!(part.header("content-length"), "3");
    let beyond = admin
        .send("GET", &path, &[("range", "bytes=10-")], Body::empty())
        .await;
    assert_eq!(beyond.problem(), told(416, "range_not_satisfiable"));
    assert_eq!(beyond.header("content-range"), "bytes */10");
}

#[tokio::test]
async fn a_range_of_another_content_is_sent_whole_and_a_known_one_not_at_all() {
    let (_house, admin) = House::ready().await;
    let path = format!("/files/{}/content", filed(&admin, "0123456789").await);
    let tag = admin.get(&path).await.header("etag").to_owned();
    let stale = [("range", "bytes=2-4"), ("if-range", "\"other\"")];
    assert_eq!(
        admin.send("GET", &path, &stale, Body::empty()).await.text(),
        "0123456789"
    );
    let known = admin
        .send(
            "GET",
            &path,
            &[("if-none-match", tag.as_str())],
            Body::empty(),
        )
        .await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn an_empty_file_is_welcome_and_a_large_one_passes() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let empty = admin.deposit(&folder, "empty.txt", "").await;
    assert_eq!(
        (empty.status, &empty.value()["size"]),
        (StatusCode::CREATED, &json!(0))
    );
    let content = admin.get(&format!("/files/{}/content", empty.id())).await;
    assert_eq!((content.status, content.body.len()), (StatusCode::OK, 0));
    let large = admin
        .deposit(&folder, "large.bin", &"pigeon ".repeat(200_000))
        .await;
    assert_eq!(large.value()["size"], 1_400_000);
    let content = admin.get(&format!("/files/{}/content", large.id())).await;
    assert_eq!(content.body.len(), 1_400_000);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let pieces = [Ok("half"), Err(std::io::Error::other("gone"))];
    let path = format!("/folders/{folder}/files/half.txt");
    let broken = admin
        .send("PUT", &path, &[], Body::from_stream(stream::iter(pieces)))
        .await;
    assert_eq!(broken.problem(), told(400, "incomplete"));
    let list = admin.get(&format!("/folders/{folder}/files")).await.value();
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn a_refused_sender_is_heard_out_and_told_why() {
    let (house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<&str, std::io::Error>>(1);
    let pieces = stream::unfold(receiver, |mut receiver| async move {
        let piece = receiver.recv().await?;
        Some((piece, receiver))
    });
    let path = format!("/folders/{folder}/files/a.txt");
    let stranger = house.stranger();
    let body = Body::from_stream(pieces);
    let refused = tokio::spawn(async move { stranger.send("PUT", &path, &[], body).await });
    for _ in 0..10 {
        sender.send(Ok("a piece that nobody keeps")).await.unwrap();
    }
    drop(sender);
    assert_eq!(
        refused.await.unwrap().problem(),
        told(401, "unauthenticated")
    );
}

#[tokio::test]
async fn names_that_leave_the_folder_or_hide_are_refused() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let long = "x".repeat(300);
    for (name, code) in [
        ("a%2Fb", "name_forbidden"),
        ("a%00b", "name_forbidden"),
        ("con.txt", "name_reserved"),
        ("%20", "name_empty"),
        (long.as_str(), "name_too_long"),
    ] {
        assert_eq!(
            admin.deposit(&folder, name, "x").await.problem(),
            told(422, code),
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_is_thrown_away_comes_back() {
    let (_house, admin) = House::ready().await;
    let id = filed(&admin, "pigeon").await;
    assert_eq!(
        admin.delete(&format!("/files/{id}")).await.status,
        StatusCode::NO_CONTENT
    );
    let trash = admin.get("/trash").await.value();
    assert_eq!(
        (&trash["items"][0]["id"], &trash["items"][0]["kind"]),
        (&json!(id), &json!("file"))
    );
    assert_eq!(
        admin
            .post(&format!("/files/{id}/restore"), json!({}))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(admin.get("/trash").await.value()["items"], json!([]));
}

#[tokio::test]
async fn a_file_without_read_is_not_there() {
    let (house, admin) = House::ready().await;
    let id = filed(&admin, "secret").await;
    admin.member("bob@colombier.test").await;
    let bob = house.sign_in("bob@colombier.test", PASSWORD).await;
    assert_eq!(
        bob.get(&format!("/files/{id}/content")).await.problem(),
        told(404, "file_not_found")
    );
    assert_eq!(
        bob.get("/files/none").await.problem(),
        told(404, "not_found")
    );
}
