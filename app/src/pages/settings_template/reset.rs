//! Back to the words delivered with us.

use domain::template::Template;
use leptos::prelude::*;

use super::TemplateOf;
use super::draft::Draft;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Confirm, Submit, use_toasts};
use crate::say;

/// Asks, removes one's own words, and shows the default ones. Where there are none of one's own there is no button.
#[component]
pub fn Reset(template_of: TemplateOf, draft: Draft, default: Template) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let (name, language) = template_of;
    let (submit, open) = (Submit::new(), RwSignal::new(false));
    let yes = Callback::new(move |()| {
        let default = default.clone();
        submit.run(
            async move { api.reset_template(name, language).await },
            move |()| {
                draft.bring_back(default);
                open.set(false);
                toasts.say(say!(i18n, templates.reset_done));
            },
        );
    });
    view! {
        <Show when=move || draft.own.get()>
            <Button press=Callback::new(move |()| open.set(true))>{say!(i18n, templates.reset)}</Button>
        </Show>
        <Confirm open=open title=say!(i18n, templates.reset_title) text=say!(i18n, templates.reset_text)
            verb=say!(i18n, templates.reset_verb) submit=submit yes=yes/>
    }
    .into_any()
}
