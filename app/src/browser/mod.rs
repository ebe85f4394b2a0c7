//! What only a browser can do. It compiles for the server too, where nothing calls it.

mod base64;
mod fetch;
mod follow;
mod intl;
mod kept;
mod page;
mod place;
mod save;
mod typing;
mod upload;

pub use base64::base64;
pub use fetch::fetch;
pub use follow::{Following, follow};
pub use intl::{
    folded, local_clock, local_day, local_minute, local_moment, now, time_zone, utc_offset,
};
pub use kept::{forget, keep, kept};
pub use page::{
    address, copy, day_edge, go, instant, is_looked_at, on_sight, page_language, reload,
    remember_language,
};
pub use place::{height, lower, on_resize, share_across, tall};
pub use save::{Saving, save};
pub use typing::{fill, insert_at};
pub use upload::{Upload, upload};
