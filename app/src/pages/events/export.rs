//! What was found as a file, with how far it is.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::Filtering;
use crate::api::Problem;
use crate::browser::{Saving, save};
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Button, Dialog, Look, ProblemNotice, grouped, use_toasts};
use crate::say;

/// The ways to write it: the address's words, and the file's name.
const FORMATS: [(&str, &str, &str); 3] = [
    ("csv", "format=csv&separator=comma", "events.csv"),
    (
        "csv-semicolon",
        "format=csv&separator=semicolon",
        "events.csv",
    ),
    ("ndjson", "format=ndjson", "events.ndjson"),
];

/// An export on its way.
#[derive(Clone, Copy)]
struct Under {
    /// Events here, and events that will be.
    way: RwSignal<Option<(u64, u64)>>,
    problem: RwSignal<Option<Problem>>,
    saving: StoredValue<Option<SendWrapper<Saving>>>,
    stopped: StoredValue<bool>,
}

/// A button, and its dialog.
#[component]
pub fn Export() -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let show = Callback::new(move |()| open.set(true));
    let title = say!(i18n, journal.export);
    let under = Under {
        way: RwSignal::new(None),
        problem: RwSignal::new(None),
        saving: StoredValue::new(None),
        stopped: StoredValue::new(false),
    };
    view! {
        <Button press=show>{title}</Button>
        <Dialog open=open title=title>
            <Choice under=under open=open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Choice(under: Under, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, .. } = expect_context();
    let toasts = use_toasts();
    // French spreadsheets take a comma for the decimal point.
    let usual = if i18n == Locale::fr {
        "csv-semicolon"
    } else {
        "csv"
    };
    let format = RwSignal::new(usual);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let chosen = FORMATS
            .iter()
            .find(|(name, ..)| *name == format.get_untracked());
        let Some((_, writing, file)) = chosen else {
            return;
        };
        let filter = wanted.get_untracked().listing().on("");
        let joint = if filter.is_empty() { '?' } else { '&' };
        start(
            under,
            format!("/api/v1/events/export{filter}{joint}{writing}"),
            file,
            move || {
                toasts.say(say!(i18n, journal.exported));
                open.set(false);
            },
        );
    };
    let words = |name: &str| match name {
        "csv" => say!(i18n, journal.csv),
        "csv-semicolon" => say!(i18n, journal.csv_semicolon),
        _ => say!(i18n, journal.ndjson),
    };
    let choices = FORMATS.map(|(name, ..)| {
        view! {
            <label class="choice">
                <input type="radio" name="format" value=name checked={name == usual} on:change=move |_| format.set(name)/>
                {words(name)}
            </label>
        }
    });
    let busy = Signal::derive(move || under.way.read().is_some());
    view! {
        <form on:submit=send>
            <p class="note">{say!(i18n, journal.export_hint)}</p>
            <fieldset disabled=busy>
                <legend>{say!(i18n, journal.format)}</legend>
                {choices.collect_view()}
            </fieldset>
            <ProblemNotice problem=under.problem/>
            <Progress under=under/>
            <footer>
                <Button look=Look::Primary busy=busy>{say!(i18n, journal.export_now)}</Button>
                <Stop under=under/>
            </footer>
        </form>
    }
    .into_any()
}

#[component]
fn Progress(under: Under) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        under.way.get().map(|(here, all)| {
            let (here, all) = (here.min(all), all);
            let words = say!(i18n, journal.exporting, here = grouped(i18n, here), all = grouped(i18n, all));
            view! {
                <div class="export-way" role="status">
                    <progress value=here.to_string() max=all.max(1).to_string() aria-label=words.clone()></progress>
                    <p class="note">{words}</p>
                </div>
            }
        })
    }
}

#[component]
fn Stop(under: Under) -> impl IntoView {
    let i18n = use_i18n();
    let stop = Callback::new(move |()| {
        under.stopped.set_value(true);
        under.saving.with_value(|saving| {
            if let Some(saving) = saving {
                saving.abort();
            }
        });
    });
    view! {
        <Show when=move || under.way.read().is_some()>
            <Button press=stop>{say!(i18n, common.stop)}</Button>
        </Show>
    }
    .into_any()
}

fn start(under: Under, path: String, file: &'static str, done: impl Fn() + 'static) {
    if under.way.get_untracked().is_some() {
        return;
    }
    under.problem.set(None);
    under.stopped.set_value(false);
    under.way.set(Some((0, 0)));
    let progress = move |here, all| {
        // The page may be gone.
        under.way.try_set(Some((here, all)));
    };
    let ended = move |outcome: Result<(), Problem>| {
        if under.way.try_set(None).is_some() {
            return;
        }
        match outcome {
            Ok(()) => done(),
            // Who stopped it knows.
            Err(_) if under.stopped.get_value() => {}
            Err(problem) => under.problem.set(Some(problem)),
        }
    };
    let saving = save(path, file, progress, ended).map(SendWrapper::new);
    under.saving.set_value(saving);
}
