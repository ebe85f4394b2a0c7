//! Events over time: how many of each type in equal parts of a span.

use crate::{
    event::ObjectType,
    time::{Span, Timestamp},
};

/// How many object types there are.
pub const TYPES: usize = ObjectType::ALL.len();

/// The most bars of one histogram.
pub const MAX_BARS: u64 = 2_000;

/// Intervals chosen from when a number of bars is asked for.
const INTERVALS: [Span; 17] = [
    Span::from_secs(1),
    Span::from_secs(10),
    Span::from_minutes(1),
    Span::from_minutes(5),
    Span::from_minutes(15),
    Span::from_minutes(60),
    Span::from_minutes(3 * 60),
    Span::from_minutes(6 * 60),
    Span::from_minutes(12 * 60),
    Span::from_days(1),
    Span::from_days(7),
    Span::from_days(28),
    Span::from_days(91),
    Span::from_days(364),
    Span::from_days(3_640),
    Span::from_days(36_400),
    Span::from_days(3_640_000),
];

/// The first Monday before the epoch, a Thursday, was so long before it.
const TO_MONDAY: i64 = 3 * 86_400_000;

/// How wide the bars are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Exactly so wide.
    Of(Span),
    /// As narrow as at most so many bars allow.
    AtMost(u64),
}

/// How time is cut into bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// How wide.
    pub step: Step,
    /// Minutes east of UTC at which days begin at midnight; whole weeks begin on Mondays.
    pub utc_offset: i16,
}

/// The interval is no time at all, or cuts into more than [`MAX_BARS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {MAX_BARS} bars: ask for a longer interval")]
pub struct TooManyBars;

/// One bar: how many events of each type, in the order of [`ObjectType::ALL`].
pub type Counts = [u64; TYPES];

/// Counts in equal parts of a span, none left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// How wide a bar is.
    pub interval: Span,
    /// Where the first bar begins; before 1970 it is cut off there.
    first: i64,
    /// The bars, oldest first.
    pub bars: Vec<Counts>,
}

impl Cut {
    /// Empty bars over `[from, to)`.
    pub fn bars(self, from: Timestamp, to: Timestamp) -> Result<Histogram, TooManyBars> {
        let to = to.max(from + Span::from_ms(1));
        let fits = |interval: Span| {
            let first = self.floor(from, interval);
            let bars = (signed(to.ms()) - first)
                .cast_unsigned()
                .div_ceil(interval.ms().max(1));
            (first, bars)
        };
        let (interval, (first, bars)) = match self.step {
            Step::Of(interval) => (interval, fits(interval)),
            Step::AtMost(most) => INTERVALS
                .into_iter()
                .map(|interval| (interval, fits(interval)))
                .find(|(_, (_, bars))| *bars <= most.clamp(2, MAX_BARS))
                .ok_or(TooManyBars)?,
        };
        match usize::try_from(bars) {
            Ok(count) if interval > Span::ZERO && bars <= MAX_BARS => Ok(Histogram {
                interval,
                first,
                bars: vec![[0; TYPES]; count],
            }),
            _ => Err(TooManyBars),
        }
    }

    fn floor(self, at: Timestamp, interval: Span) -> i64 {
        let interval = signed(interval.ms()).max(1);
        let weeks = interval % signed(Span::from_days(7).ms()) == 0;
        let shift = i64::from(self.utc_offset) * 60_000 + if weeks { TO_MONDAY } else { 0 };
        let at = signed(at.ms()) + shift;
        at - at.rem_euclid(interval) - shift
    }
}

/// Times end in the year 9999, far below the largest number.
const fn signed(ms: u64) -> i64 {
    ms.cast_signed()
}

impl Histogram {
    /// Where bar `index` begins.
    pub fn begins(&self, index: usize) -> Timestamp {
        let at = self.first + signed(index as u64 * self.interval.ms());
        Timestamp::from_ms(at.max(0).cast_unsigned())
    }

    /// Where all bars begin, each, and where the last one ends.
    pub fn edges(&self) -> impl Iterator<Item = Timestamp> + '_ {
        (0..=self.bars.len()).map(|index| self.begins(index))
    }

    /// Counts `count` events of a type at a time; outside of the bars they do not count.
    pub fn add(&mut self, at: Timestamp, object_type: ObjectType, count: u64) {
        let since = signed(at.ms()) - self.first;
        let Ok(since) = u64::try_from(since) else {
            return;
        };
        let index = usize::try_from(since / self.interval.ms().max(1)).ok();
        if let Some(bar) = index.and_then(|index| self.bars.get_mut(index)) {
            bar[object_type as usize] += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn cut(step: Step, utc_offset: i16) -> Cut {
        Cut { step, utc_offset }
    }

    #[test]
    fn days_begin_at_midnight_where_the_viewer_is() {
        let (from, to) = (at("2026-11-21T22:30:00Z"), at("2026-11-22T12:00:00Z"));
        let day = Step::Of(Span::from_days(1));
        let bars = cut(day, 0).bars(from, to).unwrap();
        assert_eq!(
            (bars.begins(0), bars.bars.len()),
            (at("2026-11-21T00:00:00Z"), 2)
        );
        let paris = cut(day, 60).bars(from, to).unwrap();
        assert_eq!(
            (paris.begins(0), paris.bars.len()),
            (at("2026-11-20T23:00:00Z"), 2)
        );
        let tokyo = cut(day, 540).bars(from, to).unwrap();
        assert_eq!(
            (tokyo.begins(0), tokyo.bars.len()),
            (at("2026-11-21T15:00:00Z"), 1)
        );
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let sunday = at("2026-11-22T12:00:00Z");
        let weeks = cut(Step::Of(Span::from_days(7)), 0)
            .bars(sunday, sunday)
            .unwrap();
        assert_eq!(weeks.begins(0), at("2026-11-16T00:00:00Z"));
    }

    #[test]
    fn a_number_of_bars_is_never_exceeded_and_every_event_has_its_bar() {
        let (from, to) = (at("2024-01-01T10:00:00Z"), at("2026-11-22T12:00:00Z"));
        for most in [2, 10, 60, 500] {
            let mut bars = cut(Step::AtMost(most), 0).bars(from, to).unwrap();
            assert!(bars.bars.len() as u64 <= most);
            bars.add(from, ObjectType::File, 1);
            bars.add(to - Span::from_ms(1), ObjectType::System, 2);
            bars.add(to + Span::from_days(50_000), ObjectType::File, 7);
            bars.add(Timestamp::from_ms(0), ObjectType::File, 7);
            let sum: u64 = bars.bars.iter().flatten().sum();
            assert_eq!(sum, 3);
        }
    }

    #[test]
    fn too_narrow_an_interval_is_refused() {
        let (from, to) = (at("2024-01-01T10:00:00Z"), at("2026-11-22T12:00:00Z"));
        assert!(cut(Step::Of(Span::from_secs(1)), 0).bars(from, to).is_err());
        assert!(cut(Step::Of(Span::ZERO), 0).bars(from, from).is_err());
        assert!(
            cut(Step::AtMost(1), 0)
                .bars(Timestamp::from_ms(0), Timestamp::MAX)
                .is_ok()
        );
    }
}
