//! The same questions to everyone, taking turns, and whether the answers agree.

use std::collections::HashMap;

use crate::{
    child::{Engine, Places},
    engine::Name,
    kind::{Asking, Kind},
    question::{Found, Pattern, Question},
    table::Table,
    timing::{Samples, geometric_mean},
};

/// Asked before anything is measured, other questions than those that are.
const WARM: usize = 3;

/// Those who answer, in the order of the columns.
const ALL: [Name; 4] = [Name::Ours, Name::Unicode61, Name::Trigram, Name::Floor];

/// All that was measured.
#[derive(Default)]
pub(crate) struct Rounds {
    samples: HashMap<(Kind, Name), Samples>,
    /// The same count asked again.
    remembered: Samples,
    /// Of the word in two events of five.
    most_common: HashMap<Name, f64>,
    asked: usize,
    disagreements: Vec<String>,
    memory: Vec<(Name, f64, f64)>,
}

struct Asked {
    engines: Vec<(Name, Engine)>,
    /// Whom to ask first.
    turn: usize,
}

impl Asked {
    fn ask(&mut self, question: &Question) -> Vec<(Name, f64, Found)> {
        self.turn += 1;
        let turn = self.turn % self.engines.len();
        self.engines.rotate_left(turn);
        let ask = |(name, engine): &mut (Name, Engine)| {
            let (ms, found) = engine.ask(question);
            (*name, ms, found)
        };
        self.engines.iter_mut().map(ask).collect()
    }

    fn ours(&mut self) -> &mut Engine {
        let ours = self
            .engines
            .iter_mut()
            .find(|(name, _)| *name == Name::Ours);
        &mut ours.expect("ours is among them").1
    }
}

pub(crate) fn run(places: &Places, asking: &mut Asking, warm: &mut Asking, count: usize) -> Rounds {
    let start = |name| (name, places.start(name));
    let mut asked = Asked {
        engines: ALL.into_iter().map(start).collect(),
        turn: 0,
    };
    let mut rounds = Rounds::default();
    // Not those of which there are few: a count asked here would be remembered.
    for kind in Kind::ALL.iter().filter(|kind| kind.a_round() > 1) {
        for _ in 0..WARM {
            asked.ask(&warm.question(*kind));
        }
    }
    for _ in 0..count {
        for kind in Kind::ALL {
            for _ in 0..kind.a_round() {
                let question = asking.question(*kind);
                rounds.take(&mut asked, *kind, &question);
            }
        }
    }
    for (name, engine) in asked.engines {
        let (all, own) = engine.resident();
        rounds.memory.push((name, all, own));
        engine.end();
    }
    rounds
}

impl Rounds {
    fn take(&mut self, asked: &mut Asked, kind: Kind, question: &Question) {
        let answers = asked.ask(question);
        self.asked += 1;
        self.compare(question, &answers);
        for (name, ms, found) in answers {
            if found != Found::Cannot {
                self.samples.entry((kind, name)).or_default().add(ms);
                if kind == Kind::CountCommonWord
                    && matches!(&question.pattern, Some(Pattern::Word(word)) if word == "invoice")
                {
                    self.most_common.entry(name).or_insert(ms);
                }
            }
        }
        if question.count {
            self.remembered.add(asked.ours().ask(question).0);
        }
    }

    fn compare(&mut self, question: &Question, answers: &[(Name, f64, Found)]) {
        let right = answers.iter().find(|(name, ..)| *name == Name::Floor);
        let right = &right.expect("the brute force is among them").2;
        for (name, _, found) in answers {
            if found != right && *found != Found::Cannot {
                self.disagreements
                    .push(format!("{}: {question:?}", name.words()));
            }
        }
    }

    fn of(&self, kind: Kind, name: Name) -> Option<&Samples> {
        self.samples.get(&(kind, name))
    }

    fn over(&self, kinds: impl Fn(Kind) -> bool) -> Samples {
        let mut all = Samples::default();
        for kind in Kind::ALL.iter().filter(|kind| kinds(**kind)) {
            all.extend(&self.samples[&(*kind, Name::Ours)]);
        }
        all
    }

    /// How many times longer `other` takes, p50 and p99.
    fn ratio(&self, kind: Kind, other: Name) -> Option<(f64, f64)> {
        let (ours, theirs) = (self.of(kind, Name::Ours)?, self.of(kind, other)?);
        Some((theirs.p50() / ours.p50(), theirs.p99() / ours.p99()))
    }

    pub(crate) fn report(&self, large: bool, table: &mut Table) {
        self.report_kinds(table);
        self.report_peers(table);
        self.report_ours(large, table);
    }

    fn report_kinds(&self, table: &mut Table) {
        table.heading("ms p50/p99 in the engine, rows decoded: colombier · unicode61 · trigram · memmem over all text in memory; times faster than trigram");
        for kind in Kind::ALL {
            let cell = |name| {
                self.of(*kind, name).map_or_else(
                    || "–".to_owned(),
                    |samples| format!("{:.2}/{:.2}", samples.p50(), samples.p99()),
                )
            };
            let cells: Vec<String> = ALL
                .into_iter()
                .map(|name| format!("{:>15}", cell(name)))
                .collect();
            let ratio = self
                .ratio(*kind, Name::Trigram)
                .map_or_else(String::new, |(p50, p99)| format!("{p50:.1}×/{p99:.1}×"));
            table.row(kind.words(), format!("{} {ratio:>15}", cells.join(" ")));
        }
        let remembered = format!("{:.2}/{:.2}", self.remembered.p50(), self.remembered.p99());
        table.aim(
            "counts asked again (remembered), ms p50/p99",
            remembered,
            "p50 ≤ 3",
            self.remembered.p50() <= 3.0,
        );
        let right = self.disagreements.is_empty();
        table.aim(
            "answers that differ from brute force",
            format!("{} of {} questions", self.disagreements.len(), self.asked),
            "0",
            right,
        );
        for disagreement in self.disagreements.iter().take(5) {
            table.row(disagreement, "");
        }
    }

    fn report_peers(&self, table: &mut Table) {
        table.heading("Beside SQLite");
        let thirteen = || {
            Kind::ALL
                .iter()
                .copied()
                .filter(|kind| kind.of_the_thirteen())
        };
        for (name, aim) in [(Name::Trigram, Some(10.0)), (Name::Unicode61, None)] {
            let ratios: Vec<(f64, f64)> = thirteen()
                .filter_map(|kind| self.ratio(kind, name))
                .collect();
            let p50 = geometric_mean(&ratios.iter().map(|(p50, _)| *p50).collect::<Vec<_>>());
            let p99 = geometric_mean(&ratios.iter().map(|(_, p99)| *p99).collect::<Vec<_>>());
            let what = format!(
                "faster than FTS5 {}, geometric mean of {} kinds",
                name.words(),
                ratios.len()
            );
            let measured = format!("p50 {p50:.1}×, p99 {p99:.1}×");
            match aim {
                Some(aim) => table.aim(what, measured, format!("≥ {aim}×"), p50.min(p99) >= aim),
                None => table.row(what, measured),
            }
        }
        let both = thirteen().filter_map(|kind| {
            let (one, other) = (
                self.ratio(kind, Name::Trigram)?,
                self.ratio(kind, Name::Unicode61)?,
            );
            Some((one.0.min(other.0), kind))
        });
        let all: Vec<(f64, Kind)> = both.collect();
        let slow: Vec<String> = all
            .iter()
            .filter(|(ratio, _)| *ratio < 1.5)
            .map(|(ratio, kind)| format!("{} {ratio:.1}×", kind.words()))
            .collect();
        let least = all
            .iter()
            .map(|(ratio, _)| *ratio)
            .fold(f64::INFINITY, f64::min);
        table.aim(
            "faster than the faster FTS5, the least of the kinds, p50",
            format!("{least:.2}×"),
            "≥ 1.5×",
            slow.is_empty(),
        );
        for kind in slow {
            table.row(format!("    below: {kind}"), "");
        }
        if let (Some(ours), Some(theirs)) = (
            self.most_common.get(&Name::Ours),
            self.most_common.get(&Name::Unicode61),
        ) {
            let measured = format!("{ours:.2} ms, unicode61 {theirs:.2} ms");
            table.aim(
                "count of the most common word",
                measured,
                "≤ 1.5× unicode61",
                *ours <= 1.5 * theirs,
            );
        }
    }

    fn report_ours(&self, large: bool, table: &mut Table) {
        let times = if large { 2.0 } else { 1.0 };
        table.heading("Colombier alone");
        let mut limit = |what: &str, samples: &Samples, p50: Option<f64>, p99: Option<f64>| {
            let measured = format!("{:.2}/{:.2} ms p50/p99", samples.p50(), samples.p99());
            let met = p50.is_none_or(|limit| samples.p50() <= limit)
                && p99.is_none_or(|limit| samples.p99() <= limit);
            let word = |name, limit: Option<f64>| limit.map(|limit| format!("{name} ≤ {limit} ms"));
            let aim: Vec<String> = word("p50", p50)
                .into_iter()
                .chain(word("p99", p99))
                .collect();
            table.aim(what, measured, aim.join(", "), met);
        };
        limit(
            "page 1 of what exists",
            &self.over(Kind::exists),
            Some(0.5 * times),
            Some(5.0 * times),
        );
        let within = |kind| {
            use Kind::{
                CountCommonWord, CountPart, CountRareAddress, CountTypeAction, CountWordTypeAction,
            };
            matches!(
                kind,
                CountCommonWord
                    | CountPart
                    | CountRareAddress
                    | CountTypeAction
                    | CountWordTypeAction
            )
        };
        limit(
            "exact count within tokens, cold",
            &self.over(within),
            Some(if large { 200.0 } else { 15.0 }),
            None,
        );
        let crossing = self.over(|kind| kind == Kind::CountCrossing);
        limit(
            "exact count across tokens, cold",
            &crossing,
            Some(if large { 1000.0 } else { 60.0 }),
            None,
        );
        let scans = self.over(|kind| {
            matches!(
                kind,
                Kind::TwoCharacters | Kind::CountTwoCharacters | Kind::Absent
            )
        });
        let worst = scans.quantile(1.0);
        let (what, measured) = (
            "two characters or absent, the worst",
            format!("{worst:.1} ms"),
        );
        if large {
            table.row(what, measured);
        } else {
            table.aim(what, measured, "≤ 25 ms", worst <= 25.0);
        }
    }

    /// The slowest of those that `rg` is to be slower than.
    pub(crate) fn worst_scan(&self) -> f64 {
        self.over(|kind| {
            matches!(
                kind,
                Kind::TwoCharacters | Kind::CountTwoCharacters | Kind::Absent
            )
        })
        .quantile(1.0)
    }

    pub(crate) fn report_memory(&self, events: u64, table: &mut Table) {
        table.heading("Resident memory after all searches, each in a process of its own");
        for (name, all, own) in &self.memory {
            let measured = format!("{all:.0} MB ({own:.0} MB of its own)");
            let what = format!("{} with {events} events", name.words());
            let limit = match events {
                ..=100_000 => 60.0,
                ..=1_000_000 => 300.0,
                _ => 400.0,
            };
            if *name == Name::Ours {
                table.aim(what, measured, format!("≤ {limit} MB"), *all <= limit);
            } else {
                table.row(what, measured);
            }
        }
    }
}
