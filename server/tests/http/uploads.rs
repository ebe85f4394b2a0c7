//! What happens around an upload while its bytes still come.

use axum::{body::Body, http::StatusCode};
use futures::stream;
use serde_json::json;
use tokio::{sync::mpsc, task::JoinHandle};

use crate::harness::{Answer, Client, House, told};

/// An upload whose bytes come when the test sends them.
struct Upload {
    pieces: mpsc::Sender<Result<&'static str, std::io::Error>>,
    answer: JoinHandle<Answer>,
}

impl Upload {
    /// Begun, and its first bytes taken.
    async fn begin(client: &Client, folder: &str, name: &str) -> Self {
        let (pieces, receiver) = mpsc::channel(1);
        let body = Body::from_stream(stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|piece| (piece, receiver))
        }));
        let (client, path) = (client.clone(), format!("/folders/{folder}/files/{name}"));
        let answer = tokio::spawn(async move { client.send("PUT", &path, &[], body).await });
        let upload = Self { pieces, answer };
        // The channel holds one: when the third is in, the first was read.
        for piece in ["old ", "words ", "of "] {
            upload.pieces.send(Ok(piece)).await.unwrap();
        }
        upload
    }

    /// The last bytes come; what is answered.
    async fn end(self) -> Answer {
        self.pieces.send(Ok("mine")).await.unwrap();
        drop(self.pieces);
        self.answer.await.unwrap()
    }
}

#[tokio::test]
async fn a_file_replaced_while_it_uploads_keeps_both_contents_as_versions() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let slow = Upload::begin(&admin, &folder, "plan.txt").await;
    let fast = admin.deposit(&folder, "plan.txt", "faster").await;
    assert_eq!(fast.status, StatusCode::CREATED, "{}", fast.text());
    let slow = slow.end().await;
    assert_eq!(slow.status, StatusCode::OK, "{}", slow.text());
    assert_eq!(slow.id(), fast.id());
    let content = format!("/files/{}/content", slow.id());
    assert_eq!(admin.get(&content).await.text(), "old words of mine");
    let first = format!("/files/{}/versions/1/content", slow.id());
    assert_eq!(admin.get(&first).await.text(), "faster");
}

#[tokio::test]
async fn a_folder_deleted_while_a_file_uploads_into_it_refuses_the_file() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    let slow = Upload::begin(&admin, &folder, "plan.txt").await;
    let gone = admin.delete(&format!("/folders/{folder}")).await;
    assert!(gone.status.is_success(), "{}", gone.text());
    assert_eq!(slow.end().await.problem(), told(409, "place_trashed"));
    let restored = admin
        .post(&format!("/folders/{folder}/restore"), json!({}))
        .await;
    assert!(restored.status.is_success(), "{}", restored.text());
    let list = admin.get(&format!("/folders/{folder}/files")).await.value();
    assert_eq!(list["items"], json!([]), "nothing of it was kept");
}
