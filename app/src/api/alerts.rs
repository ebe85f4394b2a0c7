use domain::id::{AlertId, FolderId};
use domain::wire::{Alert, AlertChange, NewAlert};

use super::{Api, Problem};

impl Api {
    /// The alerts on a folder that the viewer may see: all for its managers, else one's own.
    pub async fn alerts(self, folder: FolderId) -> Result<Vec<Alert>, Problem> {
        self.whole(&format!("/folders/{folder}/alerts")).await
    }

    /// Subscribes someone.
    pub async fn create_alert(self, folder: FolderId, alert: &NewAlert) -> Result<Alert, Problem> {
        self.send("POST", format!("/folders/{folder}/alerts"), alert)
            .await
    }

    /// Changes what it tells of.
    pub async fn change_alert(self, id: AlertId, change: &AlertChange) -> Result<Alert, Problem> {
        self.send("PATCH", format!("/alerts/{id}"), change).await
    }

    /// Removes it.
    pub async fn delete_alert(self, id: AlertId) -> Result<(), Problem> {
        self.act("DELETE", format!("/alerts/{id}")).await
    }
}
