//! The binary as a process.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use crate::api::Api;

/// How often we look whether something has happened to another process.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A running server; killed when dropped.
#[derive(Clone)]
pub(crate) struct Colombier {
    child: Arc<Mutex<Child>>,
    address: SocketAddr,
}

/// How to start one.
pub(crate) struct Start<'a> {
    pub(crate) data: &'a Path,
    pub(crate) address: SocketAddr,
    pub(crate) smtp_port: u16,
    pub(crate) kill_at: Option<&'a str>,
}

pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_colombier"));
    for (name, _) in std::env::vars_os() {
        // The binary refuses names of ours that are no option.
        if name.to_string_lossy().starts_with("COLOMBIER_") {
            command.env_remove(name);
        }
    }
    command
}

impl Colombier {
    pub(crate) fn spawn(start: &Start<'_>) -> Self {
        let mut command = command();
        command.arg("serve").arg("--data").arg(start.data);
        command.args(["--listen", &start.address.to_string()]);
        command.args([
            "--smtp-host",
            "127.0.0.1",
            "--smtp-port",
            &start.smtp_port.to_string(),
        ]);
        command.args(["--smtp-secure", "none", "--smtp-auth", "none"]);
        if let Some(point) = start.kill_at {
            command.env("KILL_AT", point);
        }
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(start.data.with_extension("log"))
            .unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self {
            child: Arc::new(Mutex::new(child)),
            address: start.address,
        }
    }

    /// Waits until it answers; whether it does, or is dead.
    pub(crate) async fn ready(&self) -> bool {
        let api = Api::anonymous(self.address);
        let end = Instant::now() + Duration::from_secs(30);
        while self.ended().is_none() {
            if api
                .send("GET", "/readyz", "", b"")
                .await
                .is_ok_and(|answer| answer.status == 200)
            {
                return true;
            }
            assert!(Instant::now() < end, "it did not get ready");
            sleep(LOOK_EVERY).await;
        }
        false
    }

    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        self.child.lock().unwrap().try_wait().unwrap()
    }

    /// Waits until it is dead.
    pub(crate) async fn died(&self) -> ExitStatus {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(status) = self.ended() {
                return status;
            }
            assert!(Instant::now() < end, "it did not die");
            sleep(LOOK_EVERY).await;
        }
    }

    /// SIGKILL; it is dead when this returns.
    pub(crate) fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        // Dead already: that is what was wanted.
        let _ = child.kill();
        child.wait().unwrap();
    }

    /// SIGTERM, and waits for a good end.
    pub(crate) async fn stop(&self) {
        let id = self.child.lock().unwrap().id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        assert!(self.died().await.success());
    }
}

impl Drop for Colombier {
    fn drop(&mut self) {
        if Arc::strong_count(&self.child) == 1 {
            self.kill();
        }
    }
}
