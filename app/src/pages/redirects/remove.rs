//! Removing a list or a forward.

use std::future::Future;

use leptos::prelude::*;

use crate::api::Problem;
use crate::i18n::use_i18n;
use crate::parts::{Button, Confirm, Look, Submit, use_toasts};
use crate::say;

/// What is asked, and what is said once it is done.
pub struct Words {
    /// The question.
    pub title: &'static str,
    /// What follows from it.
    pub text: String,
    /// That it is done.
    pub done: &'static str,
}

/// Asks first; `delete` is the call.
pub fn remove<W>(
    words: Words,
    label: String,
    delete: impl Fn() -> W + Send + Sync + 'static,
    reload: Callback<()>,
) -> AnyView
where
    W: Future<Output = Result<(), Problem>> + 'static,
{
    let i18n = use_i18n();
    let toasts = use_toasts();
    let submit = Submit::new();
    let open = RwSignal::new(false);
    let done = words.done;
    let yes = Callback::new(move |()| {
        submit.run(delete(), move |()| {
            toasts.say(done);
            reload.run(());
        });
    });
    view! {
        <Button look=Look::Quiet label=label press=Callback::new(move |()| open.set(true))>{say!(i18n, common.delete)}</Button>
        <Confirm
            open=open
            title=words.title
            text=Signal::stored(words.text)
            verb=Signal::stored(say!(i18n, common.delete).to_owned())
            submit=submit
            yes=yes
        />
    }
    .into_any()
}
