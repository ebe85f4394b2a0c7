//! What only a browser can do. It compiles for the server too, where nothing calls it.

mod fetch;
mod intl;
mod page;
mod upload;

pub use fetch::fetch;
pub use intl::{folded, local_moment, now, time_zone};
pub use page::{
    copy, day_edge, go, is_looked_at, on_sight, page_language, reload, remember_language,
};
pub use upload::{Upload, upload};
