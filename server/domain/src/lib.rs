//! Nouns and rules of Colombier: no async, no I/O, no clock.
//!
//! Everything here compiles to wasm and is shared by the server and the page.
#![warn(missing_docs)]

pub mod address;
pub mod alert;
pub mod change;
pub mod check;
pub mod directory;
pub mod event;
pub mod facets;
pub mod file;
pub mod filter;
pub mod fold;
pub mod folder;
pub mod forwarding;
pub mod histogram;
pub mod id;
pub mod inbox;
pub mod mac;
pub mod notice;
pub mod outbox;
pub mod person;
pub mod provider;
pub mod received;
pub mod redirect;
pub mod refusal;
pub mod right;
pub mod rule;
pub mod search;
pub mod senders;
pub mod session;
pub mod settings;
pub mod srs;
pub mod template;
pub mod text;
pub mod ticket;
pub mod time;
pub mod timing;
pub mod watch;
pub mod wire;
