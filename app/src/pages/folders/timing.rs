//! When the mails of alerts on the folder leave.

use domain::time::Span;
use domain::timing::{Days, MailTiming};
use domain::wire::{Folder, FolderChange};
use leptos::prelude::*;

use super::Reload;
use crate::api::{Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Button, Field, ProblemNotice, Select, Submit, typed_span, use_toasts};
use crate::say;

/// The choice, and what it needs: spans, or times of the day.
#[component]
pub fn TimingForm(folder: Folder, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, Reload(reload), toasts) = (use_api(), expect_context::<Reload>(), use_toasts());
    let submit = Submit::new();
    let fields = Fields::new(folder.mail_timing);
    let id = folder.id;
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let save = async move {
            let change = FolderChange {
                mail_timing: Some(fields.timing()?),
                ..FolderChange::default()
            };
            api.change_folder(id, &change).await
        };
        submit.run(save, move |_| {
            open.set(false);
            toasts.say(say!(i18n, common.saved));
            reload.run(());
        });
    };
    let above = match folder.parent {
        Some(_) => say!(i18n, folders.timing_above),
        None => say!(i18n, folders.timing_settings),
    };
    let whens = [
        (ABOVE, above),
        (AFTER, say!(i18n, folders.timing_after)),
        (AT, say!(i18n, folders.timing_at)),
    ];
    let days = [
        (DAILY, say!(i18n, folders.daily)),
        (WEEKDAYS, say!(i18n, folders.weekdays)),
    ];
    view! {
        <form on:submit=send>
            <Select name="mail-timing" label=say!(i18n, folders.timing) hint=say!(i18n, folders.timing_hint) value=fields.when options=options(&whens)/>
            <Show when=move || *fields.when.read() == AFTER>
                <div class="row">
                    <Field name="time_email" label=say!(i18n, mail.time_email) hint=say!(i18n, mail.time_email_hint) value=fields.time_email error=submit.error_of("time_email")/>
                    <Field name="time_email_max" label=say!(i18n, mail.time_email_max) hint=say!(i18n, mail.time_email_max_hint) value=fields.time_email_max error=submit.error_of("time_email_max")/>
                </div>
            </Show>
            <Show when=move || *fields.when.read() == AT>
                <div class="row">
                    <Field name="times" label=say!(i18n, folders.times) hint=say!(i18n, folders.times_hint) value=fields.times error=submit.error_of("times")/>
                    <Select name="days" label=say!(i18n, folders.days) value=fields.days options=options(&days)/>
                </div>
            </Show>
            <ProblemNotice problem=submit.problem/>
            <footer><Button busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}

const ABOVE: &str = "above";
const AFTER: &str = "after";
const AT: &str = "at";
const DAILY: &str = "daily";
const WEEKDAYS: &str = "weekdays";

fn options(words: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = words
        .iter()
        .map(|(code, words)| ((*code).to_owned(), (*words).to_owned()));
    owned.collect()
}

/// What is typed, until it is saved. What is not chosen keeps what was typed into it.
#[derive(Clone, Copy)]
struct Fields {
    when: RwSignal<String>,
    time_email: RwSignal<String>,
    time_email_max: RwSignal<String>,
    times: RwSignal<String>,
    days: RwSignal<String>,
}

impl Fields {
    fn new(timing: Option<MailTiming>) -> Self {
        let (mut when, mut times, mut chosen) = (ABOVE, String::new(), Days::default());
        let mut spans = (Span::from_minutes(5), Span::from_minutes(40));
        match timing {
            None => {}
            Some(MailTiming::After {
                time_email,
                time_email_max,
            }) => {
                when = AFTER;
                spans = (time_email, time_email_max);
            }
            Some(MailTiming::At { times: at, days }) => {
                when = AT;
                let at: Vec<String> = at.iter().map(ToString::to_string).collect();
                times = at.join(", ");
                chosen = days;
            }
        }
        let days = match chosen {
            Days::Daily => DAILY,
            Days::Weekdays => WEEKDAYS,
        };
        Self {
            when: RwSignal::new(when.to_owned()),
            time_email: RwSignal::new(spans.0.to_string()),
            time_email_max: RwSignal::new(spans.1.to_string()),
            times: RwSignal::new(times),
            days: RwSignal::new(days.to_owned()),
        }
    }

    fn timing(self) -> Result<Option<MailTiming>, Problem> {
        Ok(match self.when.get_untracked().as_str() {
            AFTER => {
                let timing = MailTiming::After {
                    time_email: typed_span("time_email", self.time_email)?,
                    time_email_max: typed_span("time_email_max", self.time_email_max)?,
                };
                let crossed = || Problem::of_field("time_email_max", "bad_field");
                Some(timing)
                    .filter(MailTiming::is_sensible)
                    .ok_or_else(crossed)
                    .map(Some)?
            }
            AT => {
                let bad = || Problem::of_field("times", "bad_times");
                let typed = self.times.get_untracked();
                let times = typed.split([',', ';', ' ']).filter(|text| !text.is_empty());
                let times: Result<Vec<_>, _> = times.map(str::parse).collect();
                let timing = MailTiming::At {
                    times: times.map_err(|_| bad())?,
                    days: if *self.days.read_untracked() == WEEKDAYS {
                        Days::Weekdays
                    } else {
                        Days::Daily
                    },
                };
                Some(timing)
                    .filter(MailTiming::is_sensible)
                    .ok_or_else(bad)
                    .map(Some)?
            }
            _ => None,
        })
    }
}
