use domain::id::FolderId;
use domain::wire::{Folder, FolderChange, NewFolder, Right};

use super::{Api, Problem, Query};

impl Api {
    /// The folders in `parent`, or those at the top.
    pub async fn folders(self, parent: &str) -> Result<Vec<Folder>, Problem> {
        self.whole_of(Query::new().with("parent", parent), "/folders")
            .await
    }

    /// One folder with the way to it.
    pub async fn folder(self, id: &str) -> Result<Folder, Problem> {
        self.get(format!("/folders/{}", super::encode(id))).await
    }

    /// Makes a folder.
    pub async fn create_folder(self, folder: &NewFolder) -> Result<Folder, Problem> {
        self.send("POST", "/folders".into(), folder).await
    }

    /// Renames, moves or restricts it.
    pub async fn change_folder(
        self,
        id: FolderId,
        change: &FolderChange,
    ) -> Result<Folder, Problem> {
        self.send("PATCH", format!("/folders/{id}"), change).await
    }

    /// Puts it in the trash with all that is in it.
    pub async fn delete_folder(self, id: FolderId) -> Result<(), Problem> {
        self.act("DELETE", format!("/folders/{id}")).await
    }

    /// The rights given on this very folder.
    pub async fn rights(self, id: FolderId) -> Result<Vec<Right>, Problem> {
        self.get(format!("/folders/{id}/rights")).await
    }

    /// Replaces them.
    pub async fn set_rights(self, id: FolderId, rights: &[Right]) -> Result<(), Problem> {
        self.tell("PUT", format!("/folders/{id}/rights"), &rights)
            .await
    }
}
