//! Distribution lists and forwards, for admins: mail to an address goes on to others.

use domain::wire::{Forward, MailGroup, Senders, User};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Address, Breadcrumbs, Button, Crumb, Dialog, Empty, Look, PageHead, Table, Tag, Tone, loaded,
};
use crate::say;

mod form;

use form::{RedirectForm, Typed};

/// The route `/redirects`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let known = Resource::new(|| (), move |()| Known::fetch(api));
    let reload = Callback::new(move |()| known.refetch());
    let crumbs = [
        (say!(i18n, common.inboxes).to_owned(), "/inboxes".to_owned()),
        (
            say!(i18n, desk.redirects).to_owned(),
            "/redirects".to_owned(),
        ),
    ];
    let crumbs = crumbs.map(|(name, href)| Crumb { name, href }).to_vec();
    view! {
        <Breadcrumbs crumbs=crumbs/>
        <PageHead title=say!(i18n, desk.redirects) text=say!(i18n, desk.redirects_text)/>
        {loaded(known, move |known| {
            let people = StoredValue::new(known.people);
            view! {
                <Lists groups=known.groups people=people reload=reload/>
                <Forwards forwards=known.forwards people=people reload=reload/>
            }
            .into_any()
        })}
    }
    .into_any()
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    groups: Vec<MailGroup>,
    forwards: Vec<Forward>,
    people: Vec<User>,
}

impl Known {
    async fn fetch(api: Api) -> Result<Self, Problem> {
        Ok(Self {
            groups: api.mail_groups().await?,
            forwards: api.forwards().await?,
            people: api.users().await?,
        })
    }
}

type People = StoredValue<Vec<User>>;

#[component]
fn Lists(groups: Vec<MailGroup>, people: People, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let head = [
        say!(i18n, common.name).to_owned(),
        say!(i18n, desk.address).to_owned(),
        format!("~{}", say!(i18n, desk.goes_to)),
        format!("~{}", say!(i18n, desk.senders)),
        String::new(),
    ];
    let rows = groups.iter().map(|group| {
        let typed = Typed::of_group(group, people);
        let senders = match group.senders {
            Senders::Inside => say!(i18n, desk.senders_inside),
            Senders::Anyone => say!(i18n, desk.senders_anyone),
        };
        let to = shown(&typed.to);
        view! {
            <tr>
                <td class="name">{group.name.clone()}" "{off(group.active)}</td>
                <td><Address text=group.address.to_string()/></td>
                <td class="wide">{to}</td>
                <td class="wide">{senders}</td>
                <td class="actions"><Edit typed=typed people=people reload=reload/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = if groups.is_empty() {
        view! { <Empty title=say!(i18n, desk.no_lists)/> }.into_any()
    } else {
        view! {
            <div class="stacked">
                <Table caption=say!(i18n, desk.lists) head=head.to_vec()><tbody>{rows}</tbody></Table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section">
            <h2>{say!(i18n, desk.lists)}</h2>
            <p class="note">{say!(i18n, desk.lists_text)}</p>
            {table}
            <p><Add typed=Typed::new(true) people=people reload=reload/></p>
        </section>
    }
    .into_any()
}

#[component]
fn Forwards(forwards: Vec<Forward>, people: People, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let head = [
        say!(i18n, desk.address).to_owned(),
        format!("~{}", say!(i18n, desk.goes_to)),
        format!("~{}", say!(i18n, desk.both)),
        String::new(),
    ];
    let rows = forwards.iter().map(|forward| {
        let typed = Typed::of_forward(forward, people);
        let both = if forward.deliver_to_both {
            say!(i18n, common.yes)
        } else {
            say!(i18n, common.no)
        };
        let to = shown(&typed.to);
        view! {
            <tr>
                <td class="name"><Address text=forward.address.to_string()/>" "{off(forward.active)}</td>
                <td class="wide">{to}</td>
                <td class="wide">{both}</td>
                <td class="actions"><Edit typed=typed people=people reload=reload/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = if forwards.is_empty() {
        view! { <Empty title=say!(i18n, desk.no_forwards)/> }.into_any()
    } else {
        view! {
            <div class="stacked">
                <Table caption=say!(i18n, desk.forwards) head=head.to_vec()><tbody>{rows}</tbody></Table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section">
            <h2>{say!(i18n, desk.forwards)}</h2>
            <p class="note">{say!(i18n, desk.forwards_text)}</p>
            {table}
            <p><Add typed=Typed::new(false) people=people reload=reload/></p>
        </section>
    }
    .into_any()
}

/// At most three, then how many more.
fn shown(to: &str) -> AnyView {
    let all: Vec<&str> = to.lines().collect();
    let first = all.iter().take(3);
    let first = first
        .map(|to| view! { <div><Address text=(*to).to_owned()/></div> })
        .collect_view();
    let more = all.len().saturating_sub(3);
    let more = (more > 0).then(|| view! { <div class="note">{format!("+ {more}")}</div> });
    view! { {first}{more} }.into_any()
}

fn off(active: bool) -> Option<AnyView> {
    let i18n = use_i18n();
    (!active)
        .then(|| view! { <Tag tone=Tone::Warn>{say!(i18n, desk.switched_off)}</Tag> }.into_any())
}

#[component]
fn Add(typed: Typed, people: People, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let verb = if typed.list {
        say!(i18n, desk.add_list)
    } else {
        say!(i18n, desk.add_forward)
    };
    view! { <Opened verb=verb look=Look::Primary typed=typed people=people reload=reload/> }
}

#[component]
fn Edit(typed: Typed, people: People, reload: Callback<()>) -> impl IntoView {
    let verb = say!(use_i18n(), desk.edit);
    view! { <Opened verb=verb look=Look::Quiet typed=typed people=people reload=reload/> }
}

/// A button that opens the form.
#[component]
fn Opened(
    verb: &'static str,
    look: Look,
    typed: Typed,
    people: People,
    reload: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    view! {
        <Button look=look press=press>{verb}</Button>
        <Dialog open=open title=verb>
            <RedirectForm typed=typed.clone() people=people open=open reload=reload/>
        </Dialog>
    }
    .into_any()
}
