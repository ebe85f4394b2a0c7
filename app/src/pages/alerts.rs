//! All alerts, and what keeps each from those it means; for admins.

use domain::event::{Action, Reason};
use domain::right::Principal;
use domain::wire::{AlertFlag, AlertOverview};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;

use crate::api::use_api;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{
    Address, Breadcrumbs, Crumb, Empty, PageHead, Table, Tag, Tone, against_word, loaded,
    principal_word,
};
use crate::say;

/// The route `/alerts`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let alerts = Resource::new(|| (), move |()| async move { api.all_alerts().await });
    let crumbs = [
        (say!(i18n, common.people), "/people"),
        (say!(i18n, alerts.title), "/alerts"),
    ];
    let crumbs = crumbs.map(|(name, href)| Crumb {
        name: name.to_owned(),
        href: href.to_owned(),
    });
    view! {
        <Breadcrumbs crumbs=crumbs.to_vec()/>
        <PageHead title=say!(i18n, alerts.title) text=say!(i18n, alerts.text)/>
        {loaded(alerts, |alerts| view! { <Alerts alerts=alerts/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Alerts(alerts: Vec<AlertOverview>) -> impl IntoView {
    let i18n = use_i18n();
    if alerts.is_empty() {
        return view! { <Empty title=say!(i18n, alerts.none) hint=say!(i18n, alerts.none_hint)/> }
            .into_any();
    }
    let query = use_query_map();
    let only_broken = Memo::new(move |_| query.read().get("broken").is_some());
    let broken = alerts.iter().filter(|alert| alert.is_broken()).count();
    let counts = (alerts.len(), broken);
    let list = move || {
        let wanted = |alert: &&AlertOverview| !only_broken.get() || alert.is_broken();
        table(alerts.iter().filter(wanted).cloned().collect())
    };
    view! {
        <Views only_broken=only_broken counts=counts/>
        {list}
    }
    .into_any()
}

/// Without a line none is broken: that there are no alerts at all is told before.
fn table(alerts: Vec<AlertOverview>) -> AnyView {
    let i18n = use_i18n();
    if alerts.is_empty() {
        return view! { <Empty title=say!(i18n, alerts.none_broken) hint=say!(i18n, alerts.none_broken_hint)/> }
            .into_any();
    }
    let head = [
        say!(i18n, alerts.who),
        say!(i18n, alerts.folder),
        say!(i18n, alerts.about),
        say!(i18n, alerts.state),
    ];
    view! {
        <div class="stacked">
            <Table caption=say!(i18n, alerts.title) head=head.map(str::to_owned).to_vec()>
                <tbody>{alerts.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </div>
    }
    .into_any()
}

/// All, or those that are broken; the address says which.
#[component]
fn Views(only_broken: Memo<bool>, counts: (usize, usize)) -> impl IntoView {
    let i18n = use_i18n();
    let (all, broken) = counts;
    let link = |href: &'static str, broken: bool, words: String| {
        let current = move || (only_broken.get() == broken).then_some("page");
        view! { <a href=href aria-current=current>{words}</a> }
    };
    view! {
        <nav class="tabs" aria-label=say!(i18n, alerts.views)>
            {link("/alerts", false, say!(i18n, alerts.all, count = all))}
            {link("/alerts?broken=1", true, say!(i18n, alerts.broken, count = broken))}
        </nav>
    }
    .into_any()
}

fn row(overview: AlertOverview) -> AnyView {
    let i18n = use_i18n();
    let alert = &overview.alert;
    let folder = match &alert.folder_path {
        Some(path) => {
            let (href, path) = (format!("/folders/{}", alert.folder), path.clone());
            view! { <A href=href>{path}</A> }.into_any()
        }
        None => view! { <span class="note">{say!(i18n, alerts.trashed)}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="name">{whom(alert.principal, alert.principal_name.clone())}</td>
            <td class="path">{folder}</td>
            <td>{about(i18n, &overview)}</td>
            <td>{standing(i18n, &overview)}</td>
        </tr>
    }
    .into_any()
}

fn whom(principal: Principal, name: String) -> AnyView {
    let href = match principal {
        Principal::User(id) => format!("/people/{id}"),
        Principal::Group(id) => format!("/groups/{id}"),
        Principal::Everyone | Principal::Depositor => {
            return principal_word(use_i18n(), principal, &name).into_any();
        }
    };
    view! { <A href=href><Address text=name/></A> }.into_any()
}

/// New files, changed files; how deep.
fn about(i18n: Locale, overview: &AlertOverview) -> String {
    let alert = &overview.alert;
    let parts = [
        (alert.on.contains(&Action::Add), say!(i18n, alerts.adds)),
        (
            alert.on.contains(&Action::Modify),
            say!(i18n, alerts.modifies),
        ),
        (
            alert.on.contains(&Action::Download),
            say!(i18n, alerts.downloads),
        ),
        (alert.recursive, say!(i18n, alerts.below)),
        (!alert.recursive, say!(i18n, alerts.only_here)),
        (alert.own_actions, say!(i18n, alerts.own)),
    ];
    let said = parts.into_iter().filter(|(so, _)| *so);
    said.map(|(_, words)| words).collect::<Vec<_>>().join(", ")
}

/// How many it reaches, and why not the others.
fn standing(i18n: Locale, overview: &AlertOverview) -> AnyView {
    let (reached, people) = (overview.reached, overview.people);
    // Whoever that will be.
    let unnamed = overview.alert.principal == Principal::Depositor;
    let (tone, words) = match (reached, overview.is_broken()) {
        (_, false) if unnamed => (Tone::Good, say!(i18n, alerts.works).to_owned()),
        (0, _) => (Tone::Bad, say!(i18n, alerts.nobody).to_owned()),
        (_, true) => (
            Tone::Warn,
            say!(i18n, alerts.some, reached = reached, people = people),
        ),
        (_, false) => (Tone::Good, say!(i18n, alerts.works).to_owned()),
    };
    let alone = matches!(overview.alert.principal, Principal::User(_));
    let reasons = overview
        .flags
        .iter()
        .map(|flag| view! { <p class="note">{against(i18n, *flag, alone)}</p> })
        .collect_view();
    let nobody = (people == 0 && !unnamed).then(|| say!(i18n, alerts.no_members));
    let unread = |flag: &AlertFlag| flag.reason == Reason::NoReadRight;
    let restricted =
        (overview.folder_restricted && overview.is_broken() && overview.flags.iter().any(unread))
            .then(|| say!(i18n, alerts.restricted));
    let notes = [nobody, restricted].into_iter().flatten();
    let notes = notes.map(|words| view! { <p class="note">{words}</p> });
    view! {
        <Tag tone=tone>{words}</Tag>
        {reasons}
        {notes.collect_view()}
    }
    .into_any()
}

/// The reason, with how many it concerns where that says something.
fn against(i18n: Locale, flag: AlertFlag, alone: bool) -> String {
    let reason = against_word(i18n, flag.reason);
    if alone {
        return reason;
    }
    let who = match flag.people {
        1 => say!(i18n, alerts.person_one).to_owned(),
        count => say!(i18n, alerts.person_many, count = count),
    };
    say!(i18n, alerts.counted, who = who, reason = reason)
}
