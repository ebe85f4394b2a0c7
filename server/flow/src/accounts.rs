//! People: the accounts that admins keep, and the first of them.

mod groups;
mod leaving;
mod me;
mod password_link;
mod tokens;

use std::net::IpAddr;

use domain::{
    address::EmailAddress,
    change::{self, NewPerson, PersonChange, Plan},
    directory::Directory,
    event::{Actor, Stamp, Via},
    id::UserId,
    person::{PasswordHash, Person, Role},
    refusal::{Noun, Refusal},
    right::{Level, Principal},
    session::SecretHash,
    wire::{self, List},
};

use crate::{
    Flow, FlowError,
    access::{MayAdmin, Viewer},
    page::Page,
    port::RegistryExt as _,
};

impl Flow {
    /// Everyone with an account, by id; the cursor is the last one's.
    pub fn people(&self, _may: &MayAdmin, page: &Page<UserId>) -> List<wire::User> {
        let directory = self.directory();
        let people = directory
            .people()
            .filter(|person| page.goes_on_with(&person.id));
        page.of(
            people.map(|person| wire::User::from(person.as_ref())),
            |person| person.id.to_string(),
        )
    }

    /// One person.
    pub fn person(&self, _may: &MayAdmin, id: UserId) -> Result<wire::User, FlowError> {
        let directory = self.directory();
        let person = directory.person(id).ok_or(Refusal::Missing(Noun::User))?;
        Ok(person.as_ref().into())
    }

    /// Adds a person; who gets no password gets a mail with the link to set one.
    pub async fn add_person(
        &self,
        may: &MayAdmin,
        form: &wire::NewUser,
    ) -> Result<wire::User, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let new = NewPerson {
            email: address(&form.email, "email")?,
            name: form.name.as_str().into(),
            addresses: addresses(&form.addresses)?,
            role: form.role,
            language: form.language,
            password: self.hashed(form.password.as_ref()).await?,
        };
        let zone = time_zone(form.time_zone.as_deref())?;
        let mails = self.password_mail(false);
        let add = move |d: &_, plan: &mut Plan| {
            let cause = plan.next_event();
            let person = change::add_person(d, plan, &new, &stamp)?;
            if person.password.is_none() {
                mails.plan(plan, &person, cause, stamp.at);
            }
            // In the same commit: the zone is part of what was asked for.
            if zone.is_none() {
                return Ok(person);
            }
            let zoned = PersonChange {
                time_zone: Some(zone.clone()),
                ..PersonChange::default()
            };
            change::change_person(&d.with(plan.deltas()), plan, person.id, &zoned, &stamp)
        };
        let person = self.world.store.change("adding a person", add).await?;
        self.outbox_bell.notify_one();
        Ok((&person).into())
    }

    /// Changes a person; a new password ends its sessions, but not the one it is changed from.
    pub async fn change_person(
        &self,
        may: &MayAdmin,
        id: UserId,
        form: &wire::UserChange,
    ) -> Result<wire::User, FlowError> {
        let change = PersonChange {
            email: form
                .email
                .as_deref()
                .map(|email| address(email, "email"))
                .transpose()?,
            name: form.name.as_deref().map(Into::into),
            addresses: form.addresses.as_deref().map(addresses).transpose()?,
            role: form.role,
            active: form.active,
            language: form.language,
            time_zone: form
                .time_zone
                .as_ref()
                .map(|zone| time_zone(zone.as_deref()))
                .transpose()?,
        };
        let password = self.hashed(form.password.as_ref()).await?;
        self.change_account(may.viewer(), id, change, password)
            .await
    }

    async fn change_account(
        &self,
        viewer: &Viewer,
        id: UserId,
        change: PersonChange,
        password: Option<PasswordHash>,
    ) -> Result<wire::User, FlowError> {
        let (stamp, keep) = (viewer.stamp(self.now()), viewer.session);
        let decide = move |d: &_, plan: &mut _| {
            let person = change::change_person(d, plan, id, &change, &stamp)?;
            if let Some(password) = &password {
                change::set_password(&d.with(plan.deltas()), plan, id, password, &stamp)?;
                keep_session(d, plan, id, keep);
            }
            Ok(Person {
                password: password.clone().or(person.password.clone()),
                ..person
            })
        };
        let person = self.world.store.change("changing a person", decide).await?;
        Ok((&person).into())
    }

    /// Makes the first admin, and its language and zone the installation's. Only while nobody administers.
    ///
    /// Whoever calls has seen the one-time token of the console.
    pub async fn first_admin(
        &self,
        form: &wire::Setup,
        ip: Option<IpAddr>,
    ) -> Result<wire::User, FlowError> {
        if !self.directory().needs_setup() {
            return Err(Refusal::SetupOver.into());
        }
        let stamp = Stamp {
            at: self.now(),
            actor: Actor::System,
            ip,
            via: Via::Web,
        };
        let language = form.language;
        let zone = time_zone(form.time_zone.as_deref())?;
        let new = self
            .new_admin(&form.email, &form.name, &form.password.0)
            .await?;
        let new = NewPerson { language, ..new };
        let decide = move |d: &Directory, plan: &mut _| {
            if !d.needs_setup() {
                return Err(Refusal::SetupOver);
            }
            let mut settings = (**d.settings()).clone();
            settings.email.language = language.unwrap_or(settings.email.language);
            settings.email.time_zone.clone_from(&zone);
            change::change_settings(d, plan, &settings, &stamp)?;
            change::add_person(d, plan, &new, &stamp)
        };
        let person = self
            .world
            .store
            .change("making the first admin", decide)
            .await?;
        Ok((&person).into())
    }

    /// Makes an admin from the console (`admin create`). Who has an account by this address gets the password, is
    /// switched on and made admin: so a lost password, or the loss of the last admin's, is put right.
    pub async fn console_admin(
        &self,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<wire::User, FlowError> {
        let stamp = Stamp {
            at: self.now(),
            actor: Actor::System,
            ip: None,
            via: Via::Cli,
        };
        let new = self.new_admin(email, name, password).await?;
        let decide = move |d: &Directory, plan: &mut _| match d.person_by_email(&new.email) {
            None => change::add_person(d, plan, &new, &stamp),
            Some(known) => make_admin(d, plan, known, &new, &stamp),
        };
        let person = self.world.store.change("making an admin", decide).await?;
        Ok((&person).into())
    }

    async fn new_admin(
        &self,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<NewPerson, FlowError> {
        Ok(NewPerson {
            email: address(email, "email")?,
            name: name.into(),
            addresses: Vec::new(),
            role: Role::Admin,
            language: None,
            password: Some(self.passwords.hash(password).await?),
        })
    }

    async fn hashed(
        &self,
        password: Option<&wire::Secret>,
    ) -> Result<Option<PasswordHash>, FlowError> {
        match password {
            Some(password) => self.passwords.hash(&password.0).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whom the viewer may give rights and alerts to: for those who manage a folder all active people, all groups
    /// and everyone; for others themselves. The cursor is the last principal.
    pub fn principals(&self, viewer: &Viewer, page: &Page<Principal>) -> List<wire::PrincipalName> {
        let places = self.principals_of(viewer).into_iter();
        page.of(
            places.filter(|named| {
                page.after()
                    .is_none_or(|after| place(named.principal) > place(*after))
            }),
            |named| named.principal.to_string(),
        )
    }

    fn principals_of(&self, viewer: &Viewer) -> Vec<wire::PrincipalName> {
        let directory = self.directory();
        let manages = viewer.is_admin()
            || !directory
                .folders_with(&viewer.person, Level::Manage)
                .is_empty();
        let person = |person: &Person| {
            let principal = Principal::User(person.id);
            wire::PrincipalName {
                principal,
                name: principal_name(&directory, principal),
            }
        };
        if !manages {
            return vec![person(&viewer.person)];
        }
        let everyone = wire::PrincipalName {
            principal: Principal::Everyone,
            name: String::new(),
        };
        let groups = directory.groups().map(|group| wire::PrincipalName {
            principal: Principal::Group(group.id),
            name: group.name.to_string(),
        });
        let people = directory
            .people()
            .filter(|person| person.active)
            .map(|p| person(p));
        std::iter::once(everyone)
            .chain(groups)
            .chain(people)
            .collect()
    }
}

/// Everyone first, then groups, then people, each by id.
const fn place(principal: Principal) -> (u8, u64) {
    match principal {
        Principal::Everyone => (0, 0),
        Principal::Group(id) => (1, id.0),
        Principal::User(id) => (2, id.0),
        Principal::Depositor => (3, 0),
    }
}

fn make_admin(
    directory: &Directory,
    plan: &mut Plan,
    known: &Person,
    new: &NewPerson,
    stamp: &Stamp,
) -> Result<Person, Refusal> {
    let change = PersonChange {
        role: Some(Role::Admin),
        active: Some(true),
        ..PersonChange::default()
    };
    let person = change::change_person(directory, plan, known.id, &change, stamp)?;
    if let Some(password) = &new.password {
        change::set_password(
            &directory.with(plan.deltas()),
            plan,
            known.id,
            password,
            stamp,
        )?;
    }
    Ok(Person {
        password: new.password.clone(),
        ..person
    })
}

/// Who changes its own password stays signed in where it does so.
fn keep_session(directory: &Directory, plan: &mut Plan, person: UserId, keep: Option<SecretHash>) {
    let session = keep.and_then(|secret| directory.session(&secret));
    if let Some(session) = session.filter(|session| session.person == person) {
        plan.put(change::Delta::Session(session.clone()));
    }
}

/// The name of a principal; empty where it is no one's.
pub(crate) fn principal_name(directory: &Directory, principal: Principal) -> String {
    match principal {
        Principal::User(id) => crate::files::name_of(directory, Some(id)).unwrap_or_default(),
        Principal::Group(id) => directory
            .group(id)
            .map(|group| group.name.to_string())
            .unwrap_or_default(),
        Principal::Everyone | Principal::Depositor => String::new(),
    }
}

/// Reads an address that was typed into `field`.
pub(crate) fn address(text: &str, field: &'static str) -> Result<EmailAddress, Refusal> {
    text.parse().map_err(|_| Refusal::BadField(field))
}

fn addresses(texts: &[String]) -> Result<Vec<EmailAddress>, Refusal> {
    texts
        .iter()
        .filter(|text| !text.trim().is_empty())
        .map(|text| address(text, "addresses"))
        .collect()
}

/// Reads the IANA name of a zone. Whether it is known is for the mailer: an unknown one is shown in UTC.
pub(crate) fn time_zone(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let likely = text.len() <= 64
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
    if likely {
        Ok(Some(text.to_owned()))
    } else {
        Err(Refusal::BadField("time_zone"))
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    #[test]
    fn a_lost_admin_comes_back_from_the_console_in_one_commit() {
        let (mut directory, stamp) = (Directory::default(), Stamp::system(Timestamp::from_ms(0)));
        let mut new = NewPerson {
            email: "ana@example.org".parse().unwrap(),
            name: "Ana".into(),
            addresses: Vec::new(),
            role: Role::Member,
            language: None,
            password: None,
        };
        let mut plan = Plan::default();
        let known = change::add_person(&directory, &mut plan, &new, &stamp).unwrap();
        directory = directory.with(plan.deltas());

        new.password = Some(PasswordHash("$argon2id$".to_owned()));
        let mut plan = Plan::default();
        make_admin(&directory, &mut plan, &known, &new, &stamp).unwrap();
        let ana = directory
            .with(plan.deltas())
            .person(known.id)
            .unwrap()
            .clone();
        assert!(ana.is_admin());
        assert_eq!(ana.password, new.password);
    }

    #[test]
    fn a_zone_has_only_the_characters_of_a_zone() {
        assert_eq!(
            time_zone(Some("Europe/Paris")),
            Ok(Some("Europe/Paris".to_owned()))
        );
        assert_eq!(time_zone(Some(" ")), Ok(None));
        assert_eq!(time_zone(Some("<b>")), Err(Refusal::BadField("time_zone")));
    }
}
