//! Which entries of a segment a search finds.

use crate::{
    cache::Key,
    error::Error,
    matches::{Kept, Matches},
    plan::{Asked, Plan, Sought, Way},
    query::Order,
    segment::{Segment, texts::Texts, words::Words},
};

/// Candidates that are sooner read than narrowed down further.
const FEW: usize = 8;

/// What a search finds in a segment: entries, of which those may have to be taken out that do not pass the checks.
#[derive(Debug)]
pub(crate) struct Found<'p> {
    matches: Matches,
    /// Patterns that cross words, and whether they are wanted: only the texts tell.
    checks: Vec<(&'p Asked, bool)>,
}

impl Segment {
    /// All that `plan` finds here, and remembers it.
    pub(crate) fn settle(&self, plan: &Plan) -> Result<Matches, Error> {
        if !self.may_match(plan) {
            return Ok(Matches::none(self.len));
        }
        let key = Key::Query(self.generation, plan.query_within(self.times).clone());
        let kept = self.cache.matches(key, || {
            let mut found = self.look(plan)?;
            if !found.checks.is_empty() {
                let texts = Texts::open(&self.index)?;
                for block in 0..texts.blocks() {
                    found.check_block(&texts, block)?;
                }
            }
            Ok::<_, Error>(Kept::new(&found.matches))
        })?;
        Ok(kept.matches())
    }

    /// The first `limit` positions that `plan` finds here within `range`, in `order`.
    pub(crate) fn first_found(
        &self,
        plan: &Plan,
        range: std::ops::Range<usize>,
        (limit, order): (usize, Order),
    ) -> Result<Vec<usize>, Error> {
        if !self.may_match(plan) || range.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut found = self.find(plan)?;
        if range != (0..self.len) {
            found.matches.keep_range(range);
        }
        if found.checks.is_empty() {
            return Ok(match order {
                Order::Newest => found.matches.descending().take(limit).collect(),
                Order::Oldest => found.matches.ascending().take(limit).collect(),
            });
        }
        self.first_checked(found, limit, order)
    }

    fn first_checked(
        &self,
        mut found: Found<'_>,
        limit: usize,
        order: Order,
    ) -> Result<Vec<usize>, Error> {
        let texts = Texts::open(&self.index)?;
        let (blocks, mut first) = (texts.blocks(), Vec::new());
        for number in 0..blocks {
            let block = if order == Order::Newest {
                blocks - 1 - number
            } else {
                number
            };
            let entries = found.check_block(&texts, block)?;
            let room = limit - first.len();
            let passed = entries.filter(|position| found.matches.contains(*position));
            if order == Order::Newest {
                first.extend(passed.rev().take(room));
            } else {
                first.extend(passed.take(room));
            }
            if first.len() == limit {
                break;
            }
        }
        Ok(first)
    }

    /// Whether the segment's time range and the scope let anything be found.
    fn may_match(&self, plan: &Plan) -> bool {
        self.len > 0
            && !plan.finds_nothing()
            && plan.query().from.is_none_or(|from| self.times.1 >= from)
            && plan.query().to.is_none_or(|to| self.times.0 < to)
    }

    fn find<'p>(&self, plan: &'p Plan) -> Result<Found<'p>, Error> {
        let key = Key::Query(self.generation, plan.query_within(self.times).clone());
        match self.cache.get(&key) {
            Some(crate::cache::Value::Matches(kept)) => Ok(Found {
                matches: kept.matches(),
                checks: Vec::new(),
            }),
            _ => self.look(plan),
        }
    }

    fn look<'p>(&self, plan: &'p Plan) -> Result<Found<'p>, Error> {
        let mut found = Found {
            matches: Matches::all(self.len),
            checks: Vec::new(),
        };
        self.keep_fields(plan.query(), &mut found.matches)?;
        for sought in plan.sought() {
            if found.matches.is_empty() {
                found.checks.clear();
                break;
            }
            self.seek(sought, &mut found)?;
        }
        Ok(found)
    }

    fn seek<'p>(&self, sought: &'p Sought, found: &mut Found<'p>) -> Result<(), Error> {
        if let Way::Crossing { .. } = &sought.way {
            if sought.wanted {
                self.keep_candidates(sought, &mut found.matches)?;
            }
            found.checks.push((&sought.asked, sought.wanted));
            return Ok(());
        }
        let key = Key::Needle(self.generation, sought.needle.clone());
        let having = self
            .cache
            .matches(key, || Ok::<_, Error>(Kept::new(&self.having(sought)?)))?;
        if sought.wanted {
            found.matches.and(&having.matches());
        } else {
            found.matches.and_not(&having.matches());
        }
        Ok(())
    }

    /// The entries that have a needle which the index answers.
    fn having(&self, sought: &Sought) -> Result<Matches, Error> {
        match &sought.way {
            Way::Always | Way::Crossing { .. } => Ok(Matches::all(self.len)),
            Way::Character(character) => self.with_character(*character),
            Way::Word(run) => Words::open(&self.index, self.len)?.matches(run),
            Way::Address(address) => self.with_address(address),
        }
    }

    /// Keeps the entries that have the words and the characters of a pattern that crosses words.
    fn keep_candidates(&self, sought: &Sought, matches: &mut Matches) -> Result<(), Error> {
        let Way::Crossing { runs, characters } = &sought.way else {
            return Ok(());
        };
        for character in characters {
            matches.and(&self.with_character(*character)?);
        }
        let words = Words::open(&self.index, self.len)?;
        for run in runs {
            if matches.count() <= FEW {
                break;
            }
            matches.and(&words.matches(run)?);
        }
        Ok(())
    }
}

impl Found<'_> {
    /// Checks the candidates in the texts of `block`; the positions of that block.
    fn check_block(
        &mut self,
        texts: &Texts<'_>,
        block: usize,
    ) -> Result<std::ops::Range<usize>, Error> {
        let place = texts.place(block)?;
        if self.matches.any_in(place.entries.clone()) {
            texts.keep(&place, &self.checks, &mut self.matches)?;
        }
        Ok(place.entries)
    }
}
