//! A time.

use leptos::prelude::*;
use leptos_i18n::Locale as _;

use crate::browser::local_moment;
use crate::i18n::use_i18n;

/// `at` (RFC 3339 UTC). The server writes UTC; after hydration the browser says it in the
/// reader's zone, so both first renderings are the same.
#[component]
pub fn Time(#[prop(into)] at: String, #[prop(optional)] relative: bool) -> impl IntoView {
    let language = use_i18n().as_str();
    let text = RwSignal::new(in_utc(&at));
    let title = RwSignal::new(None::<String>);
    let instant = at.clone();
    Effect::new(move |_| {
        if let Some(moment) = local_moment(&instant, language) {
            let (shown, aside) = if relative {
                (moment.relative, moment.absolute)
            } else {
                (moment.absolute, moment.relative)
            };
            text.set(shown);
            title.set(Some(aside));
        }
    });
    view! { <time datetime=at title=title>{text}</time> }.into_any()
}

/// `2026-11-21T22:06:17.123Z` as `2026-11-21 22:06:17 UTC`.
fn in_utc(at: &str) -> String {
    match (at.get(..10), at.get(11..19)) {
        (Some(day), Some(clock)) => format!("{day} {clock} UTC"),
        _ => at.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_utc;

    #[test]
    fn the_server_writes_times_in_utc() {
        assert_eq!(
            in_utc("2026-11-21T22:06:17.123Z"),
            "2026-11-21 22:06:17 UTC"
        );
        assert_eq!(in_utc("soon"), "soon");
    }
}
