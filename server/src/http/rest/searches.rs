use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::SearchId,
    wire::{List, NewSearch, SavedSearch},
};

use super::answer::{Answer, Done, Made, Problems, made};
use crate::http::{
    extract::{self, Ids},
    site::App,
    visitor::Signed,
};

/// One's own saved searches of the journal, by name.
#[utoipa::path(
    get, path = "/me/searches", tag = "me",
    responses((status = OK, body = List<SavedSearch>), Problems)
)]
pub(super) async fn searches(
    State(app): State<App>,
    Signed(viewer): Signed,
) -> Answer<List<SavedSearch>> {
    Ok(Json(List::whole(app.flow.searches(&viewer))))
}

/// Save a search; one of the same name is replaced.
#[utoipa::path(
    post, path = "/me/searches", tag = "me",
    request_body = NewSearch, responses((status = CREATED, body = SavedSearch), Problems)
)]
pub(super) async fn save_search(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<NewSearch>,
) -> Made<SavedSearch> {
    Ok(made(app.flow.save_search(&viewer, form).await?))
}

/// Forget a saved search.
#[utoipa::path(
    delete, path = "/me/searches/{id}", tag = "me",
    params(("id" = SearchId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn forget_search(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(SearchId,)>,
) -> Done {
    app.flow.forget_search(&viewer, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
