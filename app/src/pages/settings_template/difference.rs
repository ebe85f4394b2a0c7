//! The words beside those delivered with us, line by line.

use domain::template::Template;
use leptos::prelude::*;

use super::draft::Draft;
use crate::i18n::{Locale, use_i18n};
use crate::say;

mod lines;

use lines::{Line, differing};

/// What is typed against the default, part by part.
#[component]
pub fn Difference(draft: Draft, default: Template) -> impl IntoView {
    let i18n = use_i18n();
    let words = Memo::new(move |_| draft.words());
    let parts = move || {
        let now = words.get();
        let parts = [
            (
                say!(i18n, templates.subject),
                &default.subject,
                &now.subject,
            ),
            (say!(i18n, templates.body), &default.text, &now.text),
            (say!(i18n, templates.html), &default.html, &now.html),
        ];
        let changed = parts.into_iter().filter(|(_, before, now)| before != now);
        let shown: Vec<_> = changed
            .map(|(title, before, now)| part(i18n, title, before, now))
            .collect();
        if shown.is_empty() {
            view! { <p class="note">{say!(i18n, templates.no_difference)}</p> }.into_any()
        } else {
            shown.into_any()
        }
    };
    view! {
        <section class="section difference">
            <h2>{say!(i18n, templates.difference)}</h2>
            {parts}
        </section>
    }
    .into_any()
}

fn part(i18n: Locale, title: &'static str, before: &str, now: &str) -> AnyView {
    let lines = differing(before, now)
        .into_iter()
        .map(|line| shown(i18n, line))
        .collect_view();
    view! {
        <h3>{title}</h3>
        <div class="lines">{lines}</div>
    }
    .into_any()
}

/// With a sign for eyes that see no colours, and a word for ears.
fn shown(i18n: Locale, line: Line<'_>) -> AnyView {
    match line {
        Line::Same(text) => view! { <p>{text.to_owned()}</p> }.into_any(),
        Line::Gone(text) => {
            let word = say!(i18n, templates.gone);
            view! { <del><span class="hidden">{word}" "</span>{text.to_owned()}</del> }.into_any()
        }
        Line::New(text) => {
            let word = say!(i18n, templates.new);
            view! { <ins><span class="hidden">{word}" "</span>{text.to_owned()}</ins> }.into_any()
        }
        Line::Left => view! { <p class="note">"⋯"</p> }.into_any(),
    }
}
