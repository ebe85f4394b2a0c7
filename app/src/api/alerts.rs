use domain::id::{AlertId, FolderId};
use domain::wire::{Alert, AlertChange, AlertOverview, DryRun, NewAlert};

use super::{Api, Problem};

impl Api {
    /// All alerts, with what stands against each (admins).
    pub async fn all_alerts(self) -> Result<Vec<AlertOverview>, Problem> {
        self.whole("/alerts").await
    }

    /// Who would be mailed if somebody else added a file to the folder now.
    pub async fn dry_run(self, folder: FolderId) -> Result<DryRun, Problem> {
        self.get(format!("/folders/{folder}/alerts/dry-run")).await
    }

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
