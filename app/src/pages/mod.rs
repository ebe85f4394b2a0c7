//! The pages, a file a route. All but sign-in, folders and events are loaded when first opened.

mod event;
mod events;
mod folders;
mod group;
mod groups;
mod not_found;
mod outbox;
mod parts_page;
mod people;
mod person;
mod person_fields;
mod profile;
mod settings_email;
mod settings_smtp;
mod settings_tabs;
mod setup;
mod sign_in;
mod trash;

pub use event::EventPage;
pub use events::Events;
pub use folders::Folders;
pub use group::GroupPage;
pub use groups::GroupsPage;
pub use not_found::NotFound;
pub use outbox::OutboxPage;
pub use parts_page::PartsPage;
pub use people::PeoplePage;
pub use person::PersonPage;
pub use profile::ProfilePage;
pub use settings_email::EmailSettingsPage;
pub use settings_smtp::SmtpSettingsPage;
pub use setup::SetupPage;
pub use sign_in::{SignIn, SignInAgain};
pub use trash::TrashPage;
