//! The end of a server that is in the middle of its work.

use std::{
    path::Path,
    sync::{Arc, Mutex, mpsc},
};

use bytes::Bytes;
use domain::{event::Action, event::Via, id::FolderId, wire};
use flow::{Flow, access::Viewer, dispatch::CONNECTIONS, journal::EventQuery};
use futures::stream;
use serde_json::json;
use server::{
    config::{Config, Options},
    wiring::Installation,
};
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

use crate::smtp::{Act, SmtpServer, Step};

const EMAIL: &str = "claire@example.org";
const PASSWORD: &str = "correct horse battery";
const MAILS: usize = 20;

fn config(data: &Path, port: u16) -> Config {
    let options = Options {
        data: Some(data.to_owned()),
        smtp_host: Some("127.0.0.1".to_owned()),
        smtp_port: Some(port),
        smtp_secure: Some("none".parse().unwrap()),
        ..Options::default()
    };
    Config::load(options, None).unwrap()
}

async fn open(data: &Path, port: u16) -> Installation {
    let url = "http://files.example.org".to_owned();
    Installation::open(config(data, port), url).await.unwrap()
}

async fn claire(flow: &Flow) -> Viewer {
    flow.sign_in(EMAIL, PASSWORD, None, Via::Web)
        .await
        .unwrap()
        .viewer
}

fn form<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> T {
    serde_json::from_value(json).unwrap()
}

/// An installation whose only person has many addresses, and a deposit that it is to be told of on each.
async fn with_a_deposit(data: &Path, port: u16) {
    let house = open(data, port).await;
    let flow = Arc::clone(&house.flow);
    let setup = json!({ "token": "", "email": EMAIL, "name": "Claire", "password": PASSWORD });
    flow.first_admin(&form(setup), None).await.unwrap();
    let viewer = claire(&flow).await;
    let may = flow.may_admin(&viewer).unwrap();
    let settings = json!({ "default_sender": "desk@example.org", "time_email": "1s" });
    flow.put_email_settings(&may, form(settings)).await.unwrap();
    let addresses: Vec<String> = (1..MAILS)
        .map(|n| format!("claire{n}@example.org"))
        .collect();
    let change = json!({ "addresses": addresses });
    let id = viewer.person().id;
    flow.change_person(&may, id, &form(change)).await.unwrap();
    let viewer = claire(&flow).await;
    let folder = flow.may_place(&viewer, None).unwrap();
    let folder: FolderId = flow
        .add_folder(&folder, "Plans".parse().unwrap())
        .await
        .unwrap()
        .id;
    let alert: wire::NewAlert = form(json!({ "on": ["ADD"], "own_actions": true }));
    flow.subscribe(&flow.may_read(&viewer, folder).unwrap(), &alert)
        .await
        .unwrap();
    let may = flow.may_write(&viewer, folder).unwrap();
    let content = stream::iter([Ok::<_, ()>(Bytes::from_static(b"x"))]);
    flow.deposit(&may, "a.txt".parse().unwrap(), Some(1), content)
        .await
        .unwrap();
    drop(flow);
    house.close().await.unwrap();
}

/// A request that has begun and does not end.
async fn half_a_request(address: std::net::SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn once_the_end_is_asked_for_mails_under_way_are_settled_and_no_other_is_begun() {
    let data = tempfile::tempdir().unwrap();
    let smtp = SmtpServer::start().await;
    with_a_deposit(data.path(), smtp.port()).await;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let client = half_a_request(address).await;
    let (release, released) = mpsc::channel();
    let (asked, released) = (stop.clone(), Mutex::new(released));
    let last_word = move || {
        asked.cancel();
        // The relay is a task of this runtime: its thread's other tasks go elsewhere meanwhile.
        tokio::task::block_in_place(|| released.lock().unwrap().recv().unwrap());
    };
    smtp.at(Step::Dot, 1, Act::Do(Arc::new(last_word)));
    let config = config(data.path(), smtp.port());
    let running = tokio::spawn(server::run(config, listener, stop.clone()));

    stop.cancelled().await;
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    // The server is draining the request now; the relay keeps its last word back until here.
    release.send(()).unwrap();
    drop(client);
    running.await.unwrap().unwrap();

    let taken = smtp.taken().len();
    assert!((1..=CONNECTIONS).contains(&taken), "{taken}");
    let house = open(data.path(), smtp.port()).await;
    let viewer = claire(&house.flow).await;
    let waiting = house
        .flow
        .outbox(&viewer, &flow::page::Page::first(100))
        .await
        .unwrap()
        .items;
    assert_eq!(waiting.len(), MAILS - taken);
    assert!(
        waiting
            .iter()
            .all(|item| item.attempt == 0 && item.kind == wire::OutboxKind::Mail),
        "{waiting:?}"
    );
    let query = EventQuery {
        object_types: vec![domain::event::ObjectType::Email],
        actions: vec![Action::Send, Action::Retry],
        limit: 100,
        ..EventQuery::default()
    };
    let sent = house.flow.events(&viewer, &query).await.unwrap().items;
    assert_eq!(sent.len(), taken);
    assert!(sent.iter().all(|event| event.action == Action::Send));
}
