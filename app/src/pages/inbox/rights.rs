//! Who reads the tickets of an inbox, answers them, and changes it.

use domain::id::InboxId;
use domain::wire::{PrincipalName, Right};
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, ProblemNotice, RightLines, RightsFields, Submit, use_toasts};
use crate::say;

/// The list, saved as a whole.
#[component]
pub fn RightsSection(id: InboxId, rights: Vec<Right>, names: Vec<PrincipalName>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let lines = RightLines::new(&rights, names);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let rights = lines.rights();
        submit.run(
            async move { api.set_inbox_rights(id, &rights).await },
            move |()| toasts.say(say!(i18n, common.saved)),
        );
    };
    view! {
        <section class="section">
            <h2>{say!(i18n, desk.rights)}</h2>
            <p class="note">{say!(i18n, desk.rights_text)}</p>
            <form class="form" on:submit=send>
                <RightsFields rights=lines none=say!(i18n, desk.no_rights) add=say!(i18n, desk.add_right)/>
                <ProblemNotice problem=submit.problem/>
                <footer><Button busy=submit.busy>{say!(i18n, desk.save_rights)}</Button></footer>
            </form>
        </section>
    }
    .into_any()
}
