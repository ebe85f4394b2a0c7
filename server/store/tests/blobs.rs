//! Contents on disk.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    file::BlobKey,
    time::{Span, Timestamp},
};
use flow::port::{BlobError, Blobs, Clock};
use futures::TryStreamExt as _;
use store::DiskBlobs;

/// A clock that stands still, a while after the files of this test are made.
struct Later(Span);

#[async_trait]
impl Clock for Later {
    fn now(&self) -> Timestamp {
        // The files' own times are the system's.
        #[expect(
            clippy::disallowed_methods,
            reason = "compared with the times of real files"
        )]
        let now = std::time::SystemTime::now();
        Timestamp::try_from(now).unwrap() + self.0
    }

    async fn sleep_until(&self, _: Timestamp) {}
}

fn blobs(root: &Path, later: Span) -> DiskBlobs {
    DiskBlobs::open(root, 0, Arc::new(Later(later))).unwrap()
}

async fn write(blobs: &DiskBlobs, key: BlobKey, pieces: &[&'static str]) {
    let mut writer = blobs.create(key).await.unwrap();
    for piece in pieces {
        writer
            .write(Bytes::from_static(piece.as_bytes()))
            .await
            .unwrap();
    }
    writer.finish().await.unwrap();
}

async fn read(blobs: &DiskBlobs, key: BlobKey, range: std::ops::Range<u64>) -> String {
    let pieces: Vec<Bytes> = blobs
        .read(key, range)
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    String::from_utf8(pieces.concat()).unwrap()
}

const KEY: BlobKey = BlobKey([0xAB; 16]);

#[tokio::test]
async fn a_content_is_read_whole_and_in_ranges() {
    let root = tempfile::tempdir().unwrap();
    let blobs = blobs(root.path(), Span::ZERO);
    write(&blobs, KEY, &["hello ", "world"]).await;
    assert_eq!(read(&blobs, KEY, 0..11).await, "hello world");
    assert_eq!(read(&blobs, KEY, 6..9).await, "wor");
    assert_eq!(read(&blobs, KEY, 0..99).await, "hello world");
    assert!(root.path().join("ab").join(KEY.to_string()).exists());
}

#[tokio::test]
async fn an_empty_content_is_a_content() {
    let root = tempfile::tempdir().unwrap();
    let blobs = blobs(root.path(), Span::ZERO);
    write(&blobs, KEY, &[]).await;
    assert_eq!(read(&blobs, KEY, 0..0).await, "");
}

#[tokio::test]
async fn a_content_that_is_not_finished_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let blobs = blobs(root.path(), Span::from_days(1));
    let mut writer = blobs.create(KEY).await.unwrap();
    writer.write(Bytes::from_static(b"half")).await.unwrap();
    assert!(matches!(
        blobs.read(KEY, 0..4).await,
        Err(BlobError::Missing(KEY))
    ));
    drop(writer);
    assert_eq!(blobs.old_keys().await.unwrap().len(), 0);
    write(&blobs, KEY, &["again"]).await;
}

#[tokio::test]
async fn two_uploads_under_one_key_do_not_mix() {
    let root = tempfile::tempdir().unwrap();
    let blobs = blobs(root.path(), Span::ZERO);
    let mut first = blobs.create(KEY).await.unwrap();
    assert!(blobs.create(KEY).await.is_err());
    first.write(Bytes::from_static(b"first")).await.unwrap();
    first.finish().await.unwrap();
    assert_eq!(read(&blobs, KEY, 0..9).await, "first");
}

#[tokio::test]
async fn a_removed_content_is_missing_and_removing_it_again_is_no_error() {
    let root = tempfile::tempdir().unwrap();
    let blobs = blobs(root.path(), Span::ZERO);
    write(&blobs, KEY, &["x"]).await;
    blobs.remove(KEY).await.unwrap();
    blobs.remove(KEY).await.unwrap();
    assert!(matches!(
        blobs.read(KEY, 0..1).await,
        Err(BlobError::Missing(KEY))
    ));
}

#[tokio::test]
async fn contents_and_leftovers_are_found_an_hour_later() {
    let root = tempfile::tempdir().unwrap();
    let young = blobs(root.path(), Span::from_minutes(59));
    write(&young, KEY, &["x"]).await;
    let leftover = BlobKey([1; 16]);
    std::fs::write(root.path().join("tmp").join(leftover.to_string()), "half").unwrap();
    std::fs::write(root.path().join("tmp").join("not ours"), "?").unwrap();
    assert_eq!(young.old_keys().await.unwrap().len(), 0);
    let old = blobs(root.path(), Span::from_minutes(61));
    let mut keys = old.old_keys().await.unwrap();
    keys.sort_unstable();
    assert_eq!(keys, [leftover, KEY]);
    old.remove(leftover).await.unwrap();
    assert_eq!(old.old_keys().await.unwrap(), [KEY]);
}

#[tokio::test]
async fn free_space_leaves_the_reserve() {
    let root = tempfile::tempdir().unwrap();
    assert!(blobs(root.path(), Span::ZERO).free_space().await.unwrap() > 0);
    let all = DiskBlobs::open(root.path(), u64::MAX, Arc::new(Later(Span::ZERO))).unwrap();
    assert_eq!(all.free_space().await.unwrap(), 0);
}
