//! What a power cut leaves: images of the storage cut anywhere, with what was not synced dropped, torn or kept.
//!
//! Nothing acknowledged may be lost and nothing may be half there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "power_cut/check.rs"]
mod check;
#[path = "power_cut/recorder.rs"]
mod recorder;
#[path = "power_cut/work.rs"]
mod work;

use recorder::{Random, Recorder};
use store::{Options, RedbStore};

/// Images cut from one run.
const IMAGES: u64 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_half_there_after_a_power_cut() {
    let recorder = Recorder::default();
    let storage = recorder.clone();
    let store = RedbStore::open(Options::backend(move || storage.clone())).unwrap();
    let facts = work::done_by_four_at_once(&store, &recorder).await;
    let opened = facts.opened;
    let end = recorder.len();
    for seed in 0..IMAGES {
        let mut random = Random::new(seed);
        let cut = opened + random.below(end - opened + 1);
        let image = recorder.image(cut, &mut random);
        check::image(image, &facts, cut, seed).await;
    }
}

#[tokio::test]
async fn a_power_cut_while_the_store_is_made_leaves_a_store_or_nothing() {
    let recorder = Recorder::default();
    let storage = recorder.clone();
    drop(RedbStore::open(Options::backend(move || storage.clone())).unwrap());
    for cut in 0..=recorder.len() {
        let mut random = Random::new(cut as u64);
        let image = recorder.image(cut, &mut random);
        // Before its header is whole redb refuses the file; it is never taken for a store with rows.
        if let Ok(store) = RedbStore::open(Options::backend(move || image.clone())) {
            work::one_event(&store).await;
        }
    }
}

#[tokio::test]
async fn after_an_io_error_nothing_is_acknowledged_and_the_next_write_goes_on_from_disk() {
    let recorder = Recorder::default();
    let storage = recorder.clone();
    let store = RedbStore::open(Options::backend(move || storage.clone())).unwrap();
    work::one_event(&store).await;
    for _ in 0..3 {
        recorder.fail_once();
        assert!(work::try_one_event(&store).await.is_err());
        work::one_event(&store).await;
    }
    check::numbered_without_gaps(&store, 4).await;
}
