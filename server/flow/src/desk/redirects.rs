//! Groups and forwards, as admins see and change them.

use domain::{
    change::{self, RedirectChange},
    id::RedirectId,
    redirect::{Redirect, RedirectKind},
    refusal::{Noun, Refusal},
    wire::{self, List},
};

use crate::{Flow, FlowError, access::MayAdmin, page::Page, port::RegistryExt as _};

impl Flow {
    /// All groups, by id.
    pub fn mail_groups(&self, _may: &MayAdmin, page: &Page<RedirectId>) -> List<wire::MailGroup> {
        self.redirects_of(RedirectKind::Group, page)
            .map(|group| (&group).into())
    }

    /// All forwards, by id.
    pub fn forwards(&self, _may: &MayAdmin, page: &Page<RedirectId>) -> List<wire::Forward> {
        self.redirects_of(RedirectKind::Forward, page)
            .map(|forward| (&forward).into())
    }

    fn redirects_of(&self, kind: RedirectKind, page: &Page<RedirectId>) -> List<Redirect> {
        let directory = self.directory();
        let all = directory
            .redirects()
            .filter(|one| one.kind == kind && page.goes_on_with(&one.id));
        page.of(all.map(|one| (**one).clone()), |one| one.id.to_string())
    }

    /// One group.
    pub fn mail_group(
        &self,
        _may: &MayAdmin,
        id: RedirectId,
    ) -> Result<wire::MailGroup, FlowError> {
        let directory = self.directory();
        let found = directory
            .redirect(id)
            .filter(|one| one.kind == RedirectKind::Group);
        let found = found.ok_or(Refusal::Missing(Noun::MailGroup))?;
        Ok(found.as_ref().into())
    }

    /// One forward.
    pub fn forward(&self, _may: &MayAdmin, id: RedirectId) -> Result<wire::Forward, FlowError> {
        let directory = self.directory();
        let found = directory
            .redirect(id)
            .filter(|one| one.kind == RedirectKind::Forward);
        let found = found.ok_or(Refusal::Missing(Noun::Forward))?;
        Ok(found.as_ref().into())
    }

    /// Adds a group.
    pub async fn add_mail_group(
        &self,
        may: &MayAdmin,
        form: &wire::MailGroupForm,
    ) -> Result<wire::MailGroup, FlowError> {
        let change = RedirectChange::try_from(form)?;
        let made = self.add_redirect(may, RedirectKind::Group, change).await?;
        Ok((&made).into())
    }

    /// Adds a forward.
    pub async fn add_forward(
        &self,
        may: &MayAdmin,
        form: &wire::ForwardForm,
    ) -> Result<wire::Forward, FlowError> {
        let change = RedirectChange::try_from(form)?;
        let made = self
            .add_redirect(may, RedirectKind::Forward, change)
            .await?;
        Ok((&made).into())
    }

    async fn add_redirect(
        &self,
        may: &MayAdmin,
        kind: RedirectKind,
        change: RedirectChange,
    ) -> Result<Redirect, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let address = change.address.clone();
        let address = address.ok_or(Refusal::BadField("address"))?;
        let add = move |d: &_, plan: &mut _| {
            change::add_redirect(d, plan, (kind, &address), &change, &stamp)
        };
        let doing = "adding a group or forward";
        Ok(self.world.store.change(doing, add).await?)
    }

    /// Changes a group.
    pub async fn change_mail_group(
        &self,
        may: &MayAdmin,
        id: RedirectId,
        form: &wire::MailGroupForm,
    ) -> Result<wire::MailGroup, FlowError> {
        let change = RedirectChange::try_from(form)?;
        let at = (RedirectKind::Group, id);
        let changed = self.change_redirect(may, at, change).await?;
        Ok((&changed).into())
    }

    /// Changes a forward.
    pub async fn change_forward(
        &self,
        may: &MayAdmin,
        id: RedirectId,
        form: &wire::ForwardForm,
    ) -> Result<wire::Forward, FlowError> {
        let change = RedirectChange::try_from(form)?;
        let at = (RedirectKind::Forward, id);
        let changed = self.change_redirect(may, at, change).await?;
        Ok((&changed).into())
    }

    async fn change_redirect(
        &self,
        may: &MayAdmin,
        at: (RedirectKind, RedirectId),
        change: RedirectChange,
    ) -> Result<Redirect, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let decide =
            move |d: &_, plan: &mut _| change::change_redirect(d, plan, at, &change, &stamp);
        let doing = "changing a group or forward";
        Ok(self.world.store.change(doing, decide).await?)
    }

    /// Removes a group or forward.
    pub async fn remove_redirect(
        &self,
        may: &MayAdmin,
        at: (RedirectKind, RedirectId),
    ) -> Result<(), FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let remove = move |d: &_, plan: &mut _| change::remove_redirect(d, plan, at, &stamp);
        let doing = "removing a group or forward";
        Ok(self.world.store.change(doing, remove).await?)
    }
}
