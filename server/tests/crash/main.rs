//! The real binary, killed: at every marked point, at every step of the SMTP dialogue, and at random under load.
//! Whatever happens, what was acknowledged is there, each deposit is told once, and the relay's log is the journal's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "other processes live by the clock on the wall: they are waited for, with an end"
)]

mod api;
mod colombier;
mod house;
mod points;
mod proof;
mod random;
#[path = "../smtp/mod.rs"]
mod smtp;
mod smtp_steps;
