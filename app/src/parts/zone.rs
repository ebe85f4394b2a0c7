//! The name of a time zone.

use leptos::prelude::*;

use super::{Button, Field, Submit};
use crate::browser;
use crate::i18n::use_i18n;
use crate::say;

/// A field for `time_zone`, with the browser's own zone one press away when it is another.
#[component]
pub fn Zone(
    zone: RwSignal<String>,
    submit: Submit,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let here = RwSignal::new(None::<String>);
    Effect::new(move |_| here.set(browser::time_zone()));
    let offer = move || {
        let here = here.get().filter(|here| *here != zone.read().trim())?;
        let words = say!(i18n, accounts.use_browser_zone, zone = here.clone());
        let press = Callback::new(move |()| zone.set(here.clone()));
        Some(view! { <div class="toolbar"><Button press=press>{words}</Button></div> })
    };
    view! {
        <Field name="time_zone" label=label hint=hint value=zone error=submit.error_of("time_zone")/>
        {offer}
    }
    .into_any()
}
