//! The pages, a file a route. All but sign-in, folders and events are loaded when first opened.

mod event;
mod events;
mod folders;
//LATER mod group;
//LATER mod groups;
mod not_found;
//LATER mod outbox;
mod parts_page;
//LATER mod people;
//LATER mod person;
//LATER mod profile;
//LATER mod settings_email;
//LATER mod settings_smtp;
//LATER mod setup;
mod sign_in;
//LATER mod trash;

pub use event::EventDetail;
pub use events::Events;
pub use folders::Folders;
//LATER pub use group::GroupPage;
//LATER pub use groups::GroupsPage;
pub use not_found::NotFound;
//LATER pub use outbox::OutboxPage;
pub use parts_page::PartsPage;
//LATER pub use people::PeoplePage;
//LATER pub use person::PersonPage;
//LATER pub use profile::ProfilePage;
//LATER pub use settings_email::EmailSettingsPage;
//LATER pub use settings_smtp::SmtpSettingsPage;
//LATER pub use setup::SetupPage;
pub use sign_in::{SignIn, SignInAgain};
//LATER pub use trash::TrashPage;
