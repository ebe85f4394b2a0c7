//! The way of the data, one file a station, and the ports. No HTTP, no SQL, no SMTP.
#![warn(missing_docs)]

pub mod port;
