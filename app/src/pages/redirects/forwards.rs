//! The forwards of addresses.

use domain::wire::{Forward, ForwardForm, User};
use leptos::prelude::*;

use super::fields::{CommonFields, Fields, placed};
use super::remove::{Words, remove};
use super::whom::Whom;
use crate::api::{Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Address, Button, Dialog, Empty, Look, ProblemNotice, Submit, Switch, Table, Tag, use_toasts,
};
use crate::say;

#[component]
pub fn Forwards(
    forwards: Vec<Forward>,
    people: StoredValue<Vec<User>>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let table = if forwards.is_empty() {
        view! { <Empty title=say!(i18n, redirects.no_forwards) hint=say!(i18n, redirects.no_forwards_hint)/> }
            .into_any()
    } else {
        let head = [
            say!(i18n, redirects.address).to_owned(),
            say!(i18n, redirects.to).to_owned(),
            format!("~{}", say!(i18n, redirects.both)),
            format!("~{}", say!(i18n, redirects.max)),
            String::new(),
        ];
        let rows = forwards.into_iter().map(|one| row(one, people, reload));
        let rows = rows.collect_view();
        view! {
            <div class="stacked">
                <Table caption=say!(i18n, redirects.forwards) head=head.to_vec()><tbody>{rows}</tbody></Table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section">
            <div class="page-head">
                <div>
                    <h2>{say!(i18n, redirects.forwards)}</h2>
                    <p class="note">{say!(i18n, redirects.forwards_text)}</p>
                </div>
                <div class="toolbar"><KeepForward people=people reload=reload/></div>
            </div>
            {table}
        </section>
    }
    .into_any()
}

fn row(forward: Forward, people: StoredValue<Vec<User>>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let (id, address) = (forward.id, forward.address.to_string());
    let words = Words {
        title: say!(i18n, redirects.delete_forward),
        text: say!(
            i18n,
            redirects.delete_forward_text,
            address = address.clone()
        ),
        done: say!(i18n, redirects.forward_deleted),
    };
    let label = say!(i18n, redirects.delete_one, name = address.clone());
    let delete = move || api.delete_forward(id);
    let off = (!forward.active).then(|| view! { " "<Tag>{say!(i18n, redirects.off)}</Tag> });
    let both = if forward.deliver_to_both {
        say!(i18n, common.yes)
    } else {
        say!(i18n, common.no)
    };
    let max = forward.max_recipients.map(|max| max.to_string());
    view! {
        <tr>
            <td class="name"><Address text=address/>{off}</td>
            <td><Whom whom=forward.to.clone() people=people/></td>
            <td class="wide">{both}</td>
            <td class="wide">{max.unwrap_or_else(|| say!(i18n, redirects.no_limit).to_owned())}</td>
            <td class="actions">
                <KeepForward forward=forward people=people reload=reload/>
                {remove(words, label, delete, reload)}
            </td>
        </tr>
    }
}

/// The button and the dialog that add a forward, or change this one.
#[component]
fn KeepForward(
    #[prop(optional)] forward: Option<Forward>,
    people: StoredValue<Vec<User>>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    let (title, button) = if let Some(forward) = &forward {
        let title = say!(
            i18n,
            redirects.change_one,
            name = forward.address.to_string()
        );
        let button = view! { <Button look=Look::Quiet label=title.clone() press=press>{say!(i18n, common.edit)}</Button> };
        (title, button.into_any())
    } else {
        let title = say!(i18n, redirects.add_forward);
        let button = view! { <Button look=Look::Primary press=press>{title}</Button> };
        (title.to_owned(), button.into_any())
    };
    view! {
        {button}
        <Dialog open=open title=title>
            <ForwardFields forward=forward.clone() people=people open=open reload=reload/>
        </Dialog>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Typed {
    both: RwSignal<bool>,
    common: Fields,
}

impl Typed {
    fn new(forward: Option<&Forward>) -> Self {
        let common = forward.map_or_else(Fields::blank, |forward| {
            let address = forward.address.to_string();
            Fields::new(address, &forward.to, forward.max_recipients, forward.active)
        });
        let both = forward.is_some_and(|forward| forward.deliver_to_both);
        Self {
            both: RwSignal::new(both),
            common,
        }
    }

    fn form(self) -> Result<ForwardForm, Problem> {
        Ok(ForwardForm {
            address: Some(self.common.address()),
            to: Some(self.common.whom()),
            deliver_to_both: Some(self.both.get_untracked()),
            max_recipients: Some(self.common.max()?),
            active: Some(self.common.active()),
        })
    }
}

#[component]
fn ForwardFields(
    forward: Option<Forward>,
    people: StoredValue<Vec<User>>,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let (id, typed) = (
        forward.as_ref().map(|one| one.id),
        Typed::new(forward.as_ref()),
    );
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let form = typed.form();
        let keep = async move { api.keep_forward(id, &form?).await };
        submit.run(
            async move { keep.await.map_err(|problem| placed(problem, "to")) },
            move |_| {
                toasts.say(say!(i18n, common.saved));
                reload.run(());
                open.set(false);
            },
        );
    };
    view! {
        <form on:submit=send>
            <CommonFields fields=typed.common people=people submit=submit whom="to" legend=say!(i18n, redirects.to)/>
            <Switch name="deliver_to_both" label=say!(i18n, redirects.both) hint=say!(i18n, redirects.both_hint) value=typed.both/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}
