//! What becomes of events once they are written: sealed, expired, merged, mended, and searched all the while.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "archive/damage.rs"]
mod damage;
#[path = "archive/import.rs"]
mod import;
#[path = "archive/oracle.rs"]
mod oracle;
#[path = "archive/power_cut.rs"]
mod power_cut;
#[path = "archive/shaping.rs"]
mod shaping;
#[path = "archive/world.rs"]
mod world;
