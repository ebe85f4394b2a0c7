//! Where the reader types, and the frames that show what comes of it.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlIFrameElement, HtmlInputElement, HtmlTextAreaElement};

/// Writes `text` where the reader last was in the input `id`, which has the focus again; what stands in it then.
pub fn insert_at(id: &str, text: &str) -> Option<String> {
    let element = web_sys::window()?.document()?.get_element_by_id(id)?;
    let now = insert(&element, text).ok()?;
    // What cannot be focused keeps the text all the same.
    drop(element.dyn_ref::<HtmlElement>()?.focus());
    now
}

fn insert(element: &Element, text: &str) -> Result<Option<String>, JsValue> {
    let after = |start: Option<u32>| {
        let length = text.encode_utf16().count();
        Some(start.unwrap_or(0) + u32::try_from(length).unwrap_or(0))
    };
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        let caret = after(area.selection_start()?);
        area.set_range_text(text)?;
        area.set_selection_start(caret)?;
        area.set_selection_end(caret)?;
        return Ok(Some(area.value()));
    }
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        let caret = after(input.selection_start()?);
        input.set_range_text(text)?;
        input.set_selection_start(caret)?;
        input.set_selection_end(caret)?;
        return Ok(Some(input.value()));
    }
    Ok(None)
}

/// Shows `html` in a frame of ours whose page can do nothing; its links lead nowhere.
pub fn fill(frame: &HtmlIFrameElement, html: &str) {
    let document = frame.content_document();
    if let Some(page) = document.and_then(|document| document.document_element()) {
        page.set_inner_html(&format!("<base target=\"_blank\">{html}"));
    }
}
