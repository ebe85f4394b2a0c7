//! What is measured beside searches: loading, sizes, `rg`, appending, being ready, members.

use std::{path::Path, process::Command, time::Duration};

use crate::{
    child::{Engine, Places, begin, size},
    engine::Name,
    kind::{Asking, Kind},
    question::{Found, Order, Question},
    rounds::Rounds,
    table::Table,
    timing::{Samples, ms, timed},
};

/// How often those who append take turns.
const TURNS: usize = 5;
const TURN: u64 = 2_000;
const CLIENTS: [usize; 2] = [1, 64];
/// Starts of each kind.
const STARTS: usize = 5;

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn rate(events: u64, taken: Duration) -> f64 {
    events as f64 / taken.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

pub(crate) fn load(places: &Places, events: u64, table: &mut Table) {
    table.heading("Loading all of it, durable and searchable (reading of NDJSON included)");
    for name in Name::STORES {
        let place = places.of(name);
        // None before is as good.
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).unwrap();
        let mut engine = places.start(name);
        let (loaded, settled) = engine.load();
        let (memory, _) = engine.resident();
        engine.end();
        let measured = format!(
            "{:.0}/s, at rest {:.0}/s, {memory:.0} MB",
            rate(events, loaded),
            rate(events, settled)
        );
        if name == Name::Ours {
            table.aim(
                name.words(),
                measured,
                "≥ 200,000/s",
                rate(events, loaded) >= 200_000.0,
            );
        } else {
            table.row(name.words(), measured);
        }
    }
}

pub(crate) fn sizes(places: &Places, events: u64, table: &mut Table) {
    table.heading("On disk, everything");
    for name in Name::STORES {
        let bytes = size(&places.of(name));
        let a_million = megabytes(bytes) / (megabytes(events));
        let measured = format!("{:.0} MB, {a_million:.0} MB a million", megabytes(bytes));
        if name == Name::Ours {
            table.aim(
                name.words(),
                measured,
                "≤ 300 MB a million",
                a_million <= 300.0,
            );
        } else {
            table.row(name.words(), measured);
        }
    }
    let text = std::fs::metadata(&places.corpus).unwrap().len();
    table.row("the NDJSON itself", format!("{:.0} MB", megabytes(text)));
}

pub(crate) fn ripgrep(
    places: &Places,
    asking: &mut Asking,
    rounds: Option<&Rounds>,
    table: &mut Table,
) {
    if Command::new("rg").arg("--version").output().is_err() {
        table.row("rg over the NDJSON", "rg is not here");
        return;
    }
    let mut samples = Samples::default();
    for kind in [
        Kind::TwoCharacters,
        Kind::Absent,
        Kind::TwoCharacters,
        Kind::Absent,
        Kind::TwoCharacters,
    ] {
        let question = asking.question(kind);
        let pattern = question
            .pattern
            .as_ref()
            .map_or("", |pattern| pattern.text());
        let mut rg = Command::new("rg");
        rg.args(["-c", "-i", "-F", "--", pattern])
            .arg(&places.corpus);
        samples.add(ms(timed(|| rg.output().unwrap()).0));
    }
    let best = samples.quantile(0.0);
    let measured = format!("best {best:.0} ms, p50 {:.0} ms", samples.p50());
    match rounds {
        Some(rounds) => table.aim(
            "rg over the same NDJSON, two characters or absent",
            measured,
            "slower than our worst",
            rounds.worst_scan() < best,
        ),
        None => table.row(
            "rg over the same NDJSON, two characters or absent",
            measured,
        ),
    }
}

pub(crate) fn ingest(places: &Places, table: &mut Table) {
    table.heading("Appending one event at a time to the loaded journal, each durable and searchable when acknowledged");
    for clients in CLIENTS {
        let start = |name| Engine::start(name, &places.copy(name), &places.corpus);
        let (mut ours, mut peer) = (start(Name::Ours), start(Name::Trigram));
        let (mut our_rates, mut their_rates) = (Samples::default(), Samples::default());
        for _ in 0..TURNS {
            let (events, taken) = ours.append(clients, TURN);
            our_rates.add(rate(events, taken));
            let (events, taken) = peer.append(clients, TURN);
            their_rates.add(rate(events, taken));
        }
        ours.end();
        peer.end();
        let times = our_rates.p50() / their_rates.p50();
        let aim = if clients == 1 { 1.5 } else { 5.0 };
        let measured = format!(
            "{:.0}/s, SQLite {:.0}/s, {times:.1}×",
            our_rates.p50(),
            their_rates.p50()
        );
        table.aim(
            format!("{clients} at a time, beside SQLite with trigram"),
            measured,
            format!("≥ {aim}×"),
            times >= aim,
        );
        syncs(places, clients, table);
    }
}

/// Counted by the kernel's own interface, apart from what is timed.
fn syncs(places: &Places, clients: usize, table: &mut Table) {
    let what = format!("… syncs an event, {clients} at a time");
    if Command::new("strace").arg("-V").output().is_err() {
        table.row(what, "strace is not here");
        return;
    }
    let counts = tempfile::NamedTempFile::new().unwrap();
    let mut engine = Engine::traced(
        Name::Ours,
        &places.copy(Name::Ours),
        &places.corpus,
        counts.path(),
    );
    let (events, _) = engine.append(clients, TURN);
    engine.end();
    let synced = counted(counts.path());
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let share = synced as f64 / events as f64;
    let measured = format!("{share:.3} ({synced} for {events})");
    if clients == 1 {
        table.row(what, measured);
    } else {
        table.aim(what, measured, "≤ 0.0625", share <= 1.0 / 16.0);
    }
}

/// `% time  seconds  usecs/call  calls  [errors]  syscall`, a line each; the total is none of them.
fn counted(path: &Path) -> u64 {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|line| line.ends_with("sync") || line.ends_with("sync_file_range"))
        .filter_map(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok())
        .sum()
}

pub(crate) fn ready(places: &Places, asking: &mut Asking, table: &mut Table) {
    table.heading("A fresh process: the store opened and the first search answered (the engine, without HTTP)");
    let question = asking.question(Kind::TypeAction);
    let (mut clean, mut killed) = (Samples::default(), Samples::default());
    for _ in 0..STARTS {
        let place = places.of(Name::Ours);
        clean.add(ms(begin(Name::Ours, &place, &places.corpus, &question)));
        let place = places.copy(Name::Ours);
        kill_while_appending(&place, places, &question);
        killed.add(ms(begin(Name::Ours, &place, &places.corpus, &question)));
    }
    for (what, samples, limit) in [
        ("after a clean end", &clean, 500.0),
        ("after SIGKILL while 64 append", &killed, 1500.0),
    ] {
        let measured = format!(
            "{:.0} ms, worst {:.0} ms",
            samples.p50(),
            samples.quantile(1.0)
        );
        table.aim(
            what,
            measured,
            format!("≤ {limit} ms"),
            samples.quantile(1.0) <= limit,
        );
    }
}

fn kill_while_appending(place: &Path, places: &Places, question: &Question) {
    let mut engine = Engine::start(Name::Ours, place, &places.corpus);
    assert!(matches!(engine.ask(question).1, Found::Rows(_)));
    engine.send(&Order::Append {
        clients: 64,
        millis: 60_000,
    });
    std::thread::park_timeout(Duration::from_secs(2));
    engine.kill();
}

pub(crate) fn members(places: &Places, asking: &mut Asking, table: &mut Table) {
    table.heading("Members beside admins: 1,000 people, 10,000 folders, ms p50/p99");
    let mut engine = places.start(Name::Ours);
    for kind in [
        Kind::TypeAction,
        Kind::CommonWord,
        Kind::AnyAddress,
        Kind::Part,
        Kind::CountCommonWord,
        Kind::CountTypeAction,
    ] {
        let (mut member, mut admin) = (Samples::default(), Samples::default());
        for round in 0..20 {
            let question = asking.question(kind);
            // Not the same twice: what is remembered of one would help the other.
            let other = asking.question(kind);
            member.add(
                engine
                    .ask(&Question {
                        member: Some(round),
                        ..question
                    })
                    .0,
            );
            admin.add(engine.ask(&other).0);
        }
        line(
            &format!("engine, {}", kind.words()),
            (member.p50(), member.p99()),
            (admin.p50(), admin.p99()),
            table,
        );
    }
    engine.end();
    let mut engine = Engine::start(Name::Ours, &places.copy(Name::Ours), &places.corpus);
    for measured in engine.members() {
        line(
            &format!("Flow, {}", measured.what),
            measured.member,
            measured.admin,
            table,
        );
    }
    engine.end();
}

fn line(what: &str, member: (f64, f64), admin: (f64, f64), table: &mut Table) {
    let times = member.0 / admin.0;
    let measured = format!(
        "{:.2}/{:.2}, admin {:.2}/{:.2}, {times:.1}×",
        member.0, member.1, admin.0, admin.1
    );
    table.aim(what, measured, "≤ 2×", times <= 2.0);
}
