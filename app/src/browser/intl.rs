//! Times in the reader's zone and language, through the browser's own `Intl`.

use std::cell::RefCell;

use domain::time::Timestamp;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// A time as the reader says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Day and clock in the reader's zone.
    pub absolute: String,
    /// "3 minutes ago".
    pub relative: String,
}

/// `at` (RFC 3339) for a reader of `language`.
pub fn local_moment(at: &str, language: &str) -> Option<Moment> {
    let date = Date::new(&JsValue::from_str(at));
    if date.get_time().is_nan() {
        return None;
    }
    let locales = Array::of1(&JsValue::from_str(&spoken(language)));
    Some(Moment {
        absolute: absolute(&date, &locales)?,
        relative: relative(&date, &locales)?,
    })
}

/// The page's language as the browser's region writes it: a British reader wants the day before the month.
fn spoken(language: &str) -> String {
    web_sys::window()
        .and_then(|window| window.navigator().language())
        .filter(|wish| wish.starts_with(language))
        .unwrap_or_else(|| language.to_owned())
}

/// Day and minute of `at` (RFC 3339) for a reader of `language`.
pub fn local_clock(at: &str, language: &str) -> Option<String> {
    let date = Date::new(&JsValue::from_str(at));
    if date.get_time().is_nan() {
        return None;
    }
    let locales = Array::of1(&JsValue::from_str(&spoken(language)));
    written(&date, &format(&locales, "short")?)
}

/// The reader's clock.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 are below 2^53"
)]
pub fn now() -> Timestamp {
    Timestamp::from_ms(Date::now() as u64)
}

/// The reader's zone, by its IANA name.
pub fn time_zone() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into())
        .ok()?
        .as_string()
}

/// How many minutes east of UTC the reader is now; 0 while the server renders.
#[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
pub fn utc_offset() -> i32 {
    if cfg!(target_arch = "wasm32") {
        -Date::new_0().get_timezone_offset() as i32
    } else {
        0
    }
}

/// The reader's day (YYYY-MM-DD) at `at` (RFC 3339).
pub fn local_day(at: &str) -> Option<String> {
    let date = Date::new(&JsValue::from_str(at));
    if date.get_time().is_nan() {
        return None;
    }
    let (year, month, day) = (date.get_full_year(), date.get_month() + 1, date.get_date());
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// The reader's minute (YYYY-MM-DDTHH:MM) at `at` (RFC 3339).
pub fn local_minute(at: &str) -> Option<String> {
    let day = local_day(at)?;
    let date = Date::new(&JsValue::from_str(at));
    let (hours, minutes) = (date.get_hours(), date.get_minutes());
    Some(format!("{day}T{hours:02}:{minutes:02}"))
}

/// Without case and accents, for comparing, as `domain::fold` does. The browser has the tables, so
/// that the page need not carry them.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let apart = String::from(js_sys::JsString::from(text).normalize("NFKD"));
    let mut folded = String::with_capacity(apart.len());
    for c in apart.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            c => folded.push(c),
        }
    }
    folded
}

thread_local! {
    /// Making a format takes a hundred times as long as using it, and a page has one language.
    static ABSOLUTE: RefCell<Option<Intl::DateTimeFormat>> = const { RefCell::new(None) };
}

fn absolute(date: &Date, locales: &Array) -> Option<String> {
    let format = ABSOLUTE.with_borrow_mut(|known| {
        if known.is_none() {
            *known = Some(format(locales, "medium")?);
        }
        known.clone()
    })?;
    written(date, &format)
}

/// A short day with a clock: `medium` to the second, `short` to the minute.
fn format(locales: &Array, clock: &str) -> Option<Intl::DateTimeFormat> {
    let options = Object::new();
    for (name, value) in [("dateStyle", "short"), ("timeStyle", clock)] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    Some(Intl::DateTimeFormat::new(locales, &options))
}

fn written(date: &Date, format: &Intl::DateTimeFormat) -> Option<String> {
    let written = format.format().call1(&JsValue::UNDEFINED, date).ok()?;
    written.as_string()
}

fn relative(date: &Date, locales: &Array) -> Option<String> {
    let options = Object::new();
    Reflect::set(&options, &"numeric".into(), &"auto".into()).ok()?;
    let seconds = (date.get_time() - Date::now()) / 1000.0;
    let (count, unit) = coarse(seconds);
    let format = Intl::RelativeTimeFormat::new(locales, &options);
    Some(String::from(format.format(count, unit)))
}

fn coarse(seconds: f64) -> (f64, &'static str) {
    let units = [
        (60.0, "second", 1.0),
        (3600.0, "minute", 60.0),
        (86400.0, "hour", 3600.0),
    ];
    for (below, unit, length) in units {
        if seconds.abs() < below {
            return ((seconds / length).round(), unit);
        }
    }
    ((seconds / 86400.0).round(), "day")
}
