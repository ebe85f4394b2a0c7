use bytes::Bytes;
use domain::{right::Level, time::Span};
use flow::{FlowError, files::FileEdit, page::Page};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use crate::house::{House, refused};

/// Too large for a row.
fn large() -> Vec<u8> {
    (0..200_000u32).map(|n| (n % 251) as u8).collect()
}

async fn bytes(house: &House, file: domain::id::FileId, range: std::ops::Range<u64>) -> Vec<u8> {
    let may = house.flow.may_read_file(&house.admin, file).await.unwrap();
    let content = house.flow.content(&may, None).await.unwrap();
    let pieces: Vec<Bytes> = house
        .flow
        .read(&content, Some(range))
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    pieces.concat()
}

#[tokio::test]
async fn what_was_deposited_is_read_back_whole_and_in_parts_small_large_and_empty() {
    let house = House::new().await;
    let folder = house.folder(None, "In").await;
    for (name, content) in [
        ("empty", Vec::new()),
        ("small", b"pigeon".to_vec()),
        ("large", large()),
    ] {
        let received = house.deposit(&house.admin, folder, name, &content).await;
        assert!(received.added);
        assert_eq!(received.file.size, content.len() as u64);
        assert_eq!(
            bytes(&house, received.file.id, 0..u64::MAX).await,
            content,
            "{name}"
        );
        let from = content.len() / 2;
        assert_eq!(
            bytes(&house, received.file.id, from as u64..u64::MAX).await,
            &content[from..],
            "{name}"
        );
    }
    assert_eq!(house.objects(), 1, "only the large one is an object");
}

#[tokio::test]
async fn an_upload_that_breaks_off_or_is_too_short_leaves_nothing() {
    let house = House::new().await;
    let folder = house.folder(None, "In").await;
    let may = house.flow.may_write(&house.admin, folder).unwrap();
    let good = || Ok(Bytes::from(large()));
    let broken = house
        .flow
        .deposit(
            &may,
            "a".parse().unwrap(),
            None,
            stream::iter([good(), Err(())]),
        )
        .await;
    assert!(matches!(broken, Err(FlowError::Incomplete)));
    let body = stream::iter([good()]).map(|piece: Result<Bytes, ()>| piece);
    let short = house
        .flow
        .deposit(&may, "a".parse().unwrap(), Some(200_001), body)
        .await;
    assert!(matches!(short, Err(FlowError::Incomplete)));
    let may = house.flow.may_read(&house.admin, folder).unwrap();
    assert_eq!(
        house
            .flow
            .files(&may, &Page::first(10))
            .await
            .unwrap()
            .items
            .len(),
        0
    );

    assert_eq!(house.objects(), 0);
}

#[tokio::test]
async fn a_folder_deleted_or_closed_while_uploading_refuses_the_file_and_its_content_goes() {
    let house = House::new().await;
    let ana = house.member("ana@example.org").await;
    let (gone, closed) = (
        house.folder(None, "Gone").await,
        house.folder(None, "Closed").await,
    );
    for folder in [gone, closed] {
        house.give(folder, &[(&ana, Level::Write)]).await;
    }
    let (into_gone, into_closed) = (
        house.flow.may_write(&ana, gone).unwrap(),
        house.flow.may_write(&ana, closed).unwrap(),
    );
    let discard = house.flow.may_discard(&house.admin, gone).unwrap();
    house.flow.trash_folder(&discard).await.unwrap();
    house.give(closed, &[(&ana, Level::Read)]).await;
    let body = || stream::iter([Ok::<_, ()>(Bytes::from(large()))]);
    let late = house
        .flow
        .deposit(&into_gone, "a".parse().unwrap(), None, body())
        .await;
    assert_eq!(refused(late), "place_trashed");
    let late = house
        .flow
        .deposit(&into_closed, "a".parse().unwrap(), None, body())
        .await;
    assert_eq!(refused(late), "forbidden");
    assert_eq!(house.objects(), 0);
}

#[tokio::test]
async fn a_second_content_under_one_name_is_a_new_version_and_both_are_kept() {
    let house = House::new().await;
    let folder = house.folder(None, "In").await;
    let first = house
        .deposit(&house.admin, folder, "plan.txt", b"one")
        .await;
    let second = house
        .deposit(&house.admin, folder, "plan.txt", b"two")
        .await;
    assert!(!second.added && second.file.id == first.file.id && second.file.version == 2);
    let may = house
        .flow
        .may_read_file(&house.admin, first.file.id)
        .await
        .unwrap();
    assert_eq!(
        house
            .flow
            .versions(&may, &Page::first(10))
            .await
            .unwrap()
            .items
            .len(),
        2
    );
    let old = house.flow.content(&may, Some(1)).await.unwrap();
    let pieces: Vec<Bytes> = house
        .flow
        .read(&old, Some(0..3))
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pieces.concat(), b"one");
    assert_eq!(
        refused(house.flow.content(&may, Some(3)).await),
        "version_not_found"
    );
}

#[tokio::test]
async fn the_files_of_a_folder_come_in_pages_by_name() {
    let house = House::new().await;
    let folder = house.folder(None, "In").await;
    for name in ["b", "A", "c"] {
        house.deposit(&house.admin, folder, name, b"x").await;
    }
    let may = house.flow.may_read(&house.admin, folder).unwrap();
    let first = house.flow.files(&may, &Page::first(2)).await.unwrap();
    let place = first.next_cursor.as_deref().unwrap().parse().unwrap();
    let rest = house
        .flow
        .files(&may, &Page::new(Some(place), 2))
        .await
        .unwrap();
    let names: Vec<_> = first
        .items
        .iter()
        .chain(&rest.items)
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["A", "b", "c"]);
    assert_eq!(rest.next_cursor, None);
}

#[tokio::test]
async fn moving_needs_write_on_both_sides() {
    let house = House::new().await;
    let ana = house.member("ana@example.org").await;
    let (from, to) = (
        house.folder(None, "From").await,
        house.folder(None, "To").await,
    );
    house.give(from, &[(&ana, Level::Write)]).await;
    house.give(to, &[(&ana, Level::Read)]).await;
    let file = house.deposit(&ana, from, "plan.txt", b"one").await.file;
    assert_eq!(refused(house.flow.may_write(&ana, to)), "forbidden");
    house.give(to, &[(&ana, Level::Write)]).await;
    let may = house.flow.may_write_file(&ana, file.id).await.unwrap();
    let edit = FileEdit {
        to: Some(house.flow.may_write(&ana, to).unwrap()),
        name: None,
    };
    assert_eq!(
        house.flow.change_file(&may, edit).await.unwrap().path,
        "/To/plan.txt"
    );
}

#[tokio::test]
async fn the_trash_gives_back_and_after_its_time_forgets_contents_too() {
    let house = House::new().await;
    let folder = house.folder(None, "In").await;
    let file = house
        .deposit(&house.admin, folder, "large", &large())
        .await
        .file;
    let may = house
        .flow
        .may_write_file(&house.admin, file.id)
        .await
        .unwrap();
    house.flow.trash_file(&may).await.unwrap();
    let trash = house
        .flow
        .trash(&house.admin, &Page::first(10))
        .await
        .unwrap();
    assert_eq!(trash.items.len(), 1);
    house.flow.restore_file(&may).await.unwrap();
    assert_eq!(
        house
            .flow
            .trash(&house.admin, &Page::first(10))
            .await
            .unwrap()
            .items
            .len(),
        0
    );

    house.flow.trash_file(&may).await.unwrap();
    house.clock.pass(Span::from_days(29));
    assert_eq!(
        house.flow.purge(&CancellationToken::new()).await.unwrap(),
        0
    );
    house.clock.pass(Span::from_days(2));
    assert_eq!(
        house.flow.purge(&CancellationToken::new()).await.unwrap(),
        1
    );
    assert_eq!(house.objects(), 0);
    assert_eq!(
        refused(house.flow.may_read_file(&house.admin, file.id).await),
        "file_not_found"
    );
}
