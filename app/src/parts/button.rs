//! A button.

use leptos::prelude::*;

use super::awake;

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do here.
    Primary,
    /// One of several.
    #[default]
    Plain,
    /// In a row or a toolbar: text only.
    Quiet,
    /// It removes something.
    Danger,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Plain => "button",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

/// A button; `busy` keeps it from being pressed twice. Without `press` it submits its form.
#[component]
pub fn Button(
    #[prop(optional)] look: Look,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] press: Option<Callback<()>>,
    #[prop(optional, into)] label: Option<String>,
    children: Children,
) -> impl IntoView {
    let awake = awake();
    let kind = if press.is_some() { "button" } else { "submit" };
    let pressed = move |_| {
        if let Some(press) = press
            && !busy.get_untracked()
        {
            press.run(());
        }
    };
    view! {
        <button
            class=look.class()
            type=kind
            aria-label=label
            aria-busy=move || busy.get().then_some("true")
            disabled=move || !awake.get() || disabled.get() || busy.get()
            class:cold=move || !awake.get()
            on:click=pressed
        >
            {children()}
        </button>
    }
    .into_any()
}
