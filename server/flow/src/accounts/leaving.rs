use domain::{change, id::UserId};

use crate::{Flow, FlowError, access::MayAdmin, port::RegistryExt as _};

impl Flow {
    /// Removes a person with its alerts, rights, memberships, tokens and sessions. What it deposited stays, and the
    /// journal keeps its name. Mails that wait for it end as skipped.
    pub async fn remove_person(&self, may: &MayAdmin, id: UserId) -> Result<(), FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let remove = move |d: &_, plan: &mut _| change::remove_person(d, plan, id, &stamp);
        Ok(self.world.store.change("removing a person", remove).await?)
    }
}
