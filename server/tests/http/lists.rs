use serde_json::{Value, json};

use crate::harness::{Client, House, PASSWORD, told};

/// All items of a list, two at a time, and how many pages they took.
async fn walk(client: &Client, path: &str) -> (Vec<Value>, usize) {
    let mut items = Vec::new();
    let mut cursor = String::new();
    for pages in 1..100 {
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = client
            .get(&format!("{path}{mark}limit=2{cursor}"))
            .await
            .value();
        let found = page["items"].as_array().unwrap();
        assert!(found.len() <= 2, "{path}: {page}");
        items.extend(found.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (items, pages),
        }
    }
    panic!("{path} never ends");
}

fn each<'a>(items: &'a [Value], field: &str) -> Vec<&'a str> {
    items
        .iter()
        .map(|item| item[field].as_str().unwrap())
        .collect()
}

/// A list of five comes in three pages, in its order, each item once.
async fn five(client: &Client, path: &str, field: &str, expected: [&str; 5]) {
    let (items, pages) = walk(client, path).await;
    assert_eq!(each(&items, field), expected, "{path}");
    assert_eq!(pages, 3, "{path}");
}

#[tokio::test]
async fn people_groups_and_tokens_come_in_pages() {
    let (_house, admin) = House::ready().await;
    for n in 2..=5 {
        admin.member(&format!("m{n}@b.org")).await;
    }
    for n in 1..=5 {
        let group = json!({"name": format!("g{n}"), "members": []});
        assert_eq!(admin.post("/groups", group).await.status, 201);
        let token = json!({"name": format!("t{n}")});
        assert_eq!(admin.post("/tokens", token).await.status, 201);
    }
    five(&admin, "/users", "id", ["1", "2", "3", "4", "5"]).await;
    five(&admin, "/groups", "name", ["g1", "g2", "g3", "g4", "g5"]).await;
    five(&admin, "/tokens", "name", ["t1", "t2", "t3", "t4", "t5"]).await;
    let (principals, _) = walk(&admin, "/principals").await;
    assert_eq!(principals.len(), 11);
    assert_eq!(principals[0]["principal"], "everyone");
}

#[tokio::test]
async fn folders_files_versions_and_alerts_come_in_pages() {
    let (_house, admin) = House::ready().await;
    let top = admin.folder("Top").await;
    for name in ["b", "É", "a", "d", "C"] {
        let form = json!({"parent": top, "name": name});
        let folder = admin.post("/folders", form).await.id();
        let alert = format!("/folders/{folder}/alerts");
        assert_eq!(admin.post(&alert, json!({})).await.status, 201);
    }
    for name in ["b", "e", "a", "d", "c"] {
        assert_eq!(admin.deposit(&top, name, "1").await.status, 201);
    }
    let mut file = String::new();
    for content in ["1", "2", "3", "4", "5"] {
        file = admin.deposit(&top, "v", content).await.id();
    }
    let path = format!("/folders?parent={top}");
    five(&admin, &path, "name", ["a", "b", "C", "d", "É"]).await;
    five(
        &admin,
        "/me/alerts",
        "folder_path",
        ["/Top/b", "/Top/É", "/Top/a", "/Top/d", "/Top/C"],
    )
    .await;
    let (files, _) = walk(&admin, &format!("/folders/{top}/files")).await;
    assert_eq!(each(&files, "name"), ["a", "b", "c", "d", "e", "v"]);
    let (versions, pages) = walk(&admin, &format!("/files/{file}/versions")).await;
    let numbers: Vec<_> = versions
        .iter()
        .map(|version| version["number"].clone())
        .collect();
    assert_eq!(
        (numbers, pages),
        ([5, 4, 3, 2, 1].map(Value::from).to_vec(), 3)
    );
    for n in 1..=5 {
        let email = format!("m{n}@b.org");
        let id = admin.member(&email).await;
        let form = json!({"principal": format!("user:{id}")});
        let alert = format!("/folders/{top}/alerts");
        assert_eq!(admin.post(&alert, form).await.status, 201);
    }
    let path = format!("/folders/{top}/alerts");
    let expected = ["user:2", "user:3", "user:4", "user:5", "user:6"];
    five(&admin, &path, "principal", expected).await;
}

#[tokio::test]
async fn the_trash_and_the_outbox_come_in_pages_folders_and_notices_first() {
    let (house, admin) = House::ready().await;
    let top = admin.folder("Top").await;
    for n in 1..=3 {
        let folder = admin.folder(&format!("F{n}")).await;
        let own = json!({"own_actions": true});
        assert_eq!(
            admin
                .post(&format!("/folders/{folder}/alerts"), own)
                .await
                .status,
            201
        );
        assert_eq!(admin.deposit(&folder, "x", "x").await.status, 201);
        let file = admin.deposit(&top, &format!("f{n}"), "x").await.id();
        admin.delete(&format!("/files/{file}")).await;
    }
    while house.flow.match_events().await.unwrap() {}
    let (waiting, pages) = walk(&admin, "/outbox").await;
    assert_eq!((each(&waiting, "id"), pages), (vec!["n1", "n2", "n3"], 2));
    for folder in ["2", "4", "3"] {
        house.clock.forward(domain::time::Span::from_secs(1));
        admin.delete(&format!("/folders/{folder}")).await;
    }
    let (trash, pages) = walk(&admin, "/trash").await;
    let names = ["F2", "F3", "F1", "f3", "f2", "f1"];
    assert_eq!((each(&trash, "name"), pages), (names.to_vec(), 3));
}

#[tokio::test]
async fn what_comes_and_goes_between_two_pages_neither_skips_nor_repeats_the_rest() {
    let (_house, admin) = House::ready().await;
    let top = admin.folder("Top").await;
    let mut ids = Vec::new();
    for name in ["b", "d", "f", "h"] {
        ids.push(admin.deposit(&top, name, "x").await.id());
    }
    let path = format!("/folders/{top}/files?limit=2");
    let first = admin.get(&path).await.value();
    let next = first["next_cursor"].as_str().unwrap();
    // The last one shown goes, one before it comes: the second page is what it was.
    admin.delete(&format!("/files/{}", ids[1])).await;
    admin.deposit(&top, "a", "x").await;
    let second = admin.get(&format!("{path}&cursor={next}")).await.value();
    assert_eq!(
        each(second["items"].as_array().unwrap(), "name"),
        ["f", "h"]
    );
}

#[tokio::test]
async fn a_cursor_that_no_list_gave_is_told() {
    let (_house, admin) = House::ready().await;
    let top = admin.folder("Top").await;
    let file = admin.deposit(&top, "a", "x").await.id();
    for path in [
        "/users".to_owned(),
        "/users/1/alerts".to_owned(),
        "/groups".to_owned(),
        "/tokens".to_owned(),
        "/principals".to_owned(),
        "/me/alerts".to_owned(),
        "/outbox".to_owned(),
        "/trash".to_owned(),
        "/folders".to_owned(),
        format!("/folders/{top}/files"),
        format!("/folders/{top}/alerts"),
        format!("/files/{file}/versions"),
    ] {
        let wrong = admin.get(&format!("{path}?cursor=wrong")).await;
        assert_eq!(wrong.problem(), told(400, "bad_cursor"), "{path}");
        let none = admin.get(&format!("{path}?limit=0")).await;
        assert_eq!(none.problem(), told(400, "bad_parameter"), "{path}");
    }
}

#[tokio::test]
async fn a_removed_person_is_gone_at_once_and_the_journal_keeps_its_name() {
    let (house, admin) = House::ready().await;
    let id = admin.member("bob@b.org").await;
    let folder = admin.folder("In").await;
    let rights = json!([{"principal": format!("user:{id}"), "level": "write"}]);
    admin
        .put(&format!("/folders/{folder}/rights"), rights)
        .await;
    let bob = house.sign_in("bob@b.org", PASSWORD).await;
    assert_eq!(bob.deposit(&folder, "a.txt", "x").await.status, 201);

    assert_eq!(
        bob.delete(&format!("/users/{id}")).await.problem(),
        told(403, "forbidden")
    );
    assert_eq!(
        admin.delete("/users/1").await.problem(),
        told(409, "oneself")
    );
    assert_eq!(admin.delete(&format!("/users/{id}")).await.status, 204);
    assert_eq!(
        admin.delete(&format!("/users/{id}")).await.problem(),
        told(404, "user_not_found")
    );
    assert_eq!(bob.get("/me").await.problem(), told(401, "unauthenticated"));
    let again = json!({"email": "bob@b.org", "password": PASSWORD});
    let refused = house.stranger().post("/session", again).await;
    assert_eq!(refused.problem(), told(401, "wrong_credentials"));
    let rights = admin
        .get(&format!("/folders/{folder}/rights"))
        .await
        .value();
    assert_eq!(rights, json!([]));
    let events = admin
        .get("/events?object_type=FILE&q=bob@b.org")
        .await
        .value();
    assert_eq!(events["items"][0]["actor_name"], "Bob");
    assert_ne!(admin.member("bob@b.org").await, id, "an id is given once");
}
