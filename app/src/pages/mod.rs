//! The pages, a file a route; `bundle` says which are loaded together.

mod alerts;
mod bundle;
mod desk_names;
mod event;
mod events;
mod folders;
mod group;
mod groups;
mod inbox;
mod inboxes;
mod not_found;
mod outbox;
mod parts_page;
mod password;
mod people;
mod person;
mod person_fields;
mod profile;
mod reasons;
mod received;
mod redirects;
mod settings_doctor;
mod settings_email;
mod settings_smtp;
mod settings_tabs;
mod settings_template;
mod settings_templates;
mod setup;
mod sign_in;
mod ticket;
mod tickets;
mod trash;
mod why;

pub use bundle::*;
pub use not_found::NotFound;
pub use sign_in::again as sign_in_again;
