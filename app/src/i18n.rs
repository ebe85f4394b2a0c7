//! The reader's language, known once a page: a change of it loads the page again.
//!
//! `leptos_i18n` makes the typed keys (`crate::made`); its context is left out. It would follow changes, cookies and
//! browser wishes at run time, with ICU's locale parser, in the first load of every reader.

use leptos::prelude::*;

use crate::browser;
use crate::visit::Visit;

pub use crate::made::i18n::Locale;

/// Settles the language of this page: on the server the visit's, in the browser what the server rendered.
pub fn provide_language(visit: &Visit) {
    let locale = if cfg!(target_arch = "wasm32") {
        browser::page_language()
            .and_then(|code| code.parse().ok())
            .unwrap_or_default()
    } else {
        visit.locale()
    };
    provide_context(locale);
}

/// The language that the words of this page are in.
pub fn use_i18n() -> Locale {
    use_context().unwrap_or_default()
}
