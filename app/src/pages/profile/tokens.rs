//! One's own API tokens.

use domain::wire::{NewToken, Secret, Token, TokenMade};
use leptos::prelude::*;

use crate::api::use_api;
use crate::browser;
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Confirm, Empty, Field, Look, Notice, ProblemNotice, Submit, Table, Time, Tone, loaded,
    use_toasts,
};
use crate::say;

/// Makes, lists and revokes them.
#[component]
pub fn TokensSection() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let tokens = Resource::new(|| (), move |()| async move { api.tokens().await });
    let reload = Callback::new(move |()| tokens.refetch());
    let fresh = RwSignal::new(None::<TokenMade>);
    view! {
        <section class="section">
            <h2>{say!(i18n, accounts.tokens)}</h2>
            <p class="note">{say!(i18n, accounts.tokens_text)}</p>
            <AddToken made=Callback::new(move |made| {
                fresh.set(Some(made));
                reload.run(());
            })/>
            {move || fresh.get().map(|made| view! { <Fresh made=made/> })}
            {loaded(tokens, move |tokens| view! { <TokenTable tokens=tokens.items reload=reload/> }.into_any())}
        </section>
    }
    .into_any()
}

#[component]
fn AddToken(made: Callback<TokenMade>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let name = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let token = NewToken {
            name: name.get_untracked(),
            expires_at: None,
        };
        submit.run(
            async move { api.create_token(&token).await },
            move |token| {
                name.set(String::new());
                made.run(token);
            },
        );
    };
    view! {
        <form class="form" on:submit=send>
            <Field name="token-name" label=say!(i18n, accounts.token_name) value=name required=true error=submit.error_of("name")/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button busy=submit.busy>{say!(i18n, accounts.create_token)}</Button></footer>
        </form>
    }
    .into_any()
}

/// The key itself, this once.
#[component]
fn Fresh(made: TokenMade) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let Secret(key) = made.token;
    let copied = key.clone();
    let copy = Callback::new(move |()| {
        browser::copy(&copied);
        toasts.say(say!(i18n, common.copied));
    });
    view! {
        <Notice tone=Tone::Good>
            <p>{say!(i18n, accounts.token_once)}</p>
            <p><code>{key}</code>" "<Button look=Look::Quiet press=copy>{say!(i18n, common.copy)}</Button></p>
        </Notice>
    }
    .into_any()
}

#[component]
fn TokenTable(tokens: Vec<Token>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    if tokens.is_empty() {
        return view! { <Empty title=say!(i18n, accounts.no_tokens)/> }.into_any();
    }
    let chosen = RwSignal::new(None::<Token>);
    let row = move |token: Token| {
        let expires = match token.expires_at {
            Some(at) => view! { <Time at=at.to_string()/> }.into_any(),
            None => say!(i18n, accounts.token_never).into_any(),
        };
        let (name, created) = (token.name.clone(), token.created_at.to_string());
        let press = Callback::new(move |()| chosen.set(Some(token.clone())));
        view! {
            <tr>
                <td class="name">{name}</td>
                <td><Time at=created/></td>
                <td class="wide">{expires}</td>
                <td class="actions"><Button look=Look::Quiet press=press>{say!(i18n, accounts.revoke)}</Button></td>
            </tr>
        }
    };
    let rows = tokens.into_iter().map(row).collect_view();
    let head = [
        say!(i18n, accounts.token_name).to_owned(),
        say!(i18n, accounts.token_created).to_owned(),
        format!("~{}", say!(i18n, accounts.token_expires)),
        String::new(),
    ];
    view! {
        <div class="stacked">
            <Table caption=say!(i18n, accounts.tokens) head=head.to_vec()>
                <tbody>{rows}</tbody>
            </Table>
        </div>
        <Revoke chosen=chosen reload=reload/>
    }
    .into_any()
}

#[component]
fn Revoke(chosen: RwSignal<Option<Token>>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if chosen.read().is_some() {
            open.set(true);
        }
    });
    let name = move || {
        chosen
            .with(|token| token.as_ref().map(|token| token.name.clone()))
            .unwrap_or_default()
    };
    let yes = Callback::new(move |()| {
        let Some(token) = chosen.get_untracked() else {
            return;
        };
        submit.run(async move { api.delete_token(token.id).await }, move |()| {
            open.set(false);
            reload.run(());
        });
    });
    view! {
        <Confirm
            open=open
            title=say!(i18n, accounts.revoke_title)
            text=Signal::derive(move || say!(i18n, accounts.revoke_text, name = name()))
            verb=Signal::stored(say!(i18n, accounts.revoke).to_owned())
            submit=submit
            yes=yes
        />
    }
    .into_any()
}
