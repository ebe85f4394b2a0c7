//! A call over the network.

use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestCredentials, RequestInit, Response};

use crate::api::{ApiRequest, ApiResponse, Problem};

/// Sends the call with the cookie of this origin.
pub async fn fetch(request: ApiRequest) -> Result<ApiResponse, Problem> {
    if !cfg!(target_arch = "wasm32") {
        return Err(Problem::unreachable());
    }
    // There is one thread in a browser; the reactive system asks for `Send` all the same.
    SendWrapper::new(async move { send(request).await.map_err(|_| Problem::unreachable()) }).await
}

async fn send(request: ApiRequest) -> Result<ApiResponse, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method);
    init.set_credentials(RequestCredentials::SameOrigin);
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from_str(body));
    }
    let call = Request::new_with_str_and_init(&request.path, &init)?;
    call.headers().set("Accept", "application/json")?;
    if request.body.is_some() {
        call.headers().set("Content-Type", "application/json")?;
    }
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_request(&call))
        .await?
        .dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok(ApiResponse {
        status: response.status(),
        body: text.as_string().unwrap_or_default(),
    })
}
