//! Measures what the project promises, each beside its aim; speeds beside a peer, taking turns in the same run.
//!
//! `bench --binary PATH [--python PATH] [--seconds N] [--only PART]`; the tools of `.ci/setup.sh bench` must be in the PATH.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot be made stops here"
)]

#[path = "../../tests/crash/api.rs"]
#[allow(dead_code, reason = "shared with the crash suite")]
mod api;
mod inbound;
mod mails;
mod pages;
mod process;
mod report;
mod stopwatch;
mod tickets;
mod uploads;

use std::path::PathBuf;

use report::Report;

/// How often peers take turns; the median counts.
const ROUNDS: usize = 3;

struct Arguments {
    binary: PathBuf,
    /// One that has aiosmtpd.
    python: PathBuf,
    seconds: u64,
    only: Option<String>,
}

impl Arguments {
    fn read() -> Self {
        let given: Vec<String> = std::env::args().skip(1).collect();
        let value = |name: &str| {
            given
                .iter()
                .position(|word| word == name)
                .and_then(|at| given.get(at + 1))
                .cloned()
        };
        Self {
            binary: value("--binary").expect("--binary PATH").into(),
            python: value("--python").map_or_else(|| "python3".into(), Into::into),
            seconds: value("--seconds")
                .and_then(|text| text.parse().ok())
                .unwrap_or(3),
            only: value("--only"),
        }
    }

    fn wants(&self, part: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == part)
    }
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::read();
    let mut report = Report::default();
    if arguments.wants("process") {
        process::measure(&arguments.binary, &mut report).await;
    }
    if arguments.wants("uploads") {
        uploads::measure(&arguments.binary, arguments.seconds, &mut report).await;
    }
    if arguments.wants("mails") {
        mails::measure(&mut report).await;
    }
    if arguments.wants("inbound") {
        inbound::measure(&arguments.binary, &arguments.python, &mut report).await;
    }
    if arguments.wants("tickets") {
        tickets::measure(&arguments.binary, &mut report).await;
    }
    report.print();
}
