//! What most tests begin with: anna is told of what ben deposits in one folder.

use domain::{alert::Alert, folder::Folder, id::FileId, person::Person};

use crate::installation::{Installation, oneself};

pub(crate) struct Scene {
    pub(crate) colombier: Installation,
    /// Has the alert.
    pub(crate) anna: Person,
    /// Deposits.
    pub(crate) ben: Person,
    /// Everyone may write in it.
    pub(crate) folder: Folder,
    /// Of the folder itself, for additions and modifications.
    pub(crate) alert: Alert,
}

impl Scene {
    pub(crate) async fn start(folder: &str) -> Self {
        let colombier = Installation::start().await;
        let (anna, ben) = (
            colombier.person("anna").await,
            colombier.person("ben").await,
        );
        let folder = colombier.folder(folder).await;
        let alert = colombier.alert(&folder, oneself(&anna)).await;
        Self {
            colombier,
            anna,
            ben,
            folder,
            alert,
        }
    }

    /// Ben deposits.
    pub(crate) async fn deposit(&self, name: &str) -> FileId {
        self.colombier.deposit(&self.ben, &self.folder, name).await
    }
}
