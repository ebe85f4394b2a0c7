//! The bytes of a file as text.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::api::Problem;

/// The content of `file` in base64.
pub async fn base64(file: &File) -> Result<String, Problem> {
    let buffer = JsFuture::from(file.array_buffer()).await;
    // Gone or changed since it was picked.
    let buffer = buffer.map_err(|_| Problem::interrupted())?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    Ok(data_encoding::BASE64.encode(&bytes))
}
