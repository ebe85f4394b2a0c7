//! The pages, rendered here with the visitor's own data: every call of theirs is one of `/api/v1`, in this process.

use std::sync::Arc;

use app::{
    PageStatus, Visit,
    api::{Answer, ApiRequest, ApiResponse, InProcess, Problem},
    shell,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use domain::wire::Me;
use leptos::{
    context::{provide_context, use_context},
    nonce::use_nonce,
};
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use tower::ServiceExt as _;

use super::{headers, listener::Remote, site::App, visitor};

/// The largest answer of our own API that a page waits for.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// Tells leptos that its tasks run on tokio; before the first page.
///
/// `leptos_axum` would do it while listing its routes, which this server does not ask for.
pub(crate) fn ready() {
    // It is refused only where it was done before: by another server of the same process, in tests.
    drop(any_spawner::Executor::init_tokio());
}

/// Renders whatever the address names; an address that names nothing is the page's own 404.
pub(crate) async fn render(State((app, api)): State<(App, Router)>, request: Request) -> Response {
    // A body is not shared between threads, so that the visit is read from what is before it.
    let (parts, body) = request.into_parts();
    let visit = visit(&app, &parts).await;
    if visit.me.is_none()
        && let Err(problem) = visitor::pass(&app, &parts)
    {
        return problem.into_response();
    }
    let router: Arc<dyn InProcess> = Arc::new(OwnApi::new(api, &parts));
    let page = app.page.clone();
    let context = move || {
        provide_context(visit.clone());
        provide_context(Arc::clone(&router));
        provide_context(status());
        say_policy();
    };
    let render = render_app_async_with_context(context, move || shell(&page));
    redirected(render(Request::from_parts(parts, body)).await)
}

/// leptos redirects only who asks for `text/html`; ours is a redirect for everybody.
fn redirected(mut response: Response) -> Response {
    response.headers_mut().remove("serverfnredirect");
    if response.headers().contains_key(header::LOCATION) && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

async fn visit(app: &App, request: &Parts) -> Visit {
    let text = |name: HeaderName| {
        let value = request
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    Visit {
        me: visitor::peek(app, request)
            .await
            .map(|viewer| Me::from(&**viewer.person())),
        setup_needed: app.flow.directory().needs_setup(),
        cookies: text(header::COOKIE),
        accept_language: text(header::ACCEPT_LANGUAGE),
    }
}

fn status() -> PageStatus {
    let response = use_context::<ResponseOptions>().unwrap_or_default();
    PageStatus(Arc::new(move |status| {
        if let Ok(status) = StatusCode::from_u16(status) {
            response.set_status(status);
        }
    }))
}

/// The page's policy names the nonce that leptos gives its own inline scripts.
fn say_policy() {
    let nonce = use_nonce()
        .map(|nonce| nonce.to_string())
        .unwrap_or_default();
    if let (Some(response), Ok(policy)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&headers::page(&nonce)),
    ) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The router itself, called with the visitor's identity.
struct OwnApi {
    router: Router,
    headers: HeaderMap,
    remote: Option<Remote>,
}

/// What of the visitor's request goes along: who it is and where it came from.
const PASSED_ON: [&str; 6] = [
    "cookie",
    "authorization",
    "host",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
];

impl OwnApi {
    fn new(router: Router, request: &Parts) -> Self {
        let of = |name: &'static str| {
            let value = request.headers.get(name)?.clone();
            Some((HeaderName::from_static(name), value))
        };
        let headers = PASSED_ON.into_iter().filter_map(of).collect();
        Self {
            router,
            headers,
            remote: request.extensions.get::<Remote>().copied(),
        }
    }
}

impl InProcess for OwnApi {
    fn call(&self, call: ApiRequest) -> Answer {
        let router = self.router.clone();
        let request = build(call, self.headers.clone(), self.remote);
        Box::pin(async move {
            let request = request.map_err(|_| Problem::unreachable())?;
            // The router's error type has no values.
            let response = router
                .oneshot(request)
                .await
                .map_err(|_| Problem::unreachable())?;
            let status = response.status().as_u16();
            let bytes = to_bytes(response.into_body(), MAX_ANSWER)
                .await
                .map_err(|_| Problem::unreachable())?;
            let body = String::from_utf8(bytes.into()).map_err(|_| Problem::unreachable())?;
            Ok(ApiResponse { status, body })
        })
    }
}

fn build(
    call: ApiRequest,
    headers: HeaderMap,
    remote: Option<Remote>,
) -> Result<Request, axum::http::Error> {
    let mut request = axum::http::Request::builder()
        .method(call.method)
        .uri(call.path);
    if let Some(all) = request.headers_mut() {
        *all = headers;
        all.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
    }
    let mut request = request.body(call.body.map_or_else(Body::empty, Body::from))?;
    if let Some(remote) = remote {
        request.extensions_mut().insert(remote);
    }
    Ok(request)
}
