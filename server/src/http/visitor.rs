//! Who asks: a session's cookie or a script's token, or nobody; and whether they knock too often.

use std::future::{Future, ready};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use flow::access::Viewer;

use super::{
    cookie,
    limits::Door,
    origin::Origin,
    problem::Problem,
    site::{App, Site},
};

/// Someone signed in, or a script with a token; nobody else passes.
pub(crate) struct Signed(pub Viewer);

impl FromRequestParts<App> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let origin = origin(app, parts);
        let Some(viewer) = viewer(app, &parts.headers, &origin).await else {
            app.limits.pass(Door::Anonymous, origin.ip)?;
            return Err(Problem::unauthenticated());
        };
        let settings = app.flow.directory().settings().clone();
        let product_url = settings.email.product_url.as_deref();
        origin.check(
            &parts.method,
            &parts.headers,
            product_url,
            viewer.by_session(),
        )?;
        Ok(Self(viewer))
    }
}

/// Anyone, at a door that strangers knock at: not too often, and not sent by another site's page.
pub(crate) struct Stranger(pub Origin);

impl FromRequestParts<App> for Stranger {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        ready(knock(parts, app).map(Self))
    }
}

fn knock(parts: &Parts, app: &App) -> Result<Origin, Problem> {
    let origin = origin(app, parts);
    app.limits.pass(Door::Knock, origin.ip)?;
    let settings = app.flow.directory().settings().clone();
    origin.check(
        &parts.method,
        &parts.headers,
        settings.email.product_url.as_deref(),
        false,
    )?;
    Ok(origin)
}

/// Who asks for a page, if anybody known.
pub(crate) async fn peek(app: &Site, request: &Parts) -> Option<Viewer> {
    let origin = origin(app, request);
    viewer(app, &request.headers, &origin).await
}

/// Where a request comes from.
fn origin(app: &Site, request: &Parts) -> Origin {
    let settings = app.flow.directory().settings().clone();
    Origin::of(
        &request.extensions,
        &request.headers,
        &request.uri,
        &app.trusted_proxies,
    )
    .known_as(settings.email.product_url.as_deref())
}

async fn viewer(app: &Site, headers: &HeaderMap, origin: &Origin) -> Option<Viewer> {
    if let Some(token) = bearer(headers) {
        return app.flow.viewer_by_token(token, Some(origin.ip));
    }
    let secret = cookie::read(headers, origin.secure)?;
    app.flow.viewer_by_cookie(secret, Some(origin.ip)).await
}

/// The token of `Authorization: Bearer <token>` (RFC 6750).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Counts a request of someone unknown.
pub(crate) fn pass(app: &Site, request: &Parts) -> Result<(), Problem> {
    app.limits.pass(Door::Anonymous, origin(app, request).ip)
}

/// Where a request comes from, whoever sent it; not more often than strangers may.
pub(crate) struct Visit(pub Origin);

impl FromRequestParts<App> for Visit {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        ready(pass(app, parts).map(|()| Self(origin(app, parts))))
    }
}
