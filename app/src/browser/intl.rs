//! Times in the reader's zone and language, through the browser's own `Intl`.

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

fn absolute(date: &Date, locales: &Array) -> Option<String> {
    let options = Object::new();
    for (name, value) in [("dateStyle", "short"), ("timeStyle", "medium")] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    let format = Intl::DateTimeFormat::new(locales, &options);
    format
        .format()
        .call1(&JsValue::UNDEFINED, date)
        .ok()?
        .as_string()
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
