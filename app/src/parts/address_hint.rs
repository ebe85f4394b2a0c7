//! What is to be said of an address as it is typed.

use domain::wire::{AddressCheck, TakesMail};
use leptos::prelude::*;

use super::{Button, lazily};
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::say;

/// Below the input of `address`: a slip that can be taken back, or a domain that takes no mail.
#[component]
pub fn AddressHint(address: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let seen = lazily(
        move || address.get().trim().to_owned(),
        move |typed: String| async move {
            // Half an address is no mistake yet.
            if !typed
                .rsplit_once('@')
                .is_some_and(|(_, domain)| domain.contains('.'))
            {
                return Ok(None);
            }
            api.check_address(&typed).await.map(Some)
        },
    );
    let hint = move || {
        let AddressCheck {
            suggestion,
            takes_mail,
            ..
        } = seen.answer.get()?.ok()??;
        if let Some(meant) = suggestion {
            let meant = meant.to_string();
            let words = say!(i18n, people.meant, address = meant.clone());
            let press = Callback::new(move |()| address.set(meant.clone()));
            return Some(
                view! { <div class="toolbar"><Button press=press>{words}</Button></div> }
                    .into_any(),
            );
        }
        (takes_mail == TakesMail::No).then(|| {
            view! { <p class="note error">{say!(i18n, people.no_mail_there)}</p> }.into_any()
        })
    };
    view! { <div aria-live="polite">{hint}</div> }.into_any()
}
