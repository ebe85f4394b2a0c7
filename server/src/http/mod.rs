//! HTTP: the API, the pages, and what both need.

mod assets;
mod cookie;
mod disposition;
mod docs;
mod download;
mod extract;
mod headers;
mod health;
mod hear_out;
mod limits;
mod listener;
mod origin;
mod pages;
mod problem;
mod range;
mod rest;
mod router;
mod setup_gate;
mod site;
mod streams;
mod unsubscribe;
mod visitor;

pub use listener::{Remote, serve};
pub use router::{openapi, router};
pub use site::Site;
