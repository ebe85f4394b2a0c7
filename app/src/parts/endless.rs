//! A list that goes on as one reads.

use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::{Button, ProblemNotice, Submit};
use crate::browser::on_sight;
use crate::i18n::use_i18n;
use crate::say;

/// Below a list: loads the next page when it comes into view, or when pressed.
#[component]
pub fn Endless(
    /// There is more.
    #[prop(into)]
    more: Signal<bool>,
    submit: Submit,
    next: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<html::Div>::new();
    let sight = StoredValue::new(None);
    Effect::new(move |_| {
        let Some(foot) = node.get() else { return };
        // After a refusal only the button tries again, else it would knock without end.
        let seen = move || {
            if more.get_untracked() && submit.problem.with_untracked(Option::is_none) {
                next.run(());
            }
        };
        sight.set_value(on_sight(&foot, seen).map(SendWrapper::new));
    });
    on_cleanup(move || drop(sight.try_set_value(None)));
    view! {
        <div class="endless" node_ref=node>
            <ProblemNotice problem=submit.problem/>
            <Show when=move || more.get()>
                <Button busy=submit.busy press=next>{say!(i18n, common.more)}</Button>
            </Show>
        </div>
    }
    .into_any()
}
