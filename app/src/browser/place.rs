//! Where things stand on the page. Set as properties: the page's policy knows no inline style, its scripts may.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement};

/// How tall an element is, in pixels.
pub fn height(element: &Element) -> f64 {
    element.get_bounding_client_rect().height()
}

/// Makes an element `pixels` tall.
pub fn tall(element: &HtmlElement, pixels: f64) {
    // A length is always taken.
    drop(
        element
            .style()
            .set_property("height", &format!("{pixels}px")),
    );
}

/// Moves an element down by `pixels`, without moving what is around it.
pub fn lower(element: &HtmlElement, pixels: f64) {
    let how = format!("translateY({pixels}px)");
    // As above.
    drop(element.style().set_property("transform", &how));
}

/// How far across `element` the point `x` of the window is, from 0 to 1.
pub fn share_across(element: &Element, x: f64) -> f64 {
    let place = element.get_bounding_client_rect();
    ((x - place.left()) / place.width().max(1.0)).clamp(0.0, 1.0)
}

/// Calls `changed` when the window changes its size; stops when the handle is dropped.
pub fn on_resize(changed: impl Fn() + 'static) -> Option<Resizing> {
    let window = web_sys::window()?;
    let callback = Closure::<dyn Fn()>::new(changed);
    let listener = callback.as_ref().unchecked_ref();
    window
        .add_event_listener_with_callback("resize", listener)
        .ok()?;
    Some(Resizing(callback))
}

/// A watched window.
pub struct Resizing(Closure<dyn Fn()>);

impl Drop for Resizing {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let listener = self.0.as_ref().unchecked_ref();
            // Where it is not there any more there is nothing to take off.
            drop(window.remove_event_listener_with_callback("resize", listener));
        }
    }
}
