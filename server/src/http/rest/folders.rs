use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::FolderId,
    refusal::Refusal,
    text::EntryName,
    wire::{Folder, FolderChange, List, NewFolder},
};
use flow::{access::Viewer, tree::FolderEdit};

use super::answer::{Answer, Done, Made, Paging, Problems, made};
use crate::http::{
    extract::{self, Ids, Params},
    problem::Problem,
    site::{App, Site},
    visitor::Signed,
};

/// The folders in `parent`, or at the top, that one may read or pass through.
#[utoipa::path(
    get, path = "/folders", tag = "folders",
    params(("parent" = Option<FolderId>, Query, description = "Absent: the top"), Paging),
    responses((status = OK, body = List<Folder>), Problems)
)]
pub(super) async fn folders(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Folder>> {
    let parent = params.one("parent")?;
    Ok(Json(app.flow.folders(&viewer, parent, &params.page()?)?))
}

/// Make a folder; at the top for admins.
#[utoipa::path(
    post, path = "/folders", tag = "folders",
    request_body = NewFolder, responses((status = CREATED, body = Folder), Problems)
)]
pub(super) async fn add_folder(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<NewFolder>,
) -> Made<Folder> {
    let may = app.flow.may_place(&viewer, form.parent)?;
    Ok(made(app.flow.add_folder(&may, name(&form.name)?).await?))
}

/// A folder.
#[utoipa::path(
    get, path = "/folders/{id}", tag = "folders",
    params(("id" = FolderId, Path)), responses((status = OK, body = Folder), Problems)
)]
pub(super) async fn folder(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
) -> Answer<Folder> {
    Ok(Json(app.flow.folder(&viewer, id)?))
}

/// Rename, move or restrict a folder, or say when the mails of its alerts leave.
#[utoipa::path(
    patch, path = "/folders/{id}", tag = "folders", params(("id" = FolderId, Path)),
    request_body = FolderChange, responses((status = OK, body = Folder), Problems)
)]
pub(super) async fn change_folder(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
    extract::Json(form): extract::Json<FolderChange>,
) -> Answer<Folder> {
    let may = app.flow.may_manage(&viewer, id)?;
    let edit = edit(&app, &viewer, id, &form)?;
    Ok(Json(app.flow.change_folder(&may, edit).await?))
}

fn edit(
    app: &Site,
    viewer: &Viewer,
    id: FolderId,
    form: &FolderChange,
) -> Result<FolderEdit, Problem> {
    let here = app
        .flow
        .directory()
        .folder(id)
        .and_then(|folder| folder.parent);
    let to = form
        .parent
        .filter(|to| *to != here)
        .map(|to| app.flow.may_place(viewer, to));
    Ok(FolderEdit {
        name: form.name.as_deref().map(name).transpose()?,
        to: to.transpose()?,
        restricted: form.restricted,
        mail_timing: form.mail_timing.clone(),
    })
}

/// Put a folder in the trash with all that is in it.
#[utoipa::path(
    delete, path = "/folders/{id}", tag = "folders",
    params(("id" = FolderId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn trash_folder(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
) -> Done {
    let may = app.flow.may_discard(&viewer, id)?;
    app.flow.trash_folder(&may).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a folder out of the trash.
#[utoipa::path(
    post, path = "/folders/{id}/restore", tag = "trash",
    params(("id" = FolderId, Path)), responses((status = OK, body = Folder), Problems)
)]
pub(super) async fn restore_folder(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
) -> Answer<Folder> {
    let may = app.flow.may_discard(&viewer, id)?;
    Ok(Json(app.flow.restore_folder(&may).await?))
}

/// Reads a name as it was typed.
pub(super) fn name(text: &str) -> Result<EntryName, Problem> {
    text.parse().map_err(|bad| Refusal::BadName(bad).into())
}
