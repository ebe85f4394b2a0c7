use axum::{
    Json,
    extract::State,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use domain::{
    id::{FileId, FolderId},
    wire::{File, FileChange, List, Version},
};
use flow::files::FileEdit;

use super::{
    answer::{Answer, Done, Paging, Problems},
    folders::name,
};
use crate::http::{
    download,
    extract::{self, Ids, Params},
    problem::Problem,
    site::App,
    visitor::Signed,
};

/// The files of a folder, by name.
#[utoipa::path(
    get, path = "/folders/{id}/files", tag = "files",
    params(("id" = FolderId, Path), Paging), responses((status = OK, body = List<File>), Problems)
)]
pub(super) async fn files(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
    params: Params,
) -> Answer<List<File>> {
    let may = app.flow.may_read(&viewer, id)?;
    Ok(Json(app.flow.files(&may, &params.page()?).await?))
}

/// A file.
#[utoipa::path(
    get, path = "/files/{id}", tag = "files",
    params(("id" = FileId, Path)), responses((status = OK, body = File), Problems)
)]
pub(super) async fn file(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FileId,)>,
) -> Answer<File> {
    let may = app.flow.may_read_file(&viewer, id).await?;
    Ok(Json(app.flow.file(&may)))
}

/// Rename or move a file.
#[utoipa::path(
    patch, path = "/files/{id}", tag = "files", params(("id" = FileId, Path)),
    request_body = FileChange, responses((status = OK, body = File), Problems)
)]
pub(super) async fn change_file(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FileId,)>,
    extract::Json(form): extract::Json<FileChange>,
) -> Answer<File> {
    let may = app.flow.may_write_file(&viewer, id).await?;
    let to = form
        .folder
        .map(|folder| app.flow.may_write(&viewer, folder))
        .transpose()?;
    let edit = FileEdit {
        name: form.name.as_deref().map(name).transpose()?,
        to,
    };
    Ok(Json(app.flow.change_file(&may, edit).await?))
}

/// Put a file in the trash.
#[utoipa::path(
    delete, path = "/files/{id}", tag = "files",
    params(("id" = FileId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn trash_file(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FileId,)>,
) -> Done {
    let may = app.flow.may_write_file(&viewer, id).await?;
    app.flow.trash_file(&may).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a file out of the trash.
#[utoipa::path(
    post, path = "/files/{id}/restore", tag = "trash",
    params(("id" = FileId, Path)), responses((status = OK, body = File), Problems)
)]
pub(super) async fn restore_file(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FileId,)>,
) -> Answer<File> {
    let may = app.flow.may_write_file(&viewer, id).await?;
    Ok(Json(app.flow.restore_file(&may).await?))
}

/// The versions of a file, newest first.
#[utoipa::path(
    get, path = "/files/{id}/versions", tag = "files",
    params(("id" = FileId, Path), Paging), responses((status = OK, body = List<Version>), Problems)
)]
pub(super) async fn versions(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FileId,)>,
    params: Params,
) -> Answer<List<Version>> {
    let may = app.flow.may_read_file(&viewer, id).await?;
    Ok(Json(app.flow.versions(&may, &params.page()?).await?))
}

/// The newest content. One `Range` of bytes may be asked for.
#[utoipa::path(
    get, path = "/files/{id}/content", tag = "files",
    params(("id" = FileId, Path), download::Headers),
    responses(download::Contents, Problems)
)]
pub(super) async fn content(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FileId,)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let may = app.flow.may_read_file(&viewer, id).await?;
    let content = app.flow.content(&may, None).await?;
    download::respond(&app.flow, &content, &method, &headers).await
}

/// The content of an older version, by its number.
#[utoipa::path(
    get, path = "/files/{id}/versions/{number}/content", tag = "files",
    params(("id" = FileId, Path), ("number" = u32, Path, description = "1 for the first"), download::Headers),
    responses(download::Contents, Problems)
)]
pub(super) async fn version_content(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id, number)): Ids<(FileId, u32)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let may = app.flow.may_read_file(&viewer, id).await?;
    let content = app.flow.content(&may, Some(number)).await?;
    download::respond(&app.flow, &content, &method, &headers).await
}
