//! What could not be done or read, in our words.

use leptos::prelude::*;

use super::{Button, PageHead, problem_words};
use crate::api::Problem;
use crate::i18n::use_i18n;
use crate::say;
use crate::visit::PageStatus;

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

/// In place of a whole page that could not be read: with a heading, a title and the status of the refusal.
#[component]
pub fn ProblemPage(problem: Problem, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    PageStatus::set(problem.status);
    let title = if problem.status == 404 {
        say!(i18n, common.not_found_title)
    } else {
        say!(i18n, common.unread_title)
    };
    view! {
        <PageHead title=title/>
        <ProblemFace problem=problem again=again/>
    }
    .into_any()
}
