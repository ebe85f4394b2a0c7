//! The window: where it is, what it remembers.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{HtmlDocument, IntersectionObserver, IntersectionObserverEntry};

/// Opens `path` as a new page, rendered by the server.
pub fn go(path: &str) {
    if let Some(window) = web_sys::window() {
        // A path of our own cannot be refused.
        drop(window.location().assign(path));
    }
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // Nothing can be done where even a reload is refused.
        drop(window.location().reload());
    }
}

/// The language that the server rendered this page in, `<html lang>`.
pub fn page_language() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.document_element()?.get_attribute("lang")
}

/// Whether the page is in front; one behind others asks the server for nothing by itself.
pub fn is_looked_at() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| !document.hidden())
}

/// Remembers the language on this browser, for pages before sign-in.
pub fn remember_language(code: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(document) = document.and_then(|document| document.dyn_into::<HtmlDocument>().ok()) {
        let cookie = format!("lang={code}; Path=/; Max-Age=31536000; SameSite=Lax");
        // Without cookies the choice lasts for this page only.
        drop(document.set_cookie(&cookie));
    }
}

/// Puts text on the clipboard.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        // The promise is not awaited: the button says "copied", the text stays selectable.
        drop(window.navigator().clipboard().write_text(text));
    }
}

/// The instant at which the reader's day `day` (YYYY-MM-DD) begins, in RFC 3339 UTC.
pub fn day_edge(day: &str, end: bool) -> Option<String> {
    let clock = if end { "T23:59:59.999" } else { "T00:00:00" };
    let date = js_sys::Date::new(&JsValue::from_str(&format!("{day}{clock}")));
    if date.get_time().is_nan() {
        None
    } else {
        date.to_iso_string().as_string()
    }
}

/// The instant of a time that the reader wrote in their own zone, in RFC 3339 UTC.
pub fn instant(local: &str) -> Option<String> {
    let date = js_sys::Date::new(&JsValue::from_str(local));
    if date.get_time().is_nan() {
        None
    } else {
        date.to_iso_string().as_string()
    }
}

/// The whole address of this page.
pub fn address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    href.unwrap_or_default()
}

/// Calls `seen` each time the element comes into view; stops when the handle is dropped.
pub fn on_sight(element: &web_sys::Element, seen: impl Fn() + 'static) -> Option<Sight> {
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let entry = entries.get(0).dyn_into::<IntersectionObserverEntry>();
        if entry.is_ok_and(|entry| entry.is_intersecting()) {
            seen();
        }
    });
    let observer = IntersectionObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Sight {
        observer,
        _callback: callback,
    })
}

/// A watched element.
pub struct Sight {
    observer: IntersectionObserver,
    _callback: Closure<dyn Fn(js_sys::Array)>,
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
