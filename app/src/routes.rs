//! Which page answers which path.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

use crate::api::Api;
use crate::frame::{Astray, Frame};
use crate::i18n::provide_language;
use crate::pages;
use crate::parts::Toasts;
use crate::session::{Gate, Session};
use crate::visit::Visit;

/// The whole page. Only the frame and sign-in are in the first load; each page brings its own part.
#[component]
pub fn App() -> impl IntoView {
    provide_world();
    view! {
        <Router>
            <Routes fallback=Astray>
                <Route path=path!("/sign-in") view={Lazy::<pages::SignInPage>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/setup") view={Lazy::<pages::SetupPage>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/password") view={Lazy::<pages::AskPasswordPage>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/password/:token") view={Lazy::<pages::ChoosePasswordPage>::new()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=|| view! { <Redirect path="/folders"/> } ssr=SsrMode::Async/>
                    <Route path=path!("/folders") view={Lazy::<pages::FoldersPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/folders/:id") view={Lazy::<pages::FoldersPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/events") view={Lazy::<pages::EventsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/events/:id") view={Lazy::<pages::EventPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/trash") view={Lazy::<pages::TrashPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/outbox") view={Lazy::<pages::OutboxPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/tickets") view={Lazy::<pages::TicketsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/tickets/:id") view={Lazy::<pages::TicketPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/received") view={Lazy::<pages::ReceivedPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/why") view={Lazy::<pages::WhyPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/people") view={Lazy::<pages::PeoplePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/people/:id") view={Lazy::<pages::PersonPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/alerts") view={Lazy::<pages::AlertsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/groups") view={Lazy::<pages::GroupsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/groups/:id") view={Lazy::<pages::GroupPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/inboxes") view={Lazy::<pages::InboxesPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/inboxes/:id") view={Lazy::<pages::InboxPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/redirects") view={Lazy::<pages::RedirectsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=|| view! { <Redirect path="/settings/email"/> } ssr=SsrMode::Async/>
                <Route path=path!("/settings/email") view={Lazy::<pages::EmailSettingsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/smtp") view={Lazy::<pages::SmtpSettingsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/doctor") view={Lazy::<pages::DoctorPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/templates") view={Lazy::<pages::TemplatesPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/templates/:name/:language") view={Lazy::<pages::TemplatePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/me") view={Lazy::<pages::ProfilePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/dev/parts") view={Lazy::<pages::PartsPage>::new()} ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Hands every page its language, its session, its way to the API and its confirmations.
fn provide_world() {
    provide_meta_context();
    let handed = use_context::<Visit>().unwrap_or_default();
    provide_language(&handed);
    // What the server knew travels with the page, so that hydration starts from the same.
    let visit = SharedValue::new(move || handed).into_inner();
    let gate = Gate::new();
    provide_context(Api::new(gate));
    provide_context(Session::new(&visit, gate));
    provide_context(Toasts::new());
}
