//! The distribution lists.

use domain::wire::{MailGroup, MailGroupForm, Senders, User};
use leptos::prelude::*;

use super::fields::{CommonFields, Fields, placed};
use super::remove::{Words, remove};
use super::whom::Whom;
use crate::api::{Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Address, Button, Dialog, Empty, Field, Look, ProblemNotice, Select, Submit, Table, Tag,
    use_toasts,
};
use crate::say;

#[component]
pub fn Lists(
    lists: Vec<MailGroup>,
    people: StoredValue<Vec<User>>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let table = if lists.is_empty() {
        view! { <Empty title=say!(i18n, redirects.no_lists) hint=say!(i18n, redirects.no_lists_hint)/> }
            .into_any()
    } else {
        let head = [
            say!(i18n, common.name).to_owned(),
            say!(i18n, redirects.address).to_owned(),
            say!(i18n, redirects.members).to_owned(),
            format!("~{}", say!(i18n, redirects.senders)),
            format!("~{}", say!(i18n, redirects.max)),
            String::new(),
        ];
        let rows = lists.into_iter().map(|list| row(list, people, reload));
        let rows = rows.collect_view();
        view! {
            <div class="stacked">
                <Table caption=say!(i18n, redirects.lists) head=head.to_vec()><tbody>{rows}</tbody></Table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section">
            <div class="page-head">
                <div>
                    <h2>{say!(i18n, redirects.lists)}</h2>
                    <p class="note">{say!(i18n, redirects.lists_text)}</p>
                </div>
                <div class="toolbar"><KeepList people=people reload=reload/></div>
            </div>
            {table}
        </section>
    }
    .into_any()
}

fn row(list: MailGroup, people: StoredValue<Vec<User>>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let id = list.id;
    let words = Words {
        title: say!(i18n, redirects.delete_list),
        text: say!(
            i18n,
            redirects.delete_list_text,
            address = list.address.to_string()
        ),
        done: say!(i18n, redirects.list_deleted),
    };
    let label = say!(i18n, redirects.delete_one, name = list.name.clone());
    let delete = move || api.delete_mail_group(id);
    let off = (!list.active).then(|| view! { " "<Tag>{say!(i18n, redirects.off)}</Tag> });
    let max = list.max_recipients.map(|max| max.to_string());
    view! {
        <tr>
            <td class="name">{list.name.clone()}{off}</td>
            <td><Address text=list.address.to_string()/></td>
            <td><Whom whom=list.members.clone() people=people/></td>
            <td class="wide">{senders_word(list.senders)}</td>
            <td class="wide">{max.unwrap_or_else(|| say!(i18n, redirects.no_limit).to_owned())}</td>
            <td class="actions">
                <KeepList list=list people=people reload=reload/>
                {remove(words, label, delete, reload)}
            </td>
        </tr>
    }
}

fn senders_word(senders: Senders) -> &'static str {
    let i18n = use_i18n();
    match senders {
        Senders::Inside => say!(i18n, redirects.inside),
        Senders::Anyone => say!(i18n, redirects.anyone),
    }
}

/// The button and the dialog that add a list, or change this one.
#[component]
fn KeepList(
    #[prop(optional)] list: Option<MailGroup>,
    people: StoredValue<Vec<User>>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    let (title, button) = if let Some(list) = &list {
        let title = say!(i18n, redirects.change_one, name = list.name.clone());
        let button = view! { <Button look=Look::Quiet label=title.clone() press=press>{say!(i18n, common.edit)}</Button> };
        (title, button.into_any())
    } else {
        let title = say!(i18n, redirects.add_list);
        let button = view! { <Button look=Look::Primary press=press>{title}</Button> };
        (title.to_owned(), button.into_any())
    };
    view! {
        {button}
        <Dialog open=open title=title>
            <ListForm list=list.clone() people=people open=open reload=reload/>
        </Dialog>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    senders: RwSignal<String>,
    common: Fields,
}

impl Typed {
    fn new(list: Option<&MailGroup>) -> Self {
        let inside = list.is_some_and(|list| list.senders == Senders::Inside);
        let common = list.map_or_else(Fields::blank, |list| {
            let address = list.address.to_string();
            Fields::new(address, &list.members, list.max_recipients, list.active)
        });
        Self {
            name: RwSignal::new(list.map(|list| list.name.clone()).unwrap_or_default()),
            senders: RwSignal::new(if inside { "inside" } else { "anyone" }.to_owned()),
            common,
        }
    }

    fn form(self) -> Result<MailGroupForm, Problem> {
        let inside = self.senders.with_untracked(|chosen| chosen == "inside");
        Ok(MailGroupForm {
            name: Some(self.name.get_untracked()),
            address: Some(self.common.address()),
            members: Some(self.common.whom()),
            senders: Some(if inside {
                Senders::Inside
            } else {
                Senders::Anyone
            }),
            max_recipients: Some(self.common.max()?),
            active: Some(self.common.active()),
        })
    }
}

#[component]
fn ListForm(
    list: Option<MailGroup>,
    people: StoredValue<Vec<User>>,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let (id, typed) = (list.as_ref().map(|list| list.id), Typed::new(list.as_ref()));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let form = typed.form();
        let keep = async move { api.keep_mail_group(id, &form?).await };
        submit.run(
            async move { keep.await.map_err(|problem| placed(problem, "members")) },
            move |_| {
                toasts.say(say!(i18n, common.saved));
                reload.run(());
                open.set(false);
            },
        );
    };
    let senders = [Senders::Anyone, Senders::Inside].map(senders_word);
    let senders = ["anyone", "inside"]
        .map(str::to_owned)
        .into_iter()
        .zip(senders.map(str::to_owned));
    view! {
        <form on:submit=send>
            <Field name="list-name" label=say!(i18n, common.name) value=typed.name required=true autofocus=true error=submit.error_of("name")/>
            <CommonFields fields=typed.common people=people submit=submit whom="members" legend=say!(i18n, redirects.members)/>
            <Select name="senders" label=say!(i18n, redirects.senders) value=typed.senders options=senders.collect()/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}
