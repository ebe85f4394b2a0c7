//! The adapter of the way out against real counterparts: an SMTP server over TCP, an independent parser.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod attributing;
mod composing;
mod dns_server;
mod failing;
mod pulling;
mod reading;
mod receiving;
mod relay_client;
mod relay_server;
mod resolving;
mod sending;
mod testing;
