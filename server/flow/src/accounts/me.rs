use domain::{
    address::EmailAddress,
    change::{self, PersonChange},
    person::Person,
    refusal::Refusal,
    wire,
};

use super::{address, addresses, time_zone};
use crate::{Flow, FlowError, access::Viewer, port::RegistryExt as _};

impl Flow {
    /// The viewer itself, as it is now.
    pub fn me(&self, viewer: &Viewer) -> wire::Me {
        let directory = self.directory();
        let person = directory.person(viewer.person.id).unwrap_or(&viewer.person);
        let suspended = |address: &&EmailAddress| directory.check_address(address).is_err();
        wire::Me {
            suspended: person
                .all_addresses()
                .into_iter()
                .filter(suspended)
                .map(ToString::to_string)
                .collect(),
            ..person.as_ref().into()
        }
    }

    /// Changes one's own profile. Further addresses are for admins to give: mail goes there unasked. A new password
    /// needs the old one, and ends all other sessions.
    pub async fn change_me(
        &self,
        viewer: &Viewer,
        form: &wire::MeChange,
    ) -> Result<wire::Me, FlowError> {
        let change = PersonChange {
            name: form.name.as_deref().map(Into::into),
            language: form.language,
            time_zone: form
                .time_zone
                .as_ref()
                .map(|zone| time_zone(zone.as_deref()))
                .transpose()?,
            addresses: self.own_addresses(viewer, form)?,
            ..PersonChange::default()
        };
        if form.password.is_some() {
            self.check_current(&viewer.person, form.current_password.as_ref())
                .await?;
        }
        let password = self.hashed(form.password.as_ref()).await?;
        self.change_account(viewer, viewer.person.id, change, password)
            .await?;
        Ok(self.me(viewer))
    }

    fn own_addresses(
        &self,
        viewer: &Viewer,
        form: &wire::MeChange,
    ) -> Result<Option<Vec<EmailAddress>>, FlowError> {
        let Some(wanted) = form.addresses.as_deref().map(addresses).transpose()? else {
            return Ok(None);
        };
        let directory = self.directory();
        let known = directory
            .person(viewer.person.id)
            .map_or(&viewer.person.addresses, |person| &person.addresses);
        // One may do without an address, but not bring in another.
        if viewer.is_admin() || wanted.iter().all(|address| known.contains(address)) {
            Ok(Some(wanted))
        } else {
            Err(Refusal::Forbidden.into())
        }
    }

    async fn check_current(
        &self,
        person: &Person,
        given: Option<&wire::Secret>,
    ) -> Result<(), FlowError> {
        let given = given.map_or("", |given| given.0.as_str());
        let right = self
            .passwords
            .verify(given, person.password.clone())
            .await?;
        if right {
            Ok(())
        } else {
            Err(Refusal::BadField("current_password").into())
        }
    }

    /// Lets mail go again to an address that was refused again and again: one's own, or for an admin any.
    pub async fn resume_address(&self, viewer: &Viewer, typed: &str) -> Result<(), FlowError> {
        let resumed = address(typed, "address")?;
        let own = viewer
            .person
            .all_addresses()
            .iter()
            .any(|address| address.key() == resumed.key());
        if !own && !viewer.is_admin() {
            return Err(Refusal::Forbidden.into());
        }
        let stamp = viewer.stamp(self.now());
        let resume = move |d: &_, plan: &mut _| {
            change::resume_address(d, plan, &resumed, &stamp);
            Ok(())
        };
        Ok(self
            .world
            .store
            .change("resuming an address", resume)
            .await?)
    }
}
