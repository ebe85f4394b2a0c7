//! The server by which the inbox's answers leave, and a test of it (admins).

use domain::id::InboxId;
use domain::wire::{SmtpForm, SmtpSettings};
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::pages::settings_smtp::{Credentials, Fields, Server, SmtpTestSection};
use crate::parts::{Button, Look, Notice, ProblemNotice, Submit, Tone, loaded, use_toasts};
use crate::say;

/// The section.
#[component]
pub fn ServerSection(id: InboxId) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let settings = Resource::new(|| (), move |()| async move { api.inbox_smtp(id).await });
    let again = Callback::new(move |()| settings.refetch());
    view! {
        <section class="section">
            <h2>{say!(i18n, desk.server)}</h2>
            <p class="note">{say!(i18n, desk.server_text)}</p>
            {loaded(settings, move |settings| view! { <ServerForm id=id settings=settings again=again/> }.into_any())}
        </section>
    }
    .into_any()
}

#[component]
fn ServerForm(id: InboxId, settings: SmtpSettings, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let fields = Fields::new(&settings);
    let has_own = !settings.smtp_host.is_empty();
    let kept = settings.smtp_password_set;
    let as_saved = StoredValue::new(fields.form().ok().filter(|_| has_own));
    let own = RwSignal::new(has_own);
    let save = move |form: Result<SmtpForm, _>| {
        submit.run(
            async move { api.set_inbox_smtp(id, &form?).await },
            move |()| {
                toasts.say(say!(i18n, common.saved));
                again.run(());
            },
        );
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        save(fields.form());
    };
    let give_up = Callback::new(move |()| {
        if has_own {
            save(Ok(SmtpForm {
                smtp_host: Some(String::new()),
                ..SmtpForm::default()
            }));
        } else {
            own.set(false);
        }
    });
    view! {
        <Show when=move || !own.get()>
            <Notice tone=Tone::Plain>{say!(i18n, desk.server_none)}</Notice>
            <footer><Button press=Callback::new(move |()| own.set(true))>{say!(i18n, desk.server_own)}</Button></footer>
        </Show>
        <Show when=move || own.get()>
            <form class="form" on:submit=send>
                <Server fields=fields submit=submit/>
                <Credentials fields=fields submit=submit kept=kept/>
                <ProblemNotice problem=submit.problem/>
                <footer>
                    <Button look=Look::Primary busy=submit.busy>{say!(i18n, desk.server_save)}</Button>
                    <Button press=give_up>{say!(i18n, desk.server_give_up)}</Button>
                </footer>
            </form>
        </Show>
        <SmtpTestSection fields=fields own=own as_saved=as_saved inbox=id/>
    }
    .into_any()
}
