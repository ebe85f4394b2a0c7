//! The binary as a process: how fast it starts, how little it takes.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::time::sleep;

use crate::{
    api::Api,
    report::Report,
    stopwatch::{median, timed},
};

/// A child that ends with us.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

pub(crate) fn serve(binary: &Path, data: &Path, address: SocketAddr) -> Running {
    serve_with(binary, data, address, &[])
}

/// As [`serve`], with further options.
pub(crate) fn serve_with(
    binary: &Path,
    data: &Path,
    address: SocketAddr,
    options: &[&str],
) -> Running {
    let mut command = Command::new(binary);
    command
        .arg("serve")
        .arg("--data")
        .arg(data)
        .args(["--listen", &address.to_string()])
        .args(options);
    Running(
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts"),
    )
}

pub(crate) async fn ready(address: SocketAddr) {
    let api = Api::anonymous(address);
    while !api
        .send("GET", "/readyz", "", b"")
        .await
        .is_ok_and(|answer| answer.status == 200)
    {
        sleep(Duration::from_millis(1)).await;
    }
}

pub(crate) fn create_admin(binary: &Path, data: &Path, email: &str, password: &str) {
    let mut command = Command::new(binary);
    command
        .args([
            "admin",
            "create",
            "--email",
            email,
            "--password-stdin",
            "--data",
        ])
        .arg(data);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    assert!(child.wait().unwrap().success());
}

/// Resident memory in kB, as the kernel counts it.
pub(crate) fn resident(process: &Running) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.0.id())).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?
        .trim()
        .split(' ')
        .next()?
        .parse()
        .ok()
}

pub(crate) async fn measure(binary: &Path, report: &mut Report) {
    let mut starts = Vec::new();
    let mut memory = None;
    for _ in 0..5 {
        let place = tempfile::tempdir().unwrap();
        let address = free_address();
        let (taken, process) = timed(async {
            let process = serve(binary, &place.path().join("data"), address);
            ready(address).await;
            process
        })
        .await;
        starts.push(taken.as_secs_f64() * 1000.0);
        sleep(Duration::from_secs(1)).await;
        memory = resident(&process);
    }
    report.line(
        "start on an empty store, to /readyz",
        format!("{:.0} ms", median(starts)),
        "≤ 100 ms",
    );
    let memory = memory.map_or_else(
        || "not known here".to_owned(),
        |kb| format!("{} MB", kb / 1024),
    );
    report.line("memory when idle", memory, "≤ 40 MB");
    let size = std::fs::metadata(binary).unwrap().len();
    report.line(
        "size of the binary",
        format!("{} MB", size / 1_000_000),
        "≤ 40 MB",
    );
}
