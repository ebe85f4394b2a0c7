//! All addresses of the server.

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware,
    response::{IntoResponse as _, Response},
    routing::get,
};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    assets, docs, headers, health, pages,
    problem::Problem,
    rest,
    site::{App, Site},
    unsubscribe,
};

/// The frame of the API's description; routes describe themselves.
#[derive(OpenApi)]
#[openapi(
    info(title = "Colombier", description = "Files deposited, people told, every mail proved."),
    components(schemas(domain::wire::Problem)),
    security(("session" = []), ("token" = [])),
    modifiers(&Schemes)
)]
struct Description;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("colombier_session")));
        let bearer =
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        components.add_security_scheme("session", cookie);
        components.add_security_scheme("token", bearer);
    }
}

fn described() -> OpenApiRouter<App> {
    let watching = OpenApiRouter::new()
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics));
    OpenApiRouter::with_openapi(Description::openapi())
        .nest("/api/v1", rest::routes())
        .merge(watching)
}

/// The description of the API (OpenAPI 3.1).
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().into_openapi()
}

/// Everything: the API, the pages and their files.
pub fn router(site: Arc<Site>) -> Router {
    pages::ready();
    let (api, description) = described().split_for_parts();
    let description = axum::Json(description);
    let api = api
        .route("/api/v1/openapi.json", get(|| async { description }))
        .route(
            "/unsubscribe/{token}",
            get(unsubscribe::ask).post(unsubscribe::unsubscribe),
        )
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(site.clone());
    let pages = get(pages::render).with_state((site, api.clone().fallback(nowhere)));
    api.merge(docs::router())
        .route("/api/{*rest}", axum::routing::any(nowhere))
        .route("/pkg/{*name}", get(assets::serve))
        .fallback(move |request: Request| page(pages.clone(), request))
        .layer(middleware::from_fn(headers::private))
        .layer(middleware::from_fn(headers::secure))
}

async fn nowhere() -> Problem {
    Problem::not_found()
}

async fn method_not_allowed() -> Problem {
    let detail = "This address knows no such method.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

/// Whatever has no address of its own is a page, or the page's own 404.
async fn page(pages: axum::routing::MethodRouter, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return method_not_allowed().await.into_response();
    }
    let mut response = match tower::ServiceExt::oneshot(pages, request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response
        .headers_mut()
        .entry(header::CONTENT_TYPE)
        .or_insert(html);
    response
}
