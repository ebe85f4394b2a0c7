use axum::{body::Body, http::StatusCode};
use serde_json::{Value, json};

use crate::harness::{Client, House, PASSWORD, told};

#[tokio::test]
async fn a_folder_cannot_be_moved_into_itself() {
    let (_house, admin) = House::ready().await;
    let outer = admin.folder("Outer").await;
    let inner = admin
        .post("/folders", json!({"parent": outer, "name": "Inner"}))
        .await
        .id();
    for to in [&outer, &inner] {
        let refused = admin
            .patch(&format!("/folders/{outer}"), json!({"parent": to}))
            .await;
        assert_eq!(refused.problem(), told(409, "into_itself"));
    }
}

#[tokio::test]
async fn a_change_of_the_name_leaves_the_place() {
    let (_house, admin) = House::ready().await;
    let outer = admin.folder("Outer").await;
    let inner = admin
        .post("/folders", json!({"parent": outer, "name": "Inner"}))
        .await
        .id();
    let renamed = admin
        .patch(&format!("/folders/{inner}"), json!({"name": "Été"}))
        .await
        .value();
    assert_eq!(
        (&renamed["path"], &renamed["parent"]),
        (&json!("/Outer/Été"), &json!(outer))
    );
    let moved = admin
        .patch(&format!("/folders/{inner}"), json!({"parent": null}))
        .await
        .value();
    assert_eq!(
        (&moved["path"], &moved["parent"]),
        (&json!("/Été"), &json!(null))
    );
}

#[tokio::test]
async fn a_taken_name_is_said_and_names_its_field() {
    let (_house, admin) = House::ready().await;
    admin.folder("Plans").await;
    let taken = admin
        .post("/folders", json!({"parent": null, "name": "plans"}))
        .await;
    assert_eq!(taken.problem(), told(409, "name_taken"));
    assert_eq!(taken.value()["field"], "name");
}

#[tokio::test]
async fn rights_are_a_bare_list_both_ways() {
    let (house, admin) = House::ready().await;
    let bob = admin.member("bob@colombier.test").await;
    let folder = admin.folder("Plans").await;
    let rights = json!([{"principal": format!("user:{bob}"), "level": "write"}]);
    let path = format!("/folders/{folder}/rights");
    assert_eq!(admin.put(&path, rights.clone()).await.value(), rights);
    assert_eq!(admin.get(&path).await.value(), rights);
    let bob = house.sign_in("bob@colombier.test", PASSWORD).await;
    assert_eq!(
        bob.deposit(&folder, "a.txt", "x").await.status,
        StatusCode::CREATED
    );
    assert_eq!(bob.get(&path).await.problem(), told(403, "forbidden"));
}

#[tokio::test]
async fn a_deposit_is_found_in_the_journal_by_those_who_may_read_it() {
    let (house, admin) = House::ready().await;
    admin.member("bob@colombier.test").await;
    let folder = admin.folder("Plans").await;
    admin.deposit(&folder, "Été.pdf", "x").await;
    let found = admin
        .get("/events?object_type=FILE&action=ADD&q=ete")
        .await
        .value();
    assert_eq!(found["items"][0]["path"], "/Plans/Été.pdf");
    let id = found["items"][0]["id"].as_str().unwrap();
    assert_eq!(
        admin.get(&format!("/events/{id}")).await.value(),
        found["items"][0]
    );
    assert_eq!(
        admin.get(&format!("/events?trace={id}")).await.value()["items"][0]["id"],
        id
    );
    assert_eq!(
        admin.get("/events/count?object_type=FILE").await.value()["count"],
        1
    );
    let bob = house.sign_in("bob@colombier.test", PASSWORD).await;
    assert_eq!(
        bob.get("/events/count?object_type=FILE").await.value()["count"],
        0
    );
    assert_eq!(
        bob.get(&format!("/events/{id}")).await.problem(),
        told(404, "event_not_found")
    );
}

#[tokio::test]
async fn pages_of_events_neither_skip_nor_repeat() {
    let (_house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    for number in 0..5 {
        admin.deposit(&folder, &format!("{number}.txt"), "x").await;
    }
    let mut paths = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = admin
            .get(&format!("/events?object_type=FILE&limit=2{cursor}"))
            .await
            .value();
        let items = page["items"].as_array().unwrap().clone();
        paths.extend(
            items
                .iter()
                .map(|event| event["path"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(
        paths,
        [
            "/Plans/4.txt",
            "/Plans/3.txt",
            "/Plans/2.txt",
            "/Plans/1.txt",
            "/Plans/0.txt"
        ]
    );
}

#[tokio::test]
async fn a_member_subscribes_itself_only() {
    let (house, admin) = House::ready().await;
    let bob = admin.member("bob@colombier.test").await;
    let folder = admin.folder("Plans").await;
    admin
        .put(
            &format!("/folders/{folder}/rights"),
            json!([{"principal": "everyone", "level": "read"}]),
        )
        .await;
    let client = house.sign_in("bob@colombier.test", PASSWORD).await;
    let path = format!("/folders/{folder}/alerts");
    let own = json!({"principal": format!("user:{bob}"), "recursive": true, "on": ["ADD"], "own_actions": false});
    let made = client.post(&path, own).await;
    assert_eq!(
        (made.status, &made.value()["broken"]),
        (StatusCode::CREATED, &json!(false))
    );
    let all = client
        .post(&path, json!({"principal": "everyone", "on": ["ADD"]}))
        .await;
    assert_eq!(all.problem(), told(403, "forbidden"));
    let nothing = client
        .patch(&format!("/alerts/{}", made.id()), json!({"on": []}))
        .await;
    assert_eq!(nothing.problem(), told(422, "alert_on_nothing"));
}

/// Two folders, two people who read one of them each, and a file that is moved from the first to the second.
async fn a_move_between_strangers() -> (House, Client, [Client; 2]) {
    let (house, admin) = House::ready().await;
    let (from, to) = (admin.folder("From").await, admin.folder("Hidden").await);
    let mut readers = Vec::new();
    for (email, folder) in [("ana@b.org", &from), ("bob@b.org", &to)] {
        let id = admin.member(email).await;
        let rights = json!([{"principal": format!("user:{id}"), "level": "read"}]);
        admin
            .put(&format!("/folders/{folder}/rights"), rights)
            .await;
        readers.push(house.sign_in(email, PASSWORD).await);
    }
    let file = admin.deposit(&from, "a.txt", "x").await.id();
    let moved = admin
        .patch(&format!("/files/{file}"), json!({"folder": to}))
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let [ana, bob] = readers.try_into().unwrap_or_else(|_| panic!("two"));
    (house, admin, [ana, bob])
}

#[tokio::test]
async fn a_move_is_told_at_both_ends_and_neither_betrays_the_other() {
    let (_house, admin, [ana, bob]) = a_move_between_strangers().await;
    let path = "/events?action=MOVE";
    for (reader, own, other) in [
        (&ana, "/From/a.txt", "Hidden"),
        (&bob, "/Hidden/a.txt", "From"),
    ] {
        let seen = reader.get(path).await;
        assert_eq!(
            seen.value()["items"].as_array().unwrap().len(),
            1,
            "{}",
            seen.text()
        );
        assert!(
            seen.text().contains(own) && !seen.text().contains(other),
            "{}",
            seen.text()
        );
        let found = reader
            .get(&format!("/events/count?action=MOVE&q={other}"))
            .await;
        assert_eq!(found.value()["count"], 0, "keywords do not tell either");
        let trace = seen.value()["items"][0]["trace"]
            .as_str()
            .unwrap()
            .to_owned();
        let chain = reader.get(&format!("/events?trace={trace}")).await;
        assert!(!chain.text().contains(other), "{}", chain.text());
    }
    let all = admin.get(path).await.value();
    for event in all["items"].as_array().unwrap() {
        assert_eq!(event["path"], "/From/a.txt");
        assert_eq!(event["target_path"], "/Hidden/a.txt");
    }
}

#[tokio::test]
async fn an_alert_on_a_folder_that_one_may_not_read_any_more_does_not_say_where_it_is() {
    let (house, admin) = House::ready().await;
    let folder = admin.folder("Secret").await;
    let id = admin.member("ana@b.org").await;
    let rights = json!([{"principal": format!("user:{id}"), "level": "read"}]);
    let path = format!("/folders/{folder}/rights");
    admin.put(&path, rights).await;
    let ana = house.sign_in("ana@b.org", PASSWORD).await;
    assert_eq!(
        ana.post(&format!("/folders/{folder}/alerts"), json!({}))
            .await
            .status,
        201
    );
    admin.deposit(&folder, "a.txt", "x").await;
    while house.flow.match_events().await.unwrap() {}
    admin.put(&path, json!([])).await;
    admin
        .patch(&format!("/folders/{folder}"), json!({"name": "Renamed"}))
        .await;
    let mine = ana.get("/me/alerts").await;
    assert_eq!(mine.value()["items"][0]["folder_path"], Value::Null);
    assert_eq!(mine.value()["items"][0]["reason"], "no_read_right");
    let waiting = ana.get("/outbox").await;
    assert_eq!(waiting.value()["items"][0]["folder_path"], Value::Null);
    for seen in [mine, waiting] {
        assert!(!seen.text().contains("Secret") && !seen.text().contains("Renamed"));
    }
    let token = domain::mac::MacKeys::new([7; 32], None).unsubscribe_token(
        id.parse().unwrap(),
        "1".parse().unwrap(),
        &["1".parse().unwrap()],
    );
    let page = ana
        .raw("GET", &format!("/unsubscribe/{token}"), &[], Body::empty())
        .await;
    assert!(
        page.text().contains("a folder you may no longer read"),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("Renamed"));
}

#[tokio::test]
async fn the_times_of_a_folders_mails_are_kept_in_order_and_nonsense_is_refused_by_name() {
    let (_house, admin) = House::ready().await;
    let path = format!("/folders/{}", admin.folder("Accounts").await);
    let at = |times: Value| json!({"mail_timing": {"at": {"times": times, "days": "weekdays"}}});
    let timed = admin
        .patch(&path, at(json!(["17:30", "8h", "08:00"])))
        .await;
    let kept = json!({"at": {"times": ["08:00", "17:30"], "days": "weekdays"}});
    assert_eq!(timed.value()["mail_timing"], kept);

    let none = admin.patch(&path, at(json!([]))).await;
    assert_eq!(none.value()["field"], "mail_timing");
    assert_eq!(none.problem(), told(422, "bad_field"));
    let late = admin.patch(&path, at(json!(["25:00"]))).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let crossed = json!({"mail_timing": {"after": {"time_email": "5m", "time_email_max": "1m"}}});
    let crossed = admin.patch(&path, crossed).await;
    assert_eq!(crossed.problem(), told(422, "bad_field"));
    assert_eq!(admin.get(&path).await.value()["mail_timing"], kept);

    let renamed = admin.patch(&path, json!({"name": "Books"})).await;
    assert_eq!(renamed.value()["mail_timing"], kept);
    let above = admin.patch(&path, json!({"mail_timing": null})).await;
    assert_eq!(above.value()["mail_timing"], Value::Null);
}
