//! Saved searches: each person's own.

use domain::{
    change::{self, NewSearch},
    id::SearchId,
    wire,
};

use crate::{Flow, FlowError, access::Viewer, port::RegistryExt as _};

impl Flow {
    /// The viewer's saved searches, by name.
    pub fn searches(&self, viewer: &Viewer) -> Vec<wire::SavedSearch> {
        let directory = self.directory();
        let mut searches: Vec<wire::SavedSearch> = directory
            .searches_of(viewer.person.id)
            .map(|search| (&**search).into())
            .collect();
        searches.sort_by_key(|search| search.name.to_lowercase());
        searches
    }

    /// Saves a search of the viewer; one of the same name is replaced.
    pub async fn save_search(
        &self,
        viewer: &Viewer,
        form: wire::NewSearch,
    ) -> Result<wire::SavedSearch, FlowError> {
        let new = NewSearch {
            person: viewer.person.id,
            name: form.name.into(),
            query: form.query.trim_start_matches('?').to_owned(),
            at: self.now(),
        };
        let save = move |d: &_, plan: &mut _| change::add_search(d, plan, &new);
        let saved = self.world.store.change("saving a search", save).await?;
        Ok((&saved).into())
    }

    /// Forgets a search of the viewer.
    pub async fn forget_search(&self, viewer: &Viewer, id: SearchId) -> Result<(), FlowError> {
        let person = viewer.person.id;
        let forget = move |d: &_, plan: &mut _| change::remove_search(d, plan, person, id);
        Ok(self
            .world
            .store
            .change("forgetting a search", forget)
            .await?)
    }
}
