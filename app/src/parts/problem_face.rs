//! What could not be done or read, in our words.

use leptos::prelude::*;

use super::{Button, problem_words};
use crate::api::Problem;
use crate::i18n::use_i18n;
use crate::say;

/// In place of content that could not be read.
#[component]
pub fn ProblemFace(
    problem: Problem,
    #[prop(optional, into)] again: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="empty problem" role="alert">
            <p class="title">{problem_words(i18n, &problem)}</p>
            {again.map(|again| view! { <Button press=again>{say!(i18n, common.try_again)}</Button> })}
        </div>
    }
    .into_any()
}

/// Above the buttons of a form that was refused. What concerns one field stands at that field too.
#[component]
pub fn ProblemNotice(#[prop(into)] problem: Signal<Option<Problem>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        problem.get().map(|problem| {
            view! { <div class="notice bad" role="alert">{problem_words(i18n, &problem)}</div> }
        })
    }
}
