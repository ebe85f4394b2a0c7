//! `/api/docs`: the API's description for people, by Swagger UI, its scripts carried in the binary.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    middleware,
    response::{Html, Redirect, Response},
    routing::get,
};

use super::{
    assets::{self, Files},
    headers,
};

/// Swagger UI; made by build.rs.
static FILES: Files = include!(concat!(env!("OUT_DIR"), "/docs.rs"));

const PAGE: &str = include_str!("docs/index.html");
const START: &str = include_str!("docs/start.js");

/// The page and its files.
pub(crate) fn router() -> Router {
    Router::new()
        .route(
            "/api/docs",
            get(|| async { Redirect::permanent("/api/docs/") }),
        )
        .route("/api/docs/", get(|| async { Html(PAGE) }))
        .route(
            "/api/docs/start.js",
            get(|| async {
                (
                    [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
                    START,
                )
            }),
        )
        .route("/api/docs/{file}", get(file))
        .layer(middleware::map_response(closed))
}

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    assets::answer(FILES, &name, &headers)
}

async fn closed(mut response: Response) -> Response {
    let policy = HeaderValue::from_static(headers::DOCS);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
