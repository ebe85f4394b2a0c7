//! Every part in every state, for the eyes of whoever changes one. Debug builds only.

use leptos::html;
use leptos::prelude::*;

use crate::api::Problem;
use crate::parts::{
    ActionBadge, Area, Breadcrumbs, Button, Chip, Confirm, Copied, Crumb, Dialog, Empty, Endless,
    Field, Look, Notice, ObjectBadge, PageHead, ProblemFace, ProblemNotice, SearchField, Select,
    Skeleton, Submit, Switch, Tab, Table, Tabs, Tag, Time, Tone, UploadRow, UploadState,
    UploadZone, size_text, use_toasts,
};

use super::NotFound;

/// The route `/dev/parts`.
pub fn page() -> AnyView {
    if cfg!(debug_assertions) {
        view! { <Samples/> }.into_any()
    } else {
        view! { <NotFound/> }.into_any()
    }
}

#[component]
fn Samples() -> impl IntoView {
    view! {
        <PageHead title="Parts" text="Every part in every state."/>
        <Buttons/>
        <Fields/>
        <Words/>
        <Lists/>
        <Faces/>
        <Dialogs/>
        <Uploads/>
    }
    .into_any()
}

#[component]
fn Buttons() -> impl IntoView {
    let toasts = use_toasts();
    let press = Callback::new(move |()| toasts.say("Pressed."));
    view! {
        <section class="parts-sample">
            <h2>"button, toolbar, toast"</h2>
            <div class="toolbar">
                <Button look=Look::Primary press=press>"Primary"</Button>
                <Button press=press>"Plain"</Button>
                <Button look=Look::Quiet press=press>"Quiet"</Button>
                <Button look=Look::Danger press=press>"Danger"</Button>
                <Button look=Look::Primary busy=Signal::stored(true) press=press>"Busy"</Button>
                <Button disabled=Signal::stored(true) press=press>"Disabled"</Button>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Fields() -> impl IntoView {
    let text = RwSignal::new(String::from("Ada"));
    let choice = RwSignal::new(String::from("b"));
    let on = RwSignal::new(true);
    let options = vec![
        ("a".to_owned(), "First".to_owned()),
        ("b".to_owned(), "Second".to_owned()),
    ];
    let wrong = Signal::stored(Some("This name is already taken here.".to_owned()));
    view! {
        <section class="parts-sample form">
            <h2>"field, select, search, switch"</h2>
            <Field name="s-plain" label="Plain" value=text/>
            <Field name="s-hint" label="With hint" value=text hint="Write 5m or 1h."/>
            <Field name="s-error" label="With error" value=text error=wrong/>
            <Field name="s-off" label="Disabled" value=text disabled=Signal::stored(true)/>
            <Area name="s-area" label="Several lines" value=text/>
            <Select name="s-select" label="One of a few" value=choice options=options/>
            <SearchField hint="name, path" value=text asked=Callback::new(move |typed| text.set(typed))/>
            <Switch name="s-switch" label="On or off" value=on hint="What it does."/>
        </section>
    }
    .into_any()
}

#[component]
fn Words() -> impl IntoView {
    let i18n = crate::i18n::use_i18n();
    let none = Callback::new(|()| ());
    view! {
        <section class="parts-sample">
            <h2>"badge, chip, time, size, copied, breadcrumbs, tabs"</h2>
            <div class="toolbar">
                <ObjectBadge code="FILE"/>
                <ActionBadge code="ADD"/>
                <ActionBadge code="SKIP"/>
                <ActionBadge code="FAIL"/>
                <ActionBadge code="DOWNLOAD"/>
                <Tag tone=Tone::Good>"good"</Tag>
            </div>
            <div class="chips"><Chip label="FILE" remove=none/><Chip label="ada@example.org" remove=none/></div>
            <p><Time at="2026-11-21T22:06:17Z"/>" · "<Time at="2026-11-21T22:06:17Z" relative=true/></p>
            <p>{size_text(i18n, 0)}" · "{size_text(i18n, 1_400_000)}" · "{size_text(i18n, 5_000_000_000)}</p>
            <Copied text="support@example.org" label="Copy the address"/>
            <Breadcrumbs crumbs=vec![
                Crumb { name: "Folders".into(), href: "/folders".into() },
                Crumb { name: "Contracts".into(), href: "/folders/1".into() },
                Crumb { name: "2026".into(), href: "/folders/2".into() },
            ]/>
            <Tabs label="Sample" tabs=vec![
                Tab { name: "This".into(), href: "/dev/parts".into() },
                Tab { name: "Other".into(), href: "/folders".into() },
            ]/>
        </section>
    }
    .into_any()
}

#[component]
fn Lists() -> impl IntoView {
    let rows = (1..=5)
        .map(|n| view! { <tr><td class="name">{format!("report-{n}.pdf")}</td><td class="number">{n}</td><td class="wide">"Ada"</td></tr> })
        .collect_view();
    view! {
        <section class="parts-sample">
            <h2>"table, endless"</h2>
            <Table caption="Sample" head=vec!["Name".into(), "Number".into(), "~By".into()]>
                <tbody>{rows}</tbody>
            </Table>
            <Endless more=Signal::stored(true) submit=Submit::new() next=Callback::new(|()| ())/>
        </section>
    }
    .into_any()
}

#[component]
fn Faces() -> impl IntoView {
    let again = Callback::new(|()| ());
    view! {
        <section class="parts-sample">
            <h2>"empty, problem, skeleton, notice"</h2>
            <Empty title="No files here yet." hint="Drop some, or press Upload."/>
            <ProblemFace problem=Problem::unreachable() again=again/>
            <ProblemNotice problem=Signal::stored(Some(Problem::unreachable()))/>
            <Skeleton/>
            <Notice>"Plain"</Notice>
            <Notice tone=Tone::Good>"Good"</Notice>
            <Notice tone=Tone::Warn>"Look at this"</Notice>
            <Notice tone=Tone::Bad>"Bad"</Notice>
        </section>
    }
    .into_any()
}

#[component]
fn Dialogs() -> impl IntoView {
    let (open, asking) = (RwSignal::new(false), RwSignal::new(false));
    view! {
        <section class="parts-sample">
            <h2>"dialog, confirm"</h2>
            <div class="toolbar">
                <Button press=Callback::new(move |()| open.set(true))>"Dialog"</Button>
                <Button press=Callback::new(move |()| asking.set(true))>"Confirm"</Button>
            </div>
            <Dialog open=open title="A dialog"><p>"Escape closes it."</p></Dialog>
            <Confirm open=asking title="Delete?" text=Signal::stored("It can be restored.".to_owned()) verb=Signal::stored("Delete".to_owned()) submit=Submit::new() yes=Callback::new(move |()| asking.set(false))/>
        </section>
    }
    .into_any()
}

#[component]
fn Uploads() -> impl IntoView {
    let picker = NodeRef::<html::Input>::new();
    let none = Callback::new(|()| ());
    let states = [
        UploadState::Waiting,
        UploadState::Sending(700_000),
        UploadState::Done,
        UploadState::Refused("This name is already taken here.".into()),
    ];
    let rows = states
        .into_iter()
        .map(|state| view! { <UploadRow name="report.pdf" size=1_400_000 state=Signal::stored(state) stop=none again=none/> })
        .collect_view();
    view! {
        <section class="parts-sample">
            <h2>"upload"</h2>
            <UploadZone picker=picker files=Callback::new(|_| ())>
                <ul class="uploads">{rows}</ul>
            </UploadZone>
        </section>
    }
    .into_any()
}
