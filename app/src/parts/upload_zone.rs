//! Where files are dropped or picked, and how far each one is.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Button, Look, size_text};
use crate::i18n::use_i18n;
use crate::say;

/// Takes files by drop on its children, or by the picker that `picker` opens.
#[component]
pub fn UploadZone(
    picker: NodeRef<html::Input>,
    files: Callback<Vec<web_sys::File>>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let over = RwSignal::new(false);
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        files.run(listed(
            event.data_transfer().and_then(|carried| carried.files()),
        ));
    };
    // Picked before the page was awake.
    Effect::new(move |_| {
        let waiting = picker
            .get()
            .map(|input| listed(input.files()))
            .unwrap_or_default();
        if !waiting.is_empty() {
            files.run(waiting);
        }
    });
    let picked = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = input {
            files.run(listed(input.files()));
            // So that picking the same file again is a change again.
            input.set_value("");
        }
    };
    view! {
        <div
            class="upload-zone"
            class:over=over
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <input node_ref=picker type="file" multiple hidden on:change=picked/>
            {children()}
            <p class="drop-hint" aria-hidden="true">{say!(i18n, common.drop_here)}</p>
        </div>
    }
    .into_any()
}

fn listed(files: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    let Some(files) = files else {
        return Vec::new();
    };
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// How one upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// Behind others.
    Waiting,
    /// Bytes sent so far.
    Sending(u64),
    /// There.
    Done,
    /// Stopped by hand.
    Stopped,
    /// Refused, with our words for why.
    Refused(String),
}

/// One upload, with what can be done about it.
#[component]
pub fn UploadRow(
    #[prop(into)] name: String,
    size: u64,
    #[prop(into)] state: Signal<UploadState>,
    stop: Callback<()>,
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let progress = move || match state.get() {
        UploadState::Waiting => say!(i18n, common.waiting).into_any(),
        UploadState::Sending(sent) => {
            let (sent, size) = (sent.to_string(), size.max(1).to_string());
            view! { <progress max=size value=sent></progress> }.into_any()
        }
        UploadState::Done => {
            view! { <span class="good">{say!(i18n, common.uploaded)}</span> }.into_any()
        }
        UploadState::Stopped => say!(i18n, common.stopped).into_any(),
        UploadState::Refused(why) => view! { <span class="bad">{why}</span> }.into_any(),
    };
    let action = move || match state.get() {
        UploadState::Waiting | UploadState::Sending(_) => {
            view! { <Button look=Look::Quiet press=stop>{say!(i18n, common.stop)}</Button> }
                .into_any()
        }
        UploadState::Refused(_) | UploadState::Stopped => {
            view! { <Button look=Look::Quiet press=again>{say!(i18n, common.try_again)}</Button> }
                .into_any()
        }
        UploadState::Done => ().into_any(),
    };
    view! {
        <li>
            <span class="name">{name}</span>
            <span class="size">{size_text(i18n, size)}</span>
            <span class="state">{progress}</span>
            {action}
        </li>
    }
    .into_any()
}
