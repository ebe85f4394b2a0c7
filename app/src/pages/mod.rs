//! The pages, a file a route; `bundle` says which are loaded together.

mod bundle;
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
mod settings_doctor;
mod settings_email;
mod settings_smtp;
mod settings_tabs;
mod setup;
mod sign_in;
mod trash;
mod why;

pub use bundle::*;
pub use not_found::NotFound;
pub use sign_in::again as sign_in_again;
