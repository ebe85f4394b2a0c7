//! The API and the pages through the router, with a real store in memory and a clock in hand.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod delivery;
#[path = "../../mail/tests/mail/dns_server.rs"]
mod dns_server;
mod doctor;
mod files;
mod harness;
mod journal;
mod lists;
mod mail_in;
mod pages;
mod passwords;
mod problems;
mod redirects;
mod run;
mod settings;
mod sign_in;
mod templates;
mod tree;
mod uploads;
