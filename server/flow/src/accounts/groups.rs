use domain::{
    change::{self, GroupChange, NewGroup},
    id::GroupId,
    refusal::{Noun, Refusal},
    wire::{self, List},
};

use crate::{Flow, FlowError, access::MayAdmin, page::Page, port::RegistryExt as _};

impl Flow {
    /// All groups, by id; the cursor is the last one's.
    pub fn groups(&self, _may: &MayAdmin, page: &Page<GroupId>) -> List<wire::Group> {
        let directory = self.directory();
        let groups = directory
            .groups()
            .filter(|group| page.goes_on_with(&group.id));
        page.of(
            groups.map(|group| wire::Group::from(group.as_ref())),
            |group| group.id.to_string(),
        )
    }

    /// One group.
    pub fn group(&self, _may: &MayAdmin, id: GroupId) -> Result<wire::Group, FlowError> {
        let directory = self.directory();
        let group = directory.group(id).ok_or(Refusal::Missing(Noun::Group))?;
        Ok(group.as_ref().into())
    }

    /// Adds a group.
    pub async fn add_group(
        &self,
        may: &MayAdmin,
        form: &wire::NewGroup,
    ) -> Result<wire::Group, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let new = NewGroup {
            name: form.name.as_str().into(),
            members: form.members.clone(),
        };
        let add = move |d: &_, plan: &mut _| change::add_group(d, plan, &new, &stamp);
        let group = self.world.store.change("adding a group", add).await?;
        Ok((&group).into())
    }

    /// Changes a group.
    pub async fn change_group(
        &self,
        may: &MayAdmin,
        id: GroupId,
        form: &wire::GroupChange,
    ) -> Result<wire::Group, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let change = GroupChange {
            name: form.name.as_deref().map(Into::into),
            members: form.members.clone(),
        };
        let decide = move |d: &_, plan: &mut _| change::change_group(d, plan, id, &change, &stamp);
        let group = self.world.store.change("changing a group", decide).await?;
        Ok((&group).into())
    }

    /// Removes a group with its rights and alerts.
    pub async fn remove_group(&self, may: &MayAdmin, id: GroupId) -> Result<(), FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let remove = move |d: &_, plan: &mut _| change::remove_group(d, plan, id, &stamp);
        Ok(self.world.store.change("removing a group", remove).await?)
    }
}
