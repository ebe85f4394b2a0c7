//! What a person sees. Compiled twice: for the server (`ssr`) and for the browser (`hydrate`).

// A view is one nested type; whole forms are deeper than the default.
#![recursion_limit = "256"]

pub mod api;
mod browser;
mod frame;
mod i18n;
mod pages;
mod parts;
mod routes;
mod session;
mod shell;
mod visit;

/// The keys of `src/locales`, made by build.rs.
mod made {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

/// The words for a key in the reader's language, as a string.
macro_rules! say {
    ($i18n:expr, $($rest:tt)*) => { leptos_i18n::td_string!($i18n, $($rest)*) };
}
pub(crate) use say;

pub use routes::App;
pub use shell::{PageAssets, PageSplit, shell};
pub use visit::{PageStatus, Visit};
