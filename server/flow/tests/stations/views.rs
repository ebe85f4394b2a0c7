use domain::{
    event::{Action, ObjectType},
    id::{FolderId, MailId},
    right::Level,
    wire,
};
use flow::{access::Viewer, journal::EventQuery, page::Page, tree::FolderEdit};

use crate::house::{House, refused};

fn names(house: &House, viewer: &Viewer, parent: Option<FolderId>) -> Vec<String> {
    house
        .flow
        .folders(viewer, parent, &Page::first(100))
        .unwrap()
        .items
        .into_iter()
        .map(|folder| folder.name)
        .collect()
}

#[tokio::test]
async fn one_sees_what_one_may_read_and_the_way_to_it() {
    let house = House::new().await;
    let ana = house.member("ana@example.org").await;
    let top = house.folder(None, "Projects").await;
    let (roof, _pay) = (
        house.folder(Some(top), "Roof").await,
        house.folder(Some(top), "Pay").await,
    );
    assert_eq!(names(&house, &ana, None).len(), 0);
    assert_eq!(refused(house.flow.folder(&ana, roof)), "folder_not_found");
    house.give(roof, &[(&ana, Level::Read)]).await;
    assert_eq!(names(&house, &ana, None), ["Projects"]);
    assert_eq!(names(&house, &ana, Some(top)), ["Roof"]);
    assert_eq!(house.flow.folder(&ana, top).unwrap().level, None);
    assert_eq!(
        house.flow.folder(&ana, roof).unwrap().path,
        "/Projects/Roof"
    );
    assert_eq!(refused(house.flow.may_read(&ana, top)), "folder_not_found");
}

#[tokio::test]
async fn a_folder_is_moved_by_who_manages_it_and_may_write_there_and_to_the_top_by_admins() {
    let house = House::new().await;
    let ana = house.member("ana@example.org").await;
    let (top, other) = (
        house.folder(None, "Projects").await,
        house.folder(None, "Archive").await,
    );
    let roof = house.folder(Some(top), "Roof").await;
    house.give(roof, &[(&ana, Level::Manage)]).await;
    let may = house.flow.may_manage(&ana, roof).unwrap();
    assert_eq!(refused(house.flow.may_place(&ana, None)), "forbidden");
    assert_eq!(
        refused(house.flow.may_place(&ana, Some(other))),
        "folder_not_found"
    );
    house.give(other, &[(&ana, Level::Write)]).await;
    let to = house.flow.may_place(&ana, Some(other)).unwrap();
    let edit = FolderEdit {
        to: Some(to),
        ..FolderEdit::default()
    };
    assert_eq!(
        house.flow.change_folder(&may, edit).await.unwrap().path,
        "/Archive/Roof"
    );
}

#[tokio::test]
async fn a_member_subscribes_itself_only_and_its_alert_is_its_own_affair() {
    let house = House::new().await;
    let (ana, bob) = (
        house.member("ana@example.org").await,
        house.member("bob@example.org").await,
    );
    let folder = house.folder(None, "In").await;
    house
        .give(folder, &[(&ana, Level::Read), (&bob, Level::Read)])
        .await;
    let may = house.flow.may_read(&ana, folder).unwrap();
    let mut form: wire::NewAlert = serde_json::from_str("{}").unwrap();
    let alert = house.flow.subscribe(&may, &form).await.unwrap();
    assert_eq!(alert.on, [Action::Add, Action::Modify]);
    form.principal = Some("everyone".parse().unwrap());
    assert_eq!(
        refused(house.flow.subscribe(&may, &form).await),
        "forbidden"
    );
    assert_eq!(
        refused(house.flow.may_alert(&bob, alert.id)),
        "alert_not_found"
    );
    assert_eq!(
        house
            .flow
            .alerts(
                &house.flow.may_read(&bob, folder).unwrap(),
                &Page::first(10)
            )
            .items
            .len(),
        0
    );

    assert_eq!(
        house
            .flow
            .alerts(
                &house.flow.may_read(&house.admin, folder).unwrap(),
                &Page::first(10)
            )
            .items
            .len(),
        1
    );

    let token = House::keys().unsubscribe_token(ana.person().id, MailId(1), &[alert.id]);
    assert_eq!(
        house.flow.unsubscription(&token).await.unwrap().folders,
        [Some("/In".to_owned())]
    );
    house.flow.unsubscribe(&token, None).await.unwrap();
    house.flow.unsubscribe(&token, None).await.unwrap();
    assert_eq!(house.flow.my_alerts(&ana, &Page::first(10)).items.len(), 0);

    assert_eq!(
        refused(house.flow.unsubscription("1.1.aaaa").await),
        "alert_not_found"
    );
}

#[tokio::test]
async fn the_journal_shows_a_member_the_files_it_may_read_and_nothing_of_the_rest() {
    let house = House::new().await;
    let ana = house.member("ana@example.org").await;
    let (open, closed) = (
        house.folder(None, "Open").await,
        house.folder(None, "Closed").await,
    );
    house.give(open, &[(&ana, Level::Read)]).await;
    let seen = house.deposit(&house.admin, open, "a.txt", b"x").await.file;
    house.deposit(&house.admin, closed, "b.txt", b"x").await;
    let query = EventQuery {
        object_types: vec![ObjectType::File],
        limit: 10,
        ..EventQuery::default()
    };
    let events = house.flow.events(&ana, &query).await.unwrap().items;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].object_id, Some(seen.id.to_string()));
    assert_eq!(
        house.flow.count_events(&house.admin, &query).await.unwrap(),
        2
    );
    let hidden = house
        .flow
        .events(&house.admin, &query)
        .await
        .unwrap()
        .items
        .into_iter()
        .find(|e| e.id != events[0].id);
    assert_eq!(
        refused(house.flow.event(&ana, hidden.unwrap().id).await),
        "event_not_found"
    );
    let in_closed = EventQuery {
        folder: Some(closed),
        ..query.clone()
    };
    assert_eq!(
        refused(house.flow.events(&ana, &in_closed).await),
        "folder_not_found"
    );
    let chain = EventQuery {
        trace: Some(events[0].trace),
        ..query
    };
    assert_eq!(
        house.flow.events(&ana, &chain).await.unwrap().items.len(),
        1
    );
}

#[tokio::test]
async fn what_waits_is_seen_by_whom_it_is_for_and_can_be_cancelled_with_a_skip() {
    let house = House::new().await;
    let (ana, bob) = (
        house.member("ana@example.org").await,
        house.member("bob@example.org").await,
    );
    let folder = house.folder(None, "In").await;
    house
        .give(folder, &[(&ana, Level::Read), (&bob, Level::Read)])
        .await;
    let may = house.flow.may_read(&ana, folder).unwrap();
    house
        .flow
        .subscribe(&may, &serde_json::from_str("{}").unwrap())
        .await
        .unwrap();
    house.deposit(&house.admin, folder, "a.txt", b"x").await;
    while house.flow.match_events().await.unwrap() {}
    let waiting = house
        .flow
        .outbox(&ana, &Page::first(10))
        .await
        .unwrap()
        .items;
    assert_eq!((waiting.len(), waiting[0].files), (1, 1));
    assert_eq!(
        house
            .flow
            .outbox(&bob, &Page::first(10))
            .await
            .unwrap()
            .items
            .len(),
        0
    );

    assert_eq!(
        refused(house.flow.cancel(&bob, waiting[0].id).await),
        "mail_not_found"
    );
    house.flow.cancel(&ana, waiting[0].id).await.unwrap();
    assert_eq!(
        house
            .flow
            .outbox(&house.admin, &Page::first(10))
            .await
            .unwrap()
            .items
            .len(),
        0
    );

    let query = EventQuery {
        actions: vec![Action::Skip],
        limit: 10,
        ..EventQuery::default()
    };
    assert_eq!(
        house.flow.count_events(&house.admin, &query).await.unwrap(),
        1
    );
}

#[tokio::test]
async fn the_parts_of_a_download_are_written_down_once() {
    let house = House::new().await;
    let folder = house.folder(None, "In").await;
    let file = house
        .deposit(&house.admin, folder, "a.txt", b"pigeon")
        .await
        .file;
    let may = house
        .flow
        .may_read_file(&house.admin, file.id)
        .await
        .unwrap();
    let content = house.flow.content(&may, None).await.unwrap();
    let _first = house.flow.read(&content, Some(2..3)).await.unwrap();
    let _rest = house.flow.read(&content, Some(3..6)).await.unwrap();
    let query = EventQuery {
        actions: vec![Action::Download],
        limit: 10,
        ..EventQuery::default()
    };
    assert_eq!(
        house.flow.count_events(&house.admin, &query).await.unwrap(),
        1
    );
}
