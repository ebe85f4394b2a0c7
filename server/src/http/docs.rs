//! `/api/docs`: the API's description for people, its scripts vendored.

use std::sync::Arc;

use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, header},
    middleware,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use utoipa_swagger_ui::Config;

use super::{headers, problem::Problem};

/// The page and its files.
pub(crate) fn router() -> Router {
    let config = Arc::new(Config::new(["/api/v1/openapi.json"]));
    let index = Arc::clone(&config);
    Router::new()
        .route(
            "/api/docs",
            get(|| async { Redirect::permanent("/api/docs/") }),
        )
        .route("/api/docs/", get(|| async move { file("", index) }))
        .route(
            "/api/docs/{*file}",
            get(|Path(name): Path<String>| async move { file(&name, config) }),
        )
        .layer(middleware::map_response(closed))
}

fn file(name: &str, config: Arc<Config<'static>>) -> Response {
    match utoipa_swagger_ui::serve(name, config) {
        Ok(Some(file)) => ([(header::CONTENT_TYPE, file.content_type)], file.bytes).into_response(),
        Ok(None) => Problem::not_found().into_response(),
        Err(error) => Problem::internal(error.as_ref()).into_response(),
    }
}

async fn closed(mut response: Response) -> Response {
    let policy = HeaderValue::from_static(headers::DOCS);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
