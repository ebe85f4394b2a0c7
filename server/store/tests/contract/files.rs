use domain::{
    event::{Action, Detail, ObjectType, Snapshot},
    file::{BlobPlace, MAX_ROW_BLOB},
    id::{FileId, FolderId, VersionId},
    refusal::{Noun, Refusal},
};
use flow::port::{FileMove, StoreError};

use crate::world::{World, at, by, key, name, refused, row_deposit, stamp};

fn to(file: FileId, folder: FolderId, new: &str) -> FileMove {
    FileMove {
        file,
        folder,
        name: name(new),
        stamp: stamp(5),
    }
}

pub(crate) async fn a_deposit_is_a_file_a_version_a_content_and_an_event(world: World) {
    let anna = world.person("anna@example.org").await;
    let folder = world.folder(None, "Accounting").await;
    let deposit = row_deposit(folder.id, "Invoice.pdf", "hello", by(&anna, 7));
    let blob = deposit.blob.clone();
    let made = world.store.record_deposit(deposit).await.unwrap();
    assert!(made.added);
    assert_eq!(made.file.current.blob, blob);
    assert_eq!(
        (made.file.current.number, made.file.current.by),
        (1, Some(anna.id))
    );
    assert_eq!(
        world.store.file(made.file.id).await.unwrap(),
        Some(made.file.clone())
    );
    assert_eq!(
        world.store.row_content(blob.key).await.unwrap().unwrap(),
        "hello"
    );

    let event = world.last().await;
    assert_eq!(
        (event.object_type, event.action, event.size),
        (ObjectType::File, Action::Add, Some(5))
    );
    assert_eq!(
        (event.object_id, event.folder_id),
        (Some(made.file.id.0), Some(folder.id))
    );
    assert_eq!(event.path.as_deref(), Some("/Accounting/Invoice.pdf"));
    assert_eq!(event.summary, "ADD: File /Accounting/Invoice.pdf");
    assert_eq!(event.trace, event.id);
    let Detail::Change {
        before: None,
        after: Some(Snapshot::File {
            version: 1, sha256, ..
        }),
    } = event.detail
    else {
        panic!("{:?}", event.detail)
    };
    assert_eq!(sha256, "01".repeat(32));
}

pub(crate) async fn the_same_name_in_another_case_is_a_new_version(world: World) {
    let folder = world.folder(None, "F").await.id;
    let first = world.deposit(folder, "Plan.pdf", "1").await.file;
    let second = world.deposit(folder, "PLAN.pdf", "22").await;
    assert!(!second.added);
    assert_eq!(
        (second.file.id, second.file.name.as_str()),
        (first.id, "Plan.pdf")
    );
    assert_eq!(second.file.current.number, 2);
    let event = world.last().await;
    assert_eq!(
        (event.action, event.path.as_deref()),
        (Action::Modify, Some("/F/Plan.pdf"))
    );
    assert!(matches!(
        event.detail,
        Detail::Change {
            before: Some(Snapshot::File { version: 1, .. }),
            after: Some(Snapshot::File {
                version: 2,
                size: 2,
                ..
            })
        }
    ));
    assert_eq!(
        world
            .store
            .row_content(first.current.blob.key)
            .await
            .unwrap()
            .unwrap(),
        "1"
    );
}

pub(crate) async fn an_empty_file_is_welcome(world: World) {
    let folder = world.folder(None, "F").await.id;
    let file = world.deposit(folder, "empty", "").await.file;
    assert_eq!(
        world
            .store
            .row_content(file.current.blob.key)
            .await
            .unwrap()
            .unwrap(),
        ""
    );
}

pub(crate) async fn a_deposit_into_a_folder_that_is_gone_or_in_the_trash_is_refused(world: World) {
    let outer = world.folder(None, "Outer").await.id;
    let inner = world.folder(Some(outer), "Inner").await.id;
    let gone = world
        .store
        .record_deposit(row_deposit(FolderId(99), "a", "x", stamp(1)))
        .await;
    assert_eq!(refused(gone), Refusal::Missing(Noun::Folder));
    world.trash_folder(outer, 1).await;
    let before = world.count().await;
    let trashed = world
        .store
        .record_deposit(row_deposit(inner, "a", "x", stamp(1)))
        .await;
    assert_eq!(refused(trashed), Refusal::PlaceTrashed);
    assert_eq!(world.count().await, before);
}

pub(crate) async fn a_row_content_must_come_with_its_deposit(world: World) {
    let folder = world.folder(None, "F").await.id;
    let mut without = row_deposit(folder, "a", "x", stamp(1));
    without.content = None;
    assert!(matches!(
        world.store.record_deposit(without).await,
        Err(StoreError::Backend { .. })
    ));
    let large = row_deposit(folder, "a", &"x".repeat(MAX_ROW_BLOB + 1), stamp(1));
    assert!(matches!(
        world.store.record_deposit(large).await,
        Err(StoreError::Backend { .. })
    ));
    assert_eq!(
        world.store.files_in(folder, None, 10).await.unwrap().len(),
        0
    );
}

pub(crate) async fn a_file_is_renamed_and_moved_with_its_event(world: World) {
    let (here, there) = (
        world.folder(None, "Here").await.id,
        world.folder(None, "There").await.id,
    );
    let file = world.deposit(here, "a.pdf", "x").await.file;
    let renamed = world
        .store
        .move_file(to(file.id, here, "A.pdf"))
        .await
        .unwrap();
    assert_eq!(renamed.name.as_str(), "A.pdf");
    let event = world.last().await;
    assert_eq!(event.action, Action::Rename);
    assert_eq!(
        (event.path.as_deref(), event.target_path.as_deref()),
        (Some("/Here/a.pdf"), Some("/Here/A.pdf"))
    );

    let moved = world
        .store
        .move_file(to(file.id, there, "b.pdf"))
        .await
        .unwrap();
    assert_eq!(moved.folder, there);
    let came = world.last().await;
    let left = world.store.event(came.trace).await.unwrap().unwrap();
    assert_eq!((left.action, left.folder_id), (Action::Move, Some(here)));
    assert_eq!((came.action, came.folder_id), (Action::Move, Some(there)));
    assert_eq!(
        (left.path.as_deref(), left.target_path.as_deref()),
        (Some("/Here/A.pdf"), None)
    );
    assert_eq!(
        (came.path.as_deref(), came.target_path.as_deref()),
        (None, Some("/There/b.pdf"))
    );
    for event in [left, came] {
        assert!(matches!(
            event.detail,
            Detail::Change { before: Some(Snapshot::File { .. }), after: Some(Snapshot::File { folder, .. }) }
                if folder == there
        ));
    }
    assert_eq!(world.store.files_in(here, None, 10).await.unwrap().len(), 0);

    assert_eq!(
        world.store.files_in(there, None, 10).await.unwrap(),
        [moved]
    );
    assert!(world.deposit(here, "a.pdf", "again").await.added);
}

pub(crate) async fn a_name_that_is_taken_is_refused_and_nothing_changes(world: World) {
    let folder = world.folder(None, "F").await.id;
    let a = world.deposit(folder, "a", "1").await.file;
    world.deposit(folder, "b", "2").await;
    let before = world.count().await;
    assert_eq!(
        refused(world.store.move_file(to(a.id, folder, "B")).await),
        Refusal::NameTaken
    );
    assert_eq!(
        refused(world.store.move_file(to(FileId(99), folder, "c")).await),
        Refusal::Missing(Noun::File)
    );
    assert_eq!(
        refused(world.store.move_file(to(a.id, FolderId(99), "c")).await),
        Refusal::Missing(Noun::Folder)
    );
    assert_eq!(world.store.file(a.id).await.unwrap(), Some(a));
    assert_eq!(world.count().await, before);
}

pub(crate) async fn moving_to_the_same_place_is_no_event(world: World) {
    let folder = world.folder(None, "F").await.id;
    let a = world.deposit(folder, "a", "1").await.file;
    let before = world.count().await;
    assert_eq!(
        world.store.move_file(to(a.id, folder, "a")).await.unwrap(),
        a
    );
    assert_eq!(world.count().await, before);
}

pub(crate) async fn a_file_in_the_trash_frees_its_name_and_comes_back(world: World) {
    let folder = world.folder(None, "F").await.id;
    let file = world.deposit(folder, "a", "1").await.file;
    let trashed = world.store.trash_file(file.id, stamp(3)).await.unwrap();
    assert_eq!(trashed.trashed.unwrap().at, at(3));
    let event = world.last().await;
    assert_eq!(
        (event.action, event.path.as_deref()),
        (Action::Delete, Some("/F/a"))
    );
    assert_eq!(
        world.store.files_in(folder, None, 10).await.unwrap().len(),
        0
    );

    assert_eq!(world.store.file(file.id).await.unwrap(), Some(trashed));
    assert_eq!(
        refused(world.store.move_file(to(file.id, folder, "c")).await),
        Refusal::Trashed
    );

    let restored = world.store.restore_file(file.id, stamp(4)).await.unwrap();
    assert_eq!(restored, file);
    assert_eq!(world.last().await.action, Action::Restore);
    assert_eq!(
        world.store.files_in(folder, None, 10).await.unwrap(),
        [file]
    );
    assert_eq!(world.store.trashed_files(None, 10).await.unwrap().len(), 0);
}

pub(crate) async fn putting_in_the_trash_again_is_no_change(world: World) {
    let folder = world.folder(None, "F").await.id;
    let file = world.deposit(folder, "a", "1").await.file;
    let first = world.store.trash_file(file.id, stamp(3)).await.unwrap();
    let before = world.count().await;
    assert_eq!(
        world.store.trash_file(file.id, stamp(9)).await.unwrap(),
        first
    );
    assert_eq!(world.count().await, before);
    assert_eq!(
        refused(world.store.trash_file(FileId(99), stamp(9)).await),
        Refusal::Missing(Noun::File)
    );
}

pub(crate) async fn restoring_meets_a_taken_name_and_a_trashed_folder(world: World) {
    let folder = world.folder(None, "F").await.id;
    let first = world.deposit(folder, "a", "1").await.file;
    world.store.trash_file(first.id, stamp(3)).await.unwrap();
    let second = world.deposit(folder, "a", "2").await.file;
    assert_eq!(
        refused(world.store.restore_file(first.id, stamp(4)).await),
        Refusal::NameTaken
    );
    world.store.trash_file(second.id, stamp(5)).await.unwrap();
    world.trash_folder(folder, 6).await;
    assert_eq!(
        refused(world.store.restore_file(first.id, stamp(7)).await),
        Refusal::PlaceTrashed
    );
    assert_eq!(world.store.trashed_files(None, 10).await.unwrap().len(), 2);
}

pub(crate) async fn a_folder_is_listed_by_name_page_by_page(world: World) {
    let folder = world.folder(None, "F").await.id;
    let other = world.folder(None, "G").await.id;
    for file in ["b", "A", "é", "c", "ab"] {
        world.deposit(folder, file, "x").await;
    }
    world.deposit(other, "a", "x").await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.store.files_in(folder, after.take(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.name.key());
        seen.extend(page.iter().map(|file| file.name.to_string()));
    }
    assert_eq!(seen, ["A", "ab", "b", "c", "é"]);
}

pub(crate) async fn the_trash_is_listed_newest_first(world: World) {
    let folder = world.folder(None, "F").await.id;
    for file in ["a", "b", "c"] {
        let file = world.deposit(folder, file, "x").await.file;
        world.store.trash_file(file.id, stamp(2)).await.unwrap();
    }
    let first = world.store.trashed_files(None, 2).await.unwrap();
    let rest = world
        .store
        .trashed_files(Some(first[1].id), 2)
        .await
        .unwrap();
    let names: Vec<_> = first
        .iter()
        .chain(&rest)
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["c", "b", "a"]);
}

pub(crate) async fn versions_are_listed_newest_first(world: World) {
    let folder = world.folder(None, "F").await.id;
    let first = world.deposit(folder, "a", "1").await.file;
    world.deposit(folder, "other", "x").await;
    let second = world.deposit(folder, "a", "2").await.file;
    let versions = world.store.versions(first.id).await.unwrap();
    assert_eq!(versions, [second.current, first.current.clone()]);
    assert_eq!(
        world
            .store
            .version(first.id, first.current.id)
            .await
            .unwrap(),
        Some(first.current)
    );
    assert_eq!(
        world.store.version(first.id, VersionId(99)).await.unwrap(),
        None
    );
    let ids = vec![first.id, FileId(99)];
    let found = world.store.files_by_id(ids).await.unwrap();
    assert!(found[0].is_some() && found[1].is_none());
}

pub(crate) async fn what_is_long_in_the_trash_is_purged_with_its_contents(world: World) {
    let folder = world.folder(None, "F").await.id;
    let (old, young) = (
        world.deposit(folder, "old", "1").await.file,
        world.deposit(folder, "young", "2").await.file,
    );
    let kept = world.deposit(folder, "kept", "3").await.file;
    let mut object = row_deposit(folder, "old", "object", stamp(1));
    (object.blob.place, object.content) = (BlobPlace::Object, None);
    let object_key = object.blob.key;
    world.store.record_deposit(object).await.unwrap();
    world.store.trash_file(old.id, stamp(10)).await.unwrap();
    world.store.trash_file(young.id, stamp(20)).await.unwrap();

    let purged = world
        .store
        .purge_trash(at(20), 100, stamp(30))
        .await
        .unwrap();
    assert_eq!((purged.files, purged.objects), (1, vec![object_key]));
    assert_eq!(world.store.file(old.id).await.unwrap(), None);
    assert_eq!(world.store.versions(old.id).await.unwrap().len(), 0);
    assert_eq!(
        world.store.row_content(old.current.blob.key).await.unwrap(),
        None
    );
    assert_eq!(world.store.trashed_files(None, 10).await.unwrap().len(), 1);
    assert!(world.store.file(kept.id).await.unwrap().is_some());
    let event = world.last().await;
    assert_eq!(
        (event.action, event.object_id),
        (Action::Delete, Some(old.id.0))
    );
    assert_eq!(event.detail, Detail::Note("purged".to_owned()));
    assert_eq!(
        world
            .store
            .purge_trash(at(20), 100, stamp(31))
            .await
            .unwrap()
            .files,
        0
    );
}

pub(crate) async fn a_purged_folder_goes_with_all_that_is_in_it_in_steps(world: World) {
    let anna = world.person("anna@example.org").await;
    let outer = world.folder(None, "Outer").await.id;
    let inner = world.folder(Some(outer), "Inner").await.id;
    world.alert(inner, anna.id).await;
    let mut files = Vec::new();
    for (folder, file) in [(outer, "a"), (inner, "b"), (inner, "c")] {
        files.push(world.deposit(folder, file, "x").await.file.id);
    }
    world.store.trash_file(files[2], stamp(50)).await.unwrap();
    world.trash_folder(outer, 10).await;

    assert_eq!(
        world
            .store
            .purge_trash(at(20), 2, stamp(30))
            .await
            .unwrap()
            .files,
        2
    );
    assert!(world.store.directory().folder(outer).is_some());
    assert_eq!(
        world
            .store
            .purge_trash(at(20), 2, stamp(30))
            .await
            .unwrap()
            .files,
        1
    );
    let directory = world.store.directory();
    assert_eq!(directory.folders().count() + directory.alerts().count(), 0);
    assert!(
        world
            .store
            .files_by_id(files)
            .await
            .unwrap()
            .iter()
            .all(Option::is_none)
    );
    assert_eq!(world.store.trashed_files(None, 10).await.unwrap().len(), 0);
}

pub(crate) async fn objects_are_known_while_a_version_names_them(world: World) {
    let folder = world.folder(None, "F").await.id;
    let mut object = row_deposit(folder, "large", "object", stamp(1));
    (object.blob.place, object.content) = (BlobPlace::Object, None);
    let known = object.blob.key;
    let file = world.store.record_deposit(object).await.unwrap().file;
    let orphan = key(12_345);
    assert_eq!(
        world
            .store
            .known_objects(vec![orphan, known])
            .await
            .unwrap(),
        [known]
    );
    world.store.trash_file(file.id, stamp(2)).await.unwrap();
    assert_eq!(
        world.store.known_objects(vec![known]).await.unwrap(),
        [known]
    );
    world.store.purge_trash(at(9), 9, stamp(9)).await.unwrap();
    assert_eq!(
        world.store.known_objects(vec![known]).await.unwrap().len(),
        0
    );
}
