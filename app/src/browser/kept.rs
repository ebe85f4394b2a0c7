//! What this browser keeps for its reader (localStorage). Where it keeps nothing, nothing is lost but the comfort.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What was kept under `key`.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps `value` under `key`; `false`: it is full, or the reader forbids it.
pub fn keep(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Keeps nothing under `key` any more.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        // What is not there any more need not be taken away.
        drop(storage.remove_item(key));
    }
}
