//! The adapter of the way out against real counterparts: an SMTP server over TCP, an independent parser.

mod composing;
mod failing;
mod relay_client;
mod relay_server;
mod sending;
mod testing;
