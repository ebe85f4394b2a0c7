//! What this browser keeps for its reader (localStorage). Where it keeps nothing, nothing is lost but the comfort.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What was kept under `key`.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps `value` under `key`.
pub fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // Full, or forbidden by the reader.
        drop(storage.set_item(key, value));
    }
}

/// Keeps nothing under `key` any more.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        // As above.
        drop(storage.remove_item(key));
    }
}
