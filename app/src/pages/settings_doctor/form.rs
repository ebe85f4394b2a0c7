//! The domain to look at.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Asked;
use crate::i18n::use_i18n;
use crate::parts::{Button, Field, Look};
use crate::say;

/// What is typed, until it is asked.
#[derive(Clone, Copy)]
struct Fields {
    domain: RwSignal<String>,
    relay: RwSignal<String>,
    selector: RwSignal<String>,
}

impl Fields {
    /// As the address has it, also after a step back.
    fn follow(asked: Memo<Asked>) -> Self {
        let start = asked.get_untracked();
        let fields = Self {
            domain: RwSignal::new(start.domain),
            relay: RwSignal::new(start.relay),
            selector: RwSignal::new(start.selector),
        };
        Effect::new(move |before: Option<()>| {
            let now = asked.get();
            if before.is_some() {
                fields.domain.set(now.domain);
                fields.relay.set(now.relay);
                fields.selector.set(now.selector);
            }
        });
        fields
    }

    fn asked(self) -> Asked {
        let text = |typed: RwSignal<String>| typed.with_untracked(|typed| typed.trim().to_owned());
        Asked {
            domain: text(self.domain),
            relay: text(self.relay),
            selector: text(self.selector),
        }
    }
}

/// Goes to the page that answers; what stands there already is asked again.
#[component]
pub fn AskedForm(asked: Memo<Asked>, again: Callback<()>, busy: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let fields = Fields::follow(asked);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let typed = fields.asked();
        if typed == asked.get_untracked() {
            again.run(());
        } else {
            navigate(
                &typed.query().on("/settings/doctor"),
                NavigateOptions::default(),
            );
        }
    };
    view! {
        <form class="form" on:submit=send>
            <Field name="domain" label=say!(i18n, doctor.domain) hint=say!(i18n, doctor.domain_hint) value=fields.domain/>
            <div class="row">
                <Field name="relay" label=say!(i18n, doctor.relay) hint=say!(i18n, doctor.relay_hint) value=fields.relay/>
                <Field name="selector" label=say!(i18n, doctor.selector) hint=say!(i18n, doctor.selector_hint) value=fields.selector/>
            </div>
            <footer><Button look=Look::Primary busy=busy>{say!(i18n, doctor.look)}</Button></footer>
        </form>
    }
    .into_any()
}
