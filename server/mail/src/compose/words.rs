//! Sizes and times as people write them.

use domain::{person::Language, time::Timestamp};
use jiff::{Timestamp as Instant, tz::TimeZone};

/// The recipient's zone, with the name to show.
pub(super) struct Zone {
    zone: TimeZone,
    /// IANA name, or UTC.
    pub(super) name: String,
}

impl Zone {
    /// UTC where there is none, or none of that name.
    pub(super) fn named(name: Option<&str>) -> Self {
        let known = name.and_then(|name| TimeZone::get(name).ok().map(|zone| (zone, name)));
        known.map_or(
            Self {
                zone: TimeZone::UTC,
                name: "UTC".to_owned(),
            },
            |(zone, name)| Self {
                zone,
                name: name.to_owned(),
            },
        )
    }

    /// `21 novembre 2026 à 22:58`, `21 November 2026 at 22:58`.
    pub(super) fn moment(&self, at: Timestamp, language: Language) -> String {
        let instant = i64::try_from(at.ms())
            .ok()
            .and_then(|ms| Instant::from_millisecond(ms).ok());
        let Some(instant) = instant else {
            return at.to_string();
        };
        let local = instant.to_zoned(self.zone.clone());
        let month = month(local.month(), language);
        let day = match (language, local.day()) {
            (Language::Fr, 1) => "1er".to_owned(),
            (_, day) => day.to_string(),
        };
        let at = language.pick("à", "at");
        format!(
            "{day} {month} {} {at} {:02}:{:02}",
            local.year(),
            local.hour(),
            local.minute()
        )
    }
}

/// `Fri, 27 Nov 2026 08:30:00 +0000` (RFC 5322, section 3.3).
pub(super) fn header_date(at: Timestamp) -> String {
    let instant = i64::try_from(at.ms()).ok();
    let instant = instant.and_then(|ms| Instant::from_millisecond(ms).ok());
    let zoned = instant.unwrap_or_default().to_zoned(TimeZone::UTC);
    jiff::fmt::rfc2822::to_string(&zoned).unwrap_or_default()
}

fn month(number: i8, language: Language) -> &'static str {
    const FR: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let index = usize::try_from(number - 1).unwrap_or_default();
    language
        .pick(&FR, &EN)
        .get(index)
        .copied()
        .unwrap_or_default()
}

/// `512 octets`, `12 Ko`, `1,5 Mo`; `512 bytes`, `12 kB`, `1.5 MB`: thousands, one decimal below ten.
pub(super) fn size(bytes: u64, language: Language) -> String {
    let units = language.pick(["Ko", "Mo", "Go", "To"], ["kB", "MB", "GB", "TB"]);
    if bytes < 1000 {
        let unit = match (language, bytes) {
            (Language::Fr, 0 | 1) => "octet",
            (Language::Fr, _) => "octets",
            (Language::En, 1) => "byte",
            (Language::En, _) => "bytes",
        };
        return format!("{bytes} {unit}");
    }
    // In tenths of the unit, rounded half up; what rounds to a thousand goes to the next unit.
    let mut power = 1;
    let mut tenths = tenths(bytes, power);
    while tenths >= 10_000 && power < units.len() {
        power += 1;
        tenths = self::tenths(bytes, power);
    }
    let unit = units[power - 1];
    match (tenths / 10, tenths % 10) {
        (whole, tenth) if whole < 10 && tenth > 0 => {
            format!("{whole}{}{tenth} {unit}", language.pick(',', '.'))
        }
        (whole, tenth) => format!(
            "{} {unit}",
            if tenth >= 5 && whole >= 10 {
                whole + 1
            } else {
                whole
            }
        ),
    }
}

fn tenths(bytes: u64, power: usize) -> u64 {
    let unit = 1000_u64.pow(u32::try_from(power).unwrap_or(1));
    let tenths = (u128::from(bytes) * 10 + u128::from(unit) / 2) / u128::from(unit);
    u64::try_from(tenths).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_in_each_language() {
        for (bytes, fr, en) in [
            (0, "0 octet", "0 bytes"),
            (1, "1 octet", "1 byte"),
            (999, "999 octets", "999 bytes"),
            (1000, "1 Ko", "1 kB"),
            (1234, "1,2 Ko", "1.2 kB"),
            (12_345, "12 Ko", "12 kB"),
            (12_500, "13 Ko", "13 kB"),
            (999_960, "1 Mo", "1 MB"),
            (1_500_000, "1,5 Mo", "1.5 MB"),
            (5_000_000_000, "5 Go", "5 GB"),
            (u64::MAX, "18446744 To", "18446744 TB"),
        ] {
            assert_eq!(size(bytes, Language::Fr), fr);
            assert_eq!(size(bytes, Language::En), en);
        }
    }

    #[test]
    fn a_header_has_its_own_way_of_dates() {
        let at: Timestamp = "2026-07-31T22:05:00Z".parse().unwrap();
        assert_eq!(header_date(at), "Fri, 31 Jul 2026 22:05:00 +0000");
    }

    #[test]
    fn times_are_those_of_the_recipient() {
        let at: Timestamp = "2026-07-31T22:05:00Z".parse().unwrap();
        let paris = Zone::named(Some("Europe/Paris"));
        assert_eq!(paris.moment(at, Language::Fr), "1er août 2026 à 00:05");
        assert_eq!(
            Zone::named(None).moment(at, Language::En),
            "31 July 2026 at 22:05"
        );
        assert_eq!(Zone::named(Some("Mars/Base")).name, "UTC");
        assert!(
            Zone::named(None)
                .moment(Timestamp::MAX, Language::En)
                .contains("9999")
        );
    }
}
