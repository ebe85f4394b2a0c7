//! Where the reader types, and the frames that show what comes of it.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlIFrameElement, HtmlTextAreaElement};

/// Writes `text` where the reader last was in the text area `id`, which has the focus again; what stands in it then.
pub fn insert_at(id: &str, text: &str) -> Option<String> {
    let element = web_sys::window()?.document()?.get_element_by_id(id)?;
    let area: HtmlTextAreaElement = element.dyn_into().ok()?;
    insert(&area, text).ok()?;
    // What cannot be focused keeps the text all the same.
    drop(area.focus());
    Some(area.value())
}

fn insert(area: &HtmlTextAreaElement, text: &str) -> Result<(), JsValue> {
    let start = area.selection_start()?.unwrap_or(0);
    let length = u32::try_from(text.encode_utf16().count()).unwrap_or(0);
    area.set_range_text(text)?;
    area.set_selection_start(Some(start + length))?;
    area.set_selection_end(Some(start + length))
}

/// Shows `html` in a frame of ours whose page can do nothing; its links lead nowhere.
pub fn fill(frame: &HtmlIFrameElement, html: &str) {
    let document = frame.content_document();
    if let Some(page) = document.and_then(|document| document.document_element()) {
        page.set_inner_html(&format!("<base target=\"_blank\">{html}"));
    }
}
