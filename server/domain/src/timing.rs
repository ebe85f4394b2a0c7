//! When the mails of alerts leave: after a quiet time, or at set times of the day.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// The most times of a day that a folder may have.
pub const MAX_TIMES: usize = 24;

/// When the mails of the alerts on a folder leave, and of the alerts below it where no folder says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MailTiming {
    /// After a quiet time, as the settings say for the installation.
    After {
        /// Quiet time after the last deposit, at least `1s`.
        time_email: Span,
        /// Longest wait after the first deposit.
        time_email_max: Span,
    },
    /// At these times, in the zone of whoever reads the mail.
    At {
        /// From 1 to 24 times of the day, `08:00`.
        times: Vec<TimeOfDay>,
        /// On which days.
        days: Days,
    },
}

/// The days on which mails leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Days {
    /// Every day.
    #[default]
    Daily,
    /// Monday to Friday.
    Weekdays,
}

/// A time of the day in minutes, written `08:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "08:00"))]
pub struct TimeOfDay(u16);

/// The text is no time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write times of the day as 08:00")]
pub struct NotATimeOfDay;

impl TimeOfDay {
    /// Hour and minute.
    pub const fn parts(self) -> (u16, u16) {
        (self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.parts();
        write!(f, "{hour:02}:{minute:02}")
    }
}

/// `8:00`, `08:00`, and as French writes it: `8h`, `8h30`.
impl FromStr for TimeOfDay {
    type Err = NotATimeOfDay;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hour, minute) = text
            .trim()
            .split_once([':', 'h', 'H'])
            .ok_or(NotATimeOfDay)?;
        let number = |text: &str, most: u16| {
            let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            let number = text.parse().ok().filter(|number| digits && *number <= most);
            number.ok_or(NotATimeOfDay)
        };
        let hour = number(hour, 23)?;
        let minute = if minute.is_empty() {
            0
        } else {
            number(minute, 59)?
        };
        Ok(Self(hour * 60 + minute))
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = NotATimeOfDay;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl MailTiming {
    /// Whether it can be followed: see [`spans_fit`], and from one to [`MAX_TIMES`] times.
    pub fn is_sensible(&self) -> bool {
        match self {
            Self::After {
                time_email,
                time_email_max,
            } => spans_fit(*time_email, *time_email_max).is_ok(),
            Self::At { times, .. } => (1..=MAX_TIMES).contains(&times.len()),
        }
    }

    /// Times in order, each once.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        if let Self::At { times, .. } = &mut self {
            times.sort_unstable();
            times.dedup();
        }
        self
    }
}

/// When a notice with these first and last events is due: quiet for `time_email`, at most `time_email_max`.
pub fn due_after(
    (time_email, time_email_max): (Span, Span),
    first: Timestamp,
    last: Timestamp,
) -> Timestamp {
    (last + time_email).min(first + time_email_max.max(time_email))
}

/// Whether mails can wait so long: at least a second, the longest wait no shorter, neither beyond a year; else the name
/// of the one that is wrong.
pub fn spans_fit(time_email: Span, time_email_max: Span) -> Result<(), &'static str> {
    let year = Span::from_days(366);
    if time_email < Span::from_secs(1) || time_email > year {
        return Err("time_email");
    }
    if time_email_max < time_email || time_email_max > year {
        return Err("time_email_max");
    }
    Ok(())
}

/// The first of `times` in `zone` (IANA; unknown: UTC) that is not before `from`. A time that a day does not have, as
/// clocks are put forward, is an hour later; one that it has twice is the first.
#[cfg(feature = "zones")]
pub fn next_time(
    times: &[TimeOfDay],
    days: Days,
    zone: Option<&str>,
    from: Timestamp,
) -> Timestamp {
    use jiff::{ToSpan as _, civil::Weekday, tz::TimeZone};

    let zone = zone
        .and_then(|name| TimeZone::get(name).ok())
        .unwrap_or(TimeZone::UTC);
    let Some(today) = i64::try_from(from.ms())
        .ok()
        .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
        .map(|at| at.to_zoned(zone.clone()).date())
    else {
        return from;
    };
    let works = |day: &jiff::civil::Date| {
        days == Days::Daily || !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    };
    let instant = |day: jiff::civil::Date, time: TimeOfDay| {
        let (hour, minute) = time.parts();
        // Both are below 60.
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        let at = day.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok()?;
        let ms = u64::try_from(at.timestamp().as_millisecond()).ok()?;
        Some(Timestamp::from_ms(ms))
    };
    // A weekend and a day, so that one of them is still to come.
    let coming = (0..=7_i64).filter_map(|ahead| today.checked_add(ahead.days()).ok());
    coming
        .filter(works)
        .flat_map(|day| times.iter().map(move |time| (day, *time)))
        .filter_map(|(day, time)| instant(day, time))
        .filter(|at| *at >= from)
        .min()
        .unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn times_of_the_day_are_read_as_people_write_them() {
        for (text, shown) in [
            ("8:05", "08:05"),
            ("08h", "08:00"),
            (" 17h30 ", "17:30"),
            ("23:59", "23:59"),
        ] {
            assert_eq!(text.parse::<TimeOfDay>().unwrap().to_string(), shown);
        }
        for text in ["", "8", "24:00", "8:60", "+8:00", "8:000", "h"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_timing_without_times_or_with_crossed_spans_cannot_be_followed() {
        let days = Days::Daily;
        assert!(
            !MailTiming::At {
                times: vec![],
                days
            }
            .is_sensible()
        );
        let (time_email, time_email_max) = (Span::from_minutes(5), Span::from_minutes(1));
        let crossed = MailTiming::After {
            time_email,
            time_email_max,
        };
        assert!(!crossed.is_sensible());
    }

    #[cfg(feature = "zones")]
    #[test]
    fn the_next_time_is_in_the_readers_zone() {
        let times: Vec<TimeOfDay> = vec!["17:30".parse().unwrap(), "08:00".parse().unwrap()];
        let next = |days, zone, from| next_time(&times, days, zone, at(from));
        let paris = Some("Europe/Paris");
        let (daily, weekdays) = (Days::Daily, Days::Weekdays);
        // 2026-11-27 is a Friday; Paris is an hour ahead.
        for (days, zone, from, expected) in [
            (daily, paris, "2026-11-27T06:59:00Z", "2026-11-27T07:00:00Z"),
            (daily, paris, "2026-11-27T07:00:00Z", "2026-11-27T07:00:00Z"),
            (daily, paris, "2026-11-27T07:00:01Z", "2026-11-27T16:30:00Z"),
            (daily, paris, "2026-11-27T16:31:00Z", "2026-11-28T07:00:00Z"),
            (
                weekdays,
                paris,
                "2026-11-27T16:31:00Z",
                "2026-11-30T07:00:00Z",
            ),
            (daily, None, "2026-11-27T06:59:00Z", "2026-11-27T08:00:00Z"),
            (
                daily,
                Some("Mars/Base"),
                "2026-11-27T06:59:00Z",
                "2026-11-27T08:00:00Z",
            ),
            // Already Saturday in Auckland.
            (
                weekdays,
                Some("Pacific/Auckland"),
                "2026-11-27T12:00:00Z",
                "2026-11-29T19:00:00Z",
            ),
        ] {
            assert_eq!(next(days, zone, from), at(expected), "{from} {zone:?}");
        }
    }

    #[cfg(feature = "zones")]
    #[test]
    fn a_time_that_the_day_has_twice_or_not_at_all_comes_once() {
        let half_past_two: Vec<TimeOfDay> = vec!["02:30".parse().unwrap()];
        let next = |from| next_time(&half_past_two, Days::Daily, Some("Europe/Paris"), at(from));
        // Clocks go from 2 to 3 on 2027-03-28: 02:30 is 03:30 then.
        assert_eq!(next("2027-03-28T00:00:00Z"), at("2027-03-28T01:30:00Z"));
        // And from 3 back to 2 on 2026-10-25: the first 02:30, and then the next day's.
        assert_eq!(next("2026-10-25T00:00:00Z"), at("2026-10-25T00:30:00Z"));
        assert_eq!(next("2026-10-25T00:30:01Z"), at("2026-10-26T01:30:00Z"));
    }
}
