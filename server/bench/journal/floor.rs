//! The floor: `memmem` over all text in memory, a brute force that also says what is right.

use std::time::Duration;

use domain::{
    event::{Action, ObjectType},
    fold::fold,
};
use memchr::memmem;

use crate::{
    corpus::{Corpus, Line},
    engine::Engine,
    question::{Found, PAGE, Pattern, Question},
    timing::timed,
};

pub(crate) struct Floor {
    text: Vec<u8>,
    /// Where each event's text ends.
    ends: Vec<usize>,
    kinds: Vec<(ObjectType, Action)>,
    times: Vec<u64>,
}

impl Floor {
    pub(crate) fn open(corpus: &Corpus) -> Self {
        let mut floor = Self {
            text: Vec::new(),
            ends: Vec::new(),
            kinds: Vec::new(),
            times: Vec::new(),
        };
        for line in corpus.lines() {
            floor.text.extend(fold(&line.text()).bytes());
            // No pattern holds it: no match goes over an end.
            floor.text.push(0);
            floor.ends.push(floor.text.len());
            floor.kinds.push((line.object_type, line.action));
            floor.times.push(line.ts);
        }
        floor
    }

    /// Indexes of events with the pattern, ascending.
    fn with(&self, pattern: &str) -> Vec<usize> {
        let finder = memmem::Finder::new(pattern);
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(at) = finder.find(&self.text[from..]) {
            let event = self.ends.partition_point(|end| *end <= from + at);
            found.push(event);
            from = self.ends[event];
        }
        found
    }

    fn fits(&self, at: usize, question: &Question) -> bool {
        let (object_type, action) = self.kinds[at];
        question
            .object_type
            .is_none_or(|wanted| wanted == object_type)
            && question.action.is_none_or(|wanted| wanted == action)
            && question
                .between
                .is_none_or(|(from, to)| (from..to).contains(&self.times[at]))
            && question.below.is_none_or(|below| (at as u64) + 1 < below)
    }

    fn found(&self, question: &Question) -> Found {
        let all = match &question.pattern {
            Some(pattern) => self.with(&fold(Pattern::text(pattern))),
            None => (0..self.ends.len()).collect(),
        };
        let fitting = all.into_iter().filter(|at| self.fits(*at, question));
        if question.count {
            Found::Count(fitting.count() as u64)
        } else {
            let fitting: Vec<usize> = fitting.collect();
            Found::Rows(
                fitting
                    .iter()
                    .rev()
                    .take(PAGE)
                    .map(|at| *at as u64 + 1)
                    .collect(),
            )
        }
    }
}

impl Engine for Floor {
    fn load(&mut self, _: &Corpus) -> (Duration, Duration) {
        (Duration::ZERO, Duration::ZERO)
    }

    fn ask(&mut self, question: &Question) -> (Duration, Found) {
        timed(|| self.found(question))
    }

    fn append(&mut self, _: Vec<Line>, _: usize, _: Duration) -> (Duration, u64) {
        (Duration::ZERO, 0)
    }
}
