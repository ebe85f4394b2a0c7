//! Uploads of 10 kB over eight connections, beside dufs, which neither syncs nor keeps a journal.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::json;
use tokio::{net::TcpStream, time::sleep};

use crate::{
    ROUNDS,
    api::Api,
    pages,
    process::{Running, create_admin, free_address, ready, resident, serve},
    report::Report,
    stopwatch::median,
};

const ADMIN: &str = "bench@example.org";
const PASSWORD: &str = "a long enough password";

/// What wrk aims at.
struct Target {
    address: SocketAddr,
    prefix: String,
    authorization: String,
}

pub(crate) async fn measure(binary: &Path, seconds: u64, report: &mut Report) {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    create_admin(binary, &data, ADMIN, PASSWORD);
    let address = free_address();
    let process = serve(binary, &data, address);
    ready(address).await;
    let (cookie, ours) = arrange(address).await;
    let (_dufs, theirs) = dufs(&place.path().join("dufs")).await;
    let (mut our_rates, mut their_rates) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        our_rates.push(wrk(&ours, round, seconds));
        their_rates.push(wrk(&theirs, round, seconds));
    }
    let (our_rate, their_rate) = (median(our_rates), median(their_rates));
    report.line(
        "uploads of 10 kB/s, 8 connections: colombier",
        format!("{our_rate:.0}/s"),
        "",
    );
    report.line(
        "uploads of 10 kB/s, 8 connections: dufs",
        format!("{their_rate:.0}/s"),
        "",
    );
    report.line(
        "… colombier beside dufs",
        format!("{:.2}×", our_rate / their_rate),
        "≥ 0.4×",
    );
    pages::measure(&Api::with_cookie(address, &cookie), report).await;
    if let Some(kb) = resident(&process) {
        report.line("memory after all that", format!("{} MB", kb / 1024), "");
    }
}

/// Signs in, makes a folder and a token; the cookie, and where to put files.
async fn arrange(address: SocketAddr) -> (String, Target) {
    let sign_in = json!({ "email": ADMIN, "password": PASSWORD });
    let answer = Api::anonymous(address)
        .send_json("POST", "/session", sign_in)
        .await;
    let cookie = answer.cookie().expect("a session cookie").to_owned();
    let admin = Api::with_cookie(address, &cookie);
    let token = admin.post("/tokens", json!({ "name": "bench" })).await;
    let folder = admin
        .post("/folders", json!({ "parent": null, "name": "Bench" }))
        .await;
    let prefix = format!("/api/v1/folders/{}/files/", folder["id"].as_str().unwrap());
    let authorization = format!("Bearer {}", token["token"].as_str().unwrap());
    (
        cookie,
        Target {
            address,
            prefix,
            authorization,
        },
    )
}

async fn dufs(folder: &Path) -> (Running, Target) {
    std::fs::create_dir(folder).unwrap();
    let address = free_address();
    let mut command = Command::new("dufs");
    command
        .args([
            "--allow-all",
            "--bind",
            "127.0.0.1",
            "--port",
            &address.port().to_string(),
        ])
        .arg(folder);
    let process = Running(
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dufs is in the PATH"),
    );
    while TcpStream::connect(address).await.is_err() {
        sleep(Duration::from_millis(10)).await;
    }
    (
        process,
        Target {
            address,
            prefix: "/".to_owned(),
            authorization: String::new(),
        },
    )
}

/// Requests a second.
fn wrk(target: &Target, round: usize, seconds: u64) -> f64 {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/uploads.lua");
    let mut command = Command::new("wrk");
    command
        .args(["-t2", "-c8", &format!("-d{seconds}s"), "-s"])
        .arg(script);
    command.arg(format!("http://{}", target.address)).arg("--");
    command.args([
        &target.prefix,
        &format!("round-{round}"),
        &target.authorization,
    ]);
    let output = command.output().expect("wrk is in the PATH");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("Non-2xx"), "{text}");
    let rate = text
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"))
        .expect("wrk says a rate");
    rate.trim().parse().unwrap()
}
