//! The way of the data in one process: a real store, real contents, real mails over TCP to a real SMTP server, and a
//! clock that only the test moves. Each test says what becomes of a deposit.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod checks;
mod clock;
mod delays;
mod desk;
mod forwarding;
mod health;
mod installation;
mod mails;
mod passwords;
mod people;
mod proof;
mod receipts;
mod relay;
mod rules;
mod scene;
#[path = "../smtp/mod.rs"]
mod smtp;
mod timing;
mod watch;
mod why;
