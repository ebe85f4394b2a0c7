//! Which pages are loaded together.
//!
//! Every split point shares code with every other one, and each combination of sharers becomes a
//! file of its own: seventeen points made 275 files, five make at most thirty-one. So pages that are
//! used together are one part, and the first load is only the frame.

use leptos::prelude::*;

use super::folders::Folders;
use super::{
    alerts, event, events, group, groups, inbox, inboxes, outbox, parts_page, password, people,
    person, profile, received, redirects, settings_doctor, settings_email, settings_smtp,
    settings_template, settings_templates, setup, sign_in, ticket, tickets, trash, why,
};

/// Getting in.
#[derive(Clone, Copy)]
pub enum Entry {
    SignIn,
    SetUp,
    AskPassword,
    ChoosePassword,
}

/// What is deposited.
#[derive(Clone, Copy)]
pub enum Tree {
    Folders,
    Trash,
}

/// What happened, and what is about to.
#[derive(Clone, Copy)]
pub enum Record {
    Events,
    Event,
    Outbox,
    Why,
}

/// What customers write.
#[derive(Clone, Copy)]
pub enum Support {
    Tickets,
    Ticket,
    Received,
}

/// What is set once in a while.
#[derive(Clone, Copy)]
pub enum Desk {
    People,
    Person,
    Alerts,
    Groups,
    Group,
    Email,
    Smtp,
    Doctor,
    Templates,
    Template,
    Profile,
    Inboxes,
    Inbox,
    Redirects,
    Parts,
}

#[lazy]
pub fn entry(page: Entry) -> AnyView {
    match page {
        Entry::SignIn => sign_in::page(),
        Entry::SetUp => setup::page(),
        Entry::AskPassword => password::ask(),
        Entry::ChoosePassword => password::choose(),
    }
}

#[lazy]
pub fn tree(page: Tree) -> AnyView {
    match page {
        Tree::Folders => view! { <Folders/> }.into_any(),
        Tree::Trash => trash::page(),
    }
}

#[lazy]
pub fn record(page: Record) -> AnyView {
    match page {
        Record::Events => events::page(),
        Record::Event => event::page(),
        Record::Outbox => outbox::page(),
        Record::Why => why::page(),
    }
}

#[lazy]
pub fn support(page: Support) -> AnyView {
    match page {
        Support::Tickets => tickets::page(),
        Support::Ticket => ticket::page(),
        Support::Received => received::page(),
    }
}

#[lazy]
pub fn desk(page: Desk) -> AnyView {
    match page {
        Desk::People => people::page(),
        Desk::Person => person::page(),
        Desk::Alerts => alerts::page(),
        Desk::Groups => groups::page(),
        Desk::Group => group::page(),
        Desk::Email => settings_email::page(),
        Desk::Smtp => settings_smtp::page(),
        Desk::Doctor => settings_doctor::page(),
        Desk::Templates => settings_templates::page(),
        Desk::Template => settings_template::page(),
        Desk::Profile => profile::page(),
        Desk::Inboxes => inboxes::page(),
        Desk::Inbox => inbox::page(),
        Desk::Redirects => redirects::page(),
        Desk::Parts => parts_page::page(),
    }
}

/// A route whose page is part of a bundle.
macro_rules! route {
    ($(#[$doc:meta])* $name:ident, $bundle:ident, $preload:ident, $page:expr) => {
        $(#[$doc])*
        pub struct $name;

        impl leptos_router::LazyRoute for $name {
            fn data() -> Self {
                Self
            }

            async fn view(_this: Self) -> AnyView {
                $bundle($page).await
            }

            async fn preload() {
                // The server renders every page; only a browser has something to load.
                #[cfg(target_arch = "wasm32")]
                $preload().await;
            }
        }
    };
}

route!(
    /// `/sign-in`
    SignInPage, entry, __preload_entry, Entry::SignIn
);
route!(
    /// `/setup`
    SetupPage, entry, __preload_entry, Entry::SetUp
);
route!(
    /// `/password`
    AskPasswordPage, entry, __preload_entry, Entry::AskPassword
);
route!(
    /// `/password/:token`
    ChoosePasswordPage, entry, __preload_entry, Entry::ChoosePassword
);
route!(
    /// `/folders` and `/folders/:id`
    FoldersPage, tree, __preload_tree, Tree::Folders
);
route!(
    /// `/trash`
    TrashPage, tree, __preload_tree, Tree::Trash
);
route!(
    /// `/events`
    EventsPage, record, __preload_record, Record::Events
);
route!(
    /// `/events/:id`
    EventPage, record, __preload_record, Record::Event
);
route!(
    /// `/outbox`
    OutboxPage, record, __preload_record, Record::Outbox
);
route!(
    /// `/tickets`
    TicketsPage, support, __preload_support, Support::Tickets
);
route!(
    /// `/tickets/:id`
    TicketPage, support, __preload_support, Support::Ticket
);
route!(
    /// `/received`
    ReceivedPage, support, __preload_support, Support::Received
);
route!(
    /// `/why`
    WhyPage, record, __preload_record, Record::Why
);
route!(
    /// `/people`
    PeoplePage, desk, __preload_desk, Desk::People
);
route!(
    /// `/people/:id`
    PersonPage, desk, __preload_desk, Desk::Person
);
route!(
    /// `/alerts`
    AlertsPage, desk, __preload_desk, Desk::Alerts
);
route!(
    /// `/groups`
    GroupsPage, desk, __preload_desk, Desk::Groups
);
route!(
    /// `/groups/:id`
    GroupPage, desk, __preload_desk, Desk::Group
);
route!(
    /// `/settings/email`
    EmailSettingsPage, desk, __preload_desk, Desk::Email
);
route!(
    /// `/settings/smtp`
    SmtpSettingsPage, desk, __preload_desk, Desk::Smtp
);
route!(
    /// `/settings/doctor`
    DoctorPage, desk, __preload_desk, Desk::Doctor
);
route!(
    /// `/settings/templates`
    TemplatesPage, desk, __preload_desk, Desk::Templates
);
route!(
    /// `/settings/templates/:name/:language`
    TemplatePage, desk, __preload_desk, Desk::Template
);
route!(
    /// `/me`
    ProfilePage, desk, __preload_desk, Desk::Profile
);
route!(
    /// `/inboxes`
    InboxesPage, desk, __preload_desk, Desk::Inboxes
);
route!(
    /// `/inboxes/:id`
    InboxPage, desk, __preload_desk, Desk::Inbox
);
route!(
    /// `/redirects`
    RedirectsPage, desk, __preload_desk, Desk::Redirects
);
route!(
    /// `/dev/parts`
    PartsPage, desk, __preload_desk, Desk::Parts
);
