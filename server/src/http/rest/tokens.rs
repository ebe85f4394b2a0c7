use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::TokenId,
    wire::{List, NewToken, Token, TokenMade},
};

use super::answer::{Answer, Done, Made, Paging, Problems, made};
use crate::http::{
    extract::{self, Ids, Params},
    site::App,
    visitor::Signed,
};

/// An admin's own API tokens.
#[utoipa::path(
    get, path = "/tokens", tag = "tokens",
    params(Paging), responses((status = OK, body = List<Token>), Problems)
)]
pub(super) async fn tokens(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Token>> {
    app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.tokens(&viewer, &params.page()?)))
}

/// Make a token with one's own rights; its key is in this answer and never again.
#[utoipa::path(
    post, path = "/tokens", tag = "tokens",
    request_body = NewToken, responses((status = CREATED, body = TokenMade), Problems)
)]
pub(super) async fn add_token(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<NewToken>,
) -> Made<TokenMade> {
    app.flow.may_admin(&viewer)?;
    Ok(made(app.flow.add_token(&viewer, &form).await?))
}

/// Revoke a token: one's own, or for admins any.
#[utoipa::path(
    delete, path = "/tokens/{id}", tag = "tokens",
    params(("id" = TokenId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn remove_token(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(TokenId,)>,
) -> Done {
    app.flow.remove_token(&viewer, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
