use axum::{
    body::{Body, BodyDataStream},
    http::{Request, StatusCode},
};
use domain::{
    event::{Action, Event, MailFacts, ObjectType, Stamp},
    time::Span,
};
use flow::port::Journal as _;
use futures::StreamExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::harness::{Client, HOST, House, PASSWORD, told};

/// A house with three deposits, a minute between them.
async fn with_deposits() -> (House, Client, String) {
    let (house, admin) = House::ready().await;
    let folder = admin.folder("Plans").await;
    for name in ["a.txt", "b.txt", "c.txt"] {
        house.clock.forward(Span::from_minutes(1));
        admin.deposit(&folder, name, "x").await;
    }
    (house, admin, folder)
}

/// A member who may not read anything.
async fn outsider(house: &House, admin: &Client) -> Client {
    admin.member("bob@colombier.test").await;
    house.sign_in("bob@colombier.test", PASSWORD).await
}

fn paths(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["path"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn events_over_time_are_counted_by_type_without_what_is_hidden() {
    let (house, admin, _) = with_deposits().await;
    let bars = admin
        .get("/events/histogram?object_type=FILE&interval=1m")
        .await
        .value();
    assert_eq!(bars["interval"], "1m");
    let counts: Vec<&Value> = bars["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bar| &bar["counts"])
        .collect();
    assert_eq!(
        counts,
        [
            &json!({"FILE": 1}),
            &json!({"FILE": 1}),
            &json!({"FILE": 1})
        ]
    );
    assert_eq!(bars["from"], bars["buckets"][0]["at"]);
    let few = admin
        .get("/events/histogram?object_type=FILE&buckets=2")
        .await
        .value();
    assert!(few["buckets"].as_array().unwrap().len() <= 2);
    let bob = outsider(&house, &admin).await;
    let hidden = bob
        .get("/events/histogram?object_type=FILE&interval=1m")
        .await
        .value();
    assert_eq!(
        (&hidden["buckets"], &hidden["from"]),
        (&json!([]), &Value::Null)
    );
    for bad in [
        "interval=soon",
        "buckets=0",
        "buckets=5000",
        "utc_offset=9000",
    ] {
        let refused = admin.get(&format!("/events/histogram?{bad}")).await;
        assert_eq!(refused.problem(), told(400, "bad_parameter"), "{bad}");
    }
    let narrow = admin.get("/events/histogram?interval=1ms").await;
    assert_eq!(narrow.problem(), told(422, "bad_field"));
}

#[tokio::test]
async fn facets_name_the_actors() {
    let (house, admin, _) = with_deposits().await;
    let facets = admin.get("/events/facets?object_type=FILE").await.value();
    assert_eq!(facets["total"], 3);
    assert_eq!(
        facets["object_types"],
        json!([{"object_type": "FILE", "count": 3}])
    );
    assert_eq!(facets["actions"], json!([{"action": "ADD", "count": 3}]));
    assert_eq!(facets["actors"][0]["name"], "Ada");
    let by = facets["actors"][0]["actor"].as_str().unwrap();
    let found = admin
        .get(&format!("/events/count?object_type=FILE&actor={by}"))
        .await
        .value();
    assert_eq!(found["count"], 3);
    let bob = outsider(&house, &admin).await;
    assert_eq!(
        bob.get("/events/facets?object_type=FILE").await.value()["total"],
        0
    );
}

#[tokio::test]
async fn a_list_runs_either_way_and_begins_at_a_time() {
    let (_house, admin, _) = with_deposits().await;
    let oldest = admin
        .get("/events?object_type=FILE&order=oldest&limit=2")
        .await
        .value();
    assert_eq!(paths(&oldest), ["/Plans/a.txt", "/Plans/b.txt"]);
    let at = oldest["items"][1]["at"].as_str().unwrap();
    let down = admin
        .get(&format!("/events?object_type=FILE&at={at}"))
        .await
        .value();
    assert_eq!(paths(&down), ["/Plans/b.txt", "/Plans/a.txt"]);
    let up = admin
        .get(&format!("/events?object_type=FILE&order=oldest&at={at}"))
        .await
        .value();
    assert_eq!(paths(&up), ["/Plans/b.txt", "/Plans/c.txt"]);
    let before_all = admin
        .get("/events?object_type=FILE&at=1999-01-01T00:00:00Z")
        .await
        .value();
    assert_eq!(paths(&before_all).len(), 0);
    let wrong = admin.get("/events?order=sideways").await;
    assert_eq!(wrong.problem(), told(400, "bad_parameter"));
}

#[tokio::test]
async fn a_page_may_begin_anywhere_in_the_list() {
    let (house, admin, folder) = with_deposits().await;
    let page = async |query: &str| {
        let list = admin
            .get(&format!("/events?object_type=FILE&{query}"))
            .await;
        list.value()
    };
    assert_eq!(paths(&page("offset=1&limit=1").await), ["/Plans/b.txt"]);
    assert_eq!(paths(&page("offset=2").await), ["/Plans/a.txt"]);
    assert_eq!(
        paths(&page("offset=1&order=oldest").await),
        ["/Plans/b.txt", "/Plans/c.txt"]
    );
    assert_eq!(paths(&page("offset=3").await).len(), 0);
    // Counted from a cursor, new events push nothing down.
    let newest = page("limit=1").await["items"][0]["id"].clone();
    let cursor = newest.as_str().unwrap();
    admin.deposit(&folder, "d.txt", "x").await;
    let next = page(&format!("cursor={cursor}&offset=1")).await;
    assert_eq!(paths(&next), ["/Plans/a.txt"]);
    let bob = outsider(&house, &admin).await;
    let hidden = bob.get("/events?object_type=FILE&offset=1").await.value();
    assert_eq!(paths(&hidden).len(), 0);
    let wrong = admin.get("/events?offset=-1").await;
    assert_eq!(wrong.problem(), told(400, "bad_parameter"));
}

#[tokio::test]
async fn delays_from_deposit_to_mail_are_those_one_may_see() {
    let (house, admin, _) = with_deposits().await;
    let none = admin.get("/events/delays").await.value();
    assert_eq!(
        (&none["from"], &none["buckets"]),
        (&Value::Null, &json!([]))
    );
    let mails = (1..=20).map(|minutes| {
        let stamp = Stamp::system(house.flow.now());
        let mut mail = Event::draft(&stamp, ObjectType::Email, Action::Send);
        mail.mail = Some(Box::new(MailFacts {
            delay_ms: Some(minutes * 60_000),
            ..MailFacts::default()
        }));
        mail
    });
    house.store.append(mails.collect()).await.unwrap();
    let delays = admin.get("/events/delays?interval=1d").await.value();
    let bar = &delays["buckets"][0];
    assert_eq!((&bar["count"], &bar["read"]), (&json!(20), &json!(20)));
    assert_eq!(
        (&bar["p50_ms"], &bar["p95_ms"]),
        (&json!(600_000), &json!(1_140_000))
    );
    let files = admin.get("/events/delays?object_type=FILE").await.value();
    assert_eq!(files["buckets"], json!([]));
    let bob = outsider(&house, &admin).await;
    assert_eq!(
        bob.get("/events/delays").await.value()["buckets"],
        json!([])
    );
}

#[tokio::test]
async fn an_export_is_every_event_once_and_spreadsheets_open_it() {
    let (house, admin, _) = with_deposits().await;
    let lines = admin.get("/events/export?object_type=FILE").await;
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    assert_eq!(lines.header("x-total-count"), "3");
    assert!(
        lines
            .header("content-disposition")
            .contains("events.ndjson")
    );
    let events: Vec<Value> = lines
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(events[0]["path"], "/Plans/a.txt");
    assert_eq!(events.len(), 3);
    let id = events[0]["id"].as_str().unwrap();
    assert_eq!(admin.get(&format!("/events/{id}")).await.value(), events[0]);
    let sheet = admin
        .get("/events/export?object_type=FILE&format=csv&separator=semicolon")
        .await;
    assert!(sheet.header("content-type").starts_with("text/csv"));
    let text = sheet.text();
    assert!(text.starts_with("\u{FEFF}id;at;object_type;"));
    assert_eq!(text.lines().count(), 4);
    let bob = outsider(&house, &admin).await;
    assert_eq!(bob.get("/events/export?object_type=FILE").await.text(), "");
    let wrong = admin.get("/events/export?format=xls").await;
    assert_eq!(wrong.problem(), told(400, "bad_parameter"));
}

/// The frames of a stream, as they come.
struct Live(BodyDataStream);

impl Live {
    async fn open(client: &Client, path: &str, last: Option<&str>) -> Self {
        let mut request = Request::get(format!("/api/v1{path}")).header("host", HOST);
        if let Some(cookie) = &client.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = client.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut live = Self(response.into_body().into_data_stream());
        assert!(live.frame().await.unwrap().contains(": still here"));
        live
    }

    /// The next frame; `None`: it is over.
    async fn frame(&mut self) -> Option<String> {
        let bytes = self.0.next().await?.unwrap();
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// Id and event of the next frame.
    async fn event(&mut self) -> (String, Value) {
        let frame = self.frame().await.unwrap();
        let field = |name: &str| {
            let line = frame.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap().trim().to_owned()
        };
        (field("id:"), serde_json::from_str(&field("data:")).unwrap())
    }
}

#[tokio::test]
async fn a_stream_tells_of_each_event_that_matches_once_and_goes_on_where_it_broke() {
    let (house, admin, folder) = with_deposits().await;
    let mut live = Live::open(&admin, "/events/stream?object_type=FILE", None).await;
    admin.folder("Elsewhere").await;
    admin.deposit(&folder, "d.txt", "x").await;
    let (id, event) = live.event().await;
    assert_eq!(
        (event["path"].as_str(), event["id"].as_str()),
        (Some("/Plans/d.txt"), Some(&*id))
    );
    drop(live);
    admin.deposit(&folder, "e.txt", "x").await;
    admin.deposit(&folder, "f.txt", "x").await;
    let mut live = Live::open(&admin, "/events/stream?object_type=FILE", Some(&id)).await;
    for name in ["/Plans/e.txt", "/Plans/f.txt"] {
        assert_eq!(live.event().await.1["path"], name);
    }
    house.stop.cancel();
    assert_eq!(live.frame().await, None, "a stream ends with the server");
}

#[tokio::test]
async fn a_stream_shows_what_its_viewer_may_see_when_it_happens() {
    let (house, admin, folder) = with_deposits().await;
    let bob = outsider(&house, &admin).await;
    let mut live = Live::open(&bob, "/events/stream", None).await;
    admin.deposit(&folder, "hidden.txt", "x").await;
    bob.patch("/me", json!({"name": "Robert"})).await;
    assert_eq!(
        live.event().await.1["object_type"],
        "USER",
        "the first that is shown"
    );
    let rights = format!("/folders/{folder}/rights");
    admin
        .put(&rights, json!([{"principal": "everyone", "level": "read"}]))
        .await;
    admin.deposit(&folder, "seen.txt", "x").await;
    assert_eq!(live.event().await.1["path"], "/Plans/seen.txt");
    admin.put(&rights, json!([])).await;
    admin.deposit(&folder, "hidden-again.txt", "x").await;
    bob.send(
        "DELETE",
        "/session",
        &[("origin", &format!("http://{HOST}"))],
        Body::empty(),
    )
    .await;
    assert_eq!(
        live.frame().await,
        None,
        "who signed out is told nothing more"
    );
}

#[tokio::test]
async fn searches_are_saved_for_oneself() {
    let (house, admin) = House::ready().await;
    let form = json!({"name": "Refused", "query": "object_type=EMAIL&action=FAIL"});
    let saved = admin.post("/me/searches", form).await;
    assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.text());
    let again = json!({"name": "Refused", "query": "action=FAIL"});
    assert_eq!(admin.post("/me/searches", again).await.id(), saved.id());
    let list = admin.get("/me/searches").await.value();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["query"], "action=FAIL");
    let nameless = admin
        .post("/me/searches", json!({"name": " ", "query": ""}))
        .await;
    assert_eq!(nameless.problem(), told(422, "bad_field"));
    let bob = outsider(&house, &admin).await;
    assert_eq!(bob.get("/me/searches").await.value()["items"], json!([]));
    let path = format!("/me/searches/{}", saved.id());
    let origin = format!("http://{HOST}");
    let delete = |client: Client| {
        let (path, origin) = (path.clone(), origin.clone());
        async move {
            client
                .send("DELETE", &path, &[("origin", &origin)], Body::empty())
                .await
        }
    };
    assert_eq!(delete(bob).await.problem(), told(404, "search_not_found"));
    assert_eq!(delete(admin.clone()).await.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.get("/me/searches").await.value()["items"], json!([]));
}

#[tokio::test]
async fn how_long_events_are_kept_is_for_admins_and_off_unless_set() {
    let (house, admin) = House::ready().await;
    let kept = admin.get("/settings/journal").await.value();
    assert!(
        kept["retention"]
            .as_object()
            .unwrap()
            .values()
            .all(Value::is_null)
    );
    assert_eq!(
        admin.put("/settings/journal", kept.clone()).await.value(),
        kept
    );
    let set = admin
        .put(
            "/settings/journal",
            json!({"retention": {"SESSION": "90d"}}),
        )
        .await
        .value();
    assert_eq!(
        (&set["retention"]["SESSION"], &set["retention"]["FILE"]),
        (&json!("90d"), &Value::Null)
    );
    let told_of = admin.get("/events?object_type=SETTING").await.value();
    assert_eq!(
        told_of["items"][0]["detail"]["change"]["after"]["settings"]["journal"]["retention"]["SESSION"],
        "90d"
    );
    let cleared = admin
        .put("/settings/journal", json!({"retention": {"SESSION": null}}))
        .await
        .value();
    assert_eq!(cleared, kept);
    let short = admin
        .put("/settings/journal", json!({"retention": {"FILE": "1s"}}))
        .await;
    assert_eq!(short.problem(), told(422, "bad_field"));
    let bob = outsider(&house, &admin).await;
    assert_eq!(
        bob.get("/settings/journal").await.problem(),
        told(403, "forbidden")
    );
}
