//! A long answer saved as a file, with how far it is.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, Blob, HtmlAnchorElement, ReadableStreamDefaultReader, RequestInit, Response,
    Url,
};

use crate::api::Problem;

/// So much is held at once before it is handed to the browser, which keeps it on disk.
const HELD: u32 = 8 * 1024 * 1024;

/// A download under way; dropping the handle does not stop it, [`Saving::abort`] does.
#[derive(Clone)]
pub struct Saving(AbortController);

impl Saving {
    /// Stops it; nothing is saved.
    pub fn abort(&self) {
        self.0.abort();
    }
}

/// Gets `path` and saves it as `name`; `progress` hears how many lines are here and how many will be, `done` the outcome.
pub fn save(
    path: String,
    name: &'static str,
    progress: impl Fn(u64, u64) + 'static,
    done: impl FnOnce(Result<(), Problem>) + 'static,
) -> Option<Saving> {
    let abort = AbortController::new().ok()?;
    let handle = Saving(abort.clone());
    spawn_local(async move {
        let outcome = match read(&path, &abort, progress).await {
            Ok(Ok(blob)) => hand_over(&blob, name).map_err(|_| Problem::unreachable()),
            Ok(Err(problem)) => Err(problem),
            // Broken off on the way: half of it would pass for the whole.
            Err(_) => Err(Problem::unreachable()),
        };
        done(outcome);
    });
    Some(handle)
}

async fn read(
    path: &str,
    abort: &AbortController,
    progress: impl Fn(u64, u64),
) -> Result<Result<Blob, Problem>, JsValue> {
    let init = RequestInit::new();
    init.set_signal(Some(&abort.signal()));
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let call = window.fetch_with_str_and_init(path, &init);
    let response: Response = JsFuture::from(call).await?.dyn_into()?;
    if !response.ok() {
        let text = JsFuture::from(response.text()?).await?;
        let body = text.as_string().unwrap_or_default();
        return Ok(Err(Problem::read(response.status(), &body)));
    }
    let total = response.headers().get("x-total-count")?;
    let total = total.and_then(|total| total.parse().ok()).unwrap_or(0);
    let body = response.body().ok_or(JsValue::NULL)?;
    let reader: ReadableStreamDefaultReader = body.get_reader().dyn_into()?;
    let (parts, mut held, mut size, mut lines) = (Array::new(), Array::new(), 0, 0);
    loop {
        let step = JsFuture::from(reader.read()).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            break;
        }
        let chunk: Uint8Array = Reflect::get(&step, &"value".into())?.dyn_into()?;
        lines += chunk.to_vec().split(|byte| *byte == b'\n').count() as u64 - 1;
        progress(lines, total);
        size += chunk.length();
        held.push(&chunk);
        if size > HELD {
            let part = Blob::new_with_u8_array_sequence(&held)?;
            parts.push(&part);
            (held, size) = (Array::new(), 0);
        }
    }
    let part = Blob::new_with_u8_array_sequence(&held)?;
    parts.push(&part);
    Blob::new_with_blob_sequence(&parts).map(Ok)
}

fn hand_over(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or(JsValue::NULL)?;
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser took hold of it with the click.
    Url::revoke_object_url(&address)
}
