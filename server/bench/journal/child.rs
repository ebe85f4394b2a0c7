//! An engine in a process of its own.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use crate::{
    engine::Name,
    question::{Answer, Found, Member, Order, Question},
};

/// Where everything is.
pub(crate) struct Places {
    pub(crate) corpus: PathBuf,
    pub(crate) stores: PathBuf,
    /// The engine alone stands in for ours.
    pub(crate) bare: bool,
}

impl Places {
    pub(crate) fn of(&self, name: Name) -> PathBuf {
        self.stores.join(self.actual(name).words())
    }

    fn actual(&self, name: Name) -> Name {
        if self.bare && name == Name::Ours {
            Name::Bare
        } else {
            name
        }
    }

    /// Its engine, on what was loaded.
    pub(crate) fn start(&self, name: Name) -> Engine {
        Engine::start(self.actual(name), &self.of(name), &self.corpus)
    }

    /// A copy to write to.
    pub(crate) fn copy(&self, name: Name) -> PathBuf {
        let copy = self.stores.join(format!("{}-written", name.words()));
        // None before is as good.
        let _ = std::fs::remove_dir_all(&copy);
        let copied = Command::new("cp")
            .arg("-r")
            .arg(self.of(name))
            .arg(&copy)
            .status()
            .unwrap();
        assert!(copied.success());
        copy
    }
}

/// Bytes below `place`.
pub(crate) fn size(place: &Path) -> u64 {
    let entries = std::fs::read_dir(place).unwrap().map(Result::unwrap);
    entries
        .map(|entry| match entry.metadata().unwrap() {
            meta if meta.is_dir() => size(&entry.path()),
            meta => meta.len(),
        })
        .sum()
}

/// The process, killed with us.
pub(crate) struct Engine {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Engine {
    pub(crate) fn start(name: Name, place: &Path, corpus: &Path) -> Self {
        Self::spawn(command(&[], "serve", name, place, corpus))
    }

    /// Under `strace`, which counts.
    pub(crate) fn traced(name: Name, place: &Path, corpus: &Path, counts: &Path) -> Self {
        let counts = counts.display().to_string();
        let strace = [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-c",
            "-e",
            "trace=fsync,fdatasync,msync,sync_file_range",
            "-o",
            &counts,
        ];
        Self::spawn(command(&strace, "serve", name, place, corpus))
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let orders = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            orders,
            answers,
        }
    }

    fn order(&mut self, order: &Order) -> Answer {
        self.send(order);
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("an engine answers")
    }

    pub(crate) fn send(&mut self, order: &Order) {
        let orders = self.orders.as_mut().unwrap();
        orders
            .write_all(&serde_json::to_vec(order).unwrap())
            .unwrap();
        orders.write_all(b"\n").unwrap();
    }

    pub(crate) fn ask(&mut self, question: &Question) -> (f64, Found) {
        match self.order(&Order::Ask(question.clone())) {
            Answer::Answered { nanos, found } => {
                (Duration::from_nanos(nanos).as_secs_f64() * 1000.0, found)
            }
            other => panic!("{other:?}"),
        }
    }

    /// Time until all was durable, and until the engine had come to rest.
    pub(crate) fn load(&mut self) -> (Duration, Duration) {
        match self.order(&Order::Load) {
            Answer::Loaded { nanos, settled } => {
                (Duration::from_nanos(nanos), Duration::from_nanos(settled))
            }
            other => panic!("{other:?}"),
        }
    }

    /// How many events in which time.
    pub(crate) fn append(&mut self, clients: usize, millis: u64) -> (u64, Duration) {
        match self.order(&Order::Append { clients, millis }) {
            Answer::Appended { events, nanos } => (events, Duration::from_nanos(nanos)),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn members(&mut self) -> Vec<Member> {
        match self.order(&Order::Members) {
            Answer::Members(members) => members,
            other => panic!("{other:?}"),
        }
    }

    /// Resident memory in MB, as the kernel counts it: all, and what is not a mapped file.
    pub(crate) fn resident(&self) -> (f64, f64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let field = |name: &str| -> f64 {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap();
            line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
        };
        (field("VmRSS:"), field("RssAnon:"))
    }

    /// Lets it close what it has open.
    pub(crate) fn end(mut self) {
        drop(self.orders.take());
        assert!(self.child.wait().unwrap().success());
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(around: &[&str], role: &str, name: Name, place: &Path, corpus: &Path) -> Command {
    let this = std::env::current_exe().unwrap();
    let mut command = match around {
        [] => Command::new(this),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(this);
            command
        }
    };
    command
        .args(["--role", role, "--engine", name.words()])
        .arg("--place")
        .arg(place)
        .arg("--corpus")
        .arg(corpus);
    command
}

/// A fresh process: from its beginning until it has opened and answered `question`.
pub(crate) fn begin(name: Name, place: &Path, corpus: &Path, question: &Question) -> Duration {
    let mut command = command(&[], "begin", name, place, corpus);
    command
        .arg("--question")
        .arg(serde_json::to_string(question).unwrap());
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let nanos = String::from_utf8(output.stdout).unwrap();
    Duration::from_nanos(nanos.trim().parse().unwrap())
}
