use domain::id::{FileId, FolderId};
use domain::wire::{File, FileChange, List, TrashItem, TrashKind, Version};

use super::{Api, Problem, Query, encode};

impl Api {
    /// A page of the files of a folder, by name.
    pub async fn files(self, folder: &str, cursor: &str) -> Result<List<File>, Problem> {
        let path = format!("/folders/{}/files", encode(folder));
        self.get(
            Query::new()
                .with("limit", "200")
                .with("cursor", cursor)
                .on(&path),
        )
        .await
    }

    /// One file.
    pub async fn file(self, id: &str) -> Result<File, Problem> {
        self.get(format!("/files/{}", encode(id))).await
    }

    /// Renames or moves it.
    pub async fn change_file(self, id: FileId, change: &FileChange) -> Result<File, Problem> {
        self.send("PATCH", format!("/files/{id}"), change).await
    }

    /// Puts it in the trash.
    pub async fn delete_file(self, id: FileId) -> Result<(), Problem> {
        self.act("DELETE", format!("/files/{id}")).await
    }

    /// Its versions, newest first.
    pub async fn versions(self, id: FileId) -> Result<Vec<Version>, Problem> {
        self.whole(&format!("/files/{id}/versions")).await
    }

    /// A page of what was thrown away and may be restored, newest first.
    pub async fn trash(self, cursor: &str) -> Result<List<TrashItem>, Problem> {
        self.get(Query::new().with("cursor", cursor).on("/trash"))
            .await
    }

    /// Takes it out of the trash.
    pub async fn restore(self, kind: TrashKind, id: &str) -> Result<(), Problem> {
        self.act("POST", format!("/{}/{}/restore", noun(kind), encode(id)))
            .await
    }
}

fn noun(kind: TrashKind) -> &'static str {
    match kind {
        TrashKind::File => "files",
        TrashKind::Folder => "folders",
    }
}

/// Where the browser puts a file of this name.
pub fn upload_path(folder: FolderId, name: &str) -> String {
    format!("/api/v1/folders/{folder}/files/{}", encode(name))
}

/// Where the browser gets the newest content.
pub fn content_path(id: FileId) -> String {
    format!("/api/v1/files/{id}/content")
}

/// Where the browser gets an older content.
pub fn version_path(id: FileId, number: u32) -> String {
    format!("/api/v1/files/{id}/versions/{number}/content")
}
