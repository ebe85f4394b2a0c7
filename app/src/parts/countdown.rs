//! The time that is left.

use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_i18n::Locale as _;

use crate::browser::local_moment;
use crate::i18n::{Locale, use_i18n};
use crate::say;

/// How long until `at`, told again each time `now` changes. The server does not know the reader's clock: its page has
/// `now` empty and shows the hour, so both first renderings are the same.
#[component]
pub fn Countdown(
    at: Timestamp,
    /// By the reader's clock.
    #[prop(into)]
    now: Signal<Option<Timestamp>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let instant = at.to_string();
    let title = RwSignal::new(None::<String>);
    let told = instant.clone();
    Effect::new(move |_| {
        title.set(local_moment(&told, i18n.as_str()).map(|moment| moment.absolute))
    });
    let clock = instant.get(11..19).unwrap_or_default().to_owned();
    let text = move || match now.get() {
        Some(now) => left(i18n, at.since(now).ms() / 1000),
        None => format!("{clock} UTC"),
    };
    view! { <time datetime=instant title=title>{text}</time> }.into_any()
}

fn left(i18n: Locale, seconds: u64) -> String {
    if seconds == 0 {
        return say!(i18n, common.due_now).to_owned();
    }
    let day = if i18n == Locale::fr { 'j' } else { 'd' };
    let span = match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} {day} {} h", seconds / 86_400, seconds % 86_400 / 3600),
    };
    say!(i18n, common.due_in, span = span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_in_two_units_at_most() {
        let told = |seconds| left(Locale::en, seconds);
        assert_eq!(told(0), "now");
        assert_eq!(told(35), "in 35 s");
        assert_eq!(told(245), "in 4 min 05 s");
        assert_eq!(told(7_500), "in 2 h 05 min");
        assert_eq!(left(Locale::fr, 180_000), "dans 2 j 2 h");
    }
}
