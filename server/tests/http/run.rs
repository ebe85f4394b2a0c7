use std::{path::Path, time::Duration};

use axum::http::StatusCode;
use clap::Parser as _;
use serde_json::json;
use server::{
    cli::Cli,
    config::{Config, Options},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

use crate::harness::House;

fn config(data: &Path) -> Config {
    let options = Options {
        data: Some(data.to_owned()),
        ..Options::default()
    };
    Config::load(options, None).unwrap()
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// The answer to one request, as bytes on the wire.
async fn ask(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_answers_and_ends_well_when_it_is_told_to() {
    let data = tempfile::tempdir().unwrap();
    let (listener, stop) = (listener().await, CancellationToken::new());
    let address = listener.local_addr().unwrap();
    let running = tokio::spawn(server::run(config(data.path()), listener, stop.clone()));
    let answer = ask(
        address,
        "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let second = server::run(config(data.path()), self::listener().await, stop.clone()).await;
    assert!(
        second
            .unwrap_err()
            .to_string()
            .starts_with("another colombier is using")
    );
    // An idle connection must not keep the server from ending.
    let idle = TcpStream::connect(address).await.unwrap();
    stop.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(10), running).await;
    ended.unwrap().unwrap().unwrap();
    drop(idle);
    // All is closed: another may come.
    let stopped = CancellationToken::new();
    stopped.cancel();
    server::run(config(data.path()), self::listener().await, stopped)
        .await
        .unwrap();
}

#[tokio::test]
async fn behind_tls_the_cookie_is_secure_and_bound_to_its_host() {
    let (house, admin) = House::ready().await;
    let url = format!("https://{}", crate::harness::HOST);
    admin
        .put("/settings/email", json!({"product_url": url}))
        .await;
    let form = json!({"email": crate::harness::ADMIN, "password": crate::harness::PASSWORD});
    let answer = house.stranger().post("/session", form).await;
    assert_eq!(answer.status, StatusCode::OK);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-colombier_session=") && cookie.contains("; Secure"));
}

#[test]
fn the_command_line_is_read_as_documented() {
    for line in [
        "colombier serve --data /srv --listen [::1]:80 --dns 127.0.0.1:53 --log-format json",
        "colombier admin create --email a@b.org --password-stdin --data /srv",
        "colombier config example",
        "colombier openapi",
    ] {
        assert!(Cli::try_parse_from(line.split(' ')).is_ok(), "{line}");
    }
    assert!(Cli::try_parse_from(["colombier", "serve", "--datta", "/srv"]).is_err());
    assert!(Cli::try_parse_from(["colombier", "admin", "create", "--email", "a@b.org"]).is_err());
}
