//! "Do you mean it?", for what cannot be taken back in one step.

use leptos::prelude::*;

use super::{Button, Dialog, Look, ProblemNotice, Submit};
use crate::i18n::use_i18n;
use crate::say;

/// Asks before `yes`. The caller's [`Submit`] runs it, so that a refusal is shown here.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    #[prop(into)] title: String,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] verb: Signal<String>,
    submit: Submit,
    yes: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open=open title=title>
            <p>{text}</p>
            <ProblemNotice problem=submit.problem/>
            <footer>
                <Button press=Callback::new(move |()| open.set(false))>
                    {say!(i18n, common.cancel)}
                </Button>
                <Button look=Look::Danger busy=submit.busy press=yes>
                    {verb}
                </Button>
            </footer>
        </Dialog>
    }
    .into_any()
}
