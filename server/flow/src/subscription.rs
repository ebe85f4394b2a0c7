//! Subscriptions: who is told of what is deposited where.

use std::{net::IpAddr, sync::Arc};

use domain::{
    alert::{Alert, AlertOn},
    change::{self, AlertChange, NewAlert},
    directory::Directory,
    event::{Action, Actor, Stamp, Via},
    id::{AlertId, UserId},
    mac::Unsubscribing,
    person::Language,
    refusal::{Noun, Refusal},
    right::{Level, Principal},
    wire::{self, List},
};

use crate::{
    Flow, FlowError,
    access::{MayAdmin, MayAlert, MayRead, Viewer, known_path},
    accounts::principal_name,
    page::Page,
    port::RegistryExt as _,
};

/// What an unsubscribe link is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscription {
    /// The language to speak.
    pub language: Language,
    /// Paths of the folders whose mails end; `None` of one that the person may not read now.
    pub folders: Vec<Option<String>>,
}

impl Flow {
    /// The alerts on a folder: all for who manages it, else one's own.
    /// By id; the cursor is the last one's, as in all lists of alerts.
    pub fn alerts(&self, may: &MayRead, page: &Page<AlertId>) -> List<wire::Alert> {
        let (directory, viewer) = (self.directory(), may.viewer());
        let all = directory.level(&viewer.person, *may.folder()) == Some(Level::Manage);
        let seen = directory
            .alerts_on(*may.folder())
            .filter(|alert| all || alert.principal == viewer.principal());
        listed(&directory, viewer, seen, page)
    }

    /// One's own alerts, by id, broken ones too.
    pub fn my_alerts(&self, viewer: &Viewer, page: &Page<AlertId>) -> List<wire::Alert> {
        self.alerts_given_to(viewer, viewer.principal(), page)
    }

    /// All alerts of a person itself.
    pub fn alerts_of(
        &self,
        may: &MayAdmin,
        person: UserId,
        page: &Page<AlertId>,
    ) -> List<wire::Alert> {
        self.alerts_given_to(may.viewer(), Principal::User(person), page)
    }

    fn alerts_given_to(
        &self,
        viewer: &Viewer,
        principal: Principal,
        page: &Page<AlertId>,
    ) -> List<wire::Alert> {
        let directory = self.directory();
        let given = directory
            .alerts()
            .filter(|alert| alert.principal == principal);
        listed(&directory, viewer, given, page)
    }

    /// Subscribes oneself, or for who manages the folder anyone.
    pub async fn subscribe(
        &self,
        may: &MayRead,
        form: &wire::NewAlert,
    ) -> Result<wire::Alert, FlowError> {
        let (viewer, folder) = (may.viewer(), *may.folder());
        let principal = form.principal.unwrap_or(viewer.principal());
        if principal != viewer.principal() {
            self.may_manage(viewer, folder)?;
        }
        let on = form.on.as_deref().map_or(Ok(AlertOn::DEPOSITS), alert_on)?;
        let new = NewAlert {
            folder,
            principal,
            recursive: form.recursive,
            on,
            own_actions: form.own_actions,
        };
        let stamp = viewer.stamp(self.now());
        let add = move |d: &_, plan: &mut _| change::add_alert(d, plan, &new, &stamp);
        let alert = self.world.store.change("subscribing", add).await?;
        Ok(shown(&self.directory(), viewer, &alert))
    }

    /// Changes what an alert tells of.
    pub async fn change_alert(
        &self,
        may: &MayAlert,
        form: &wire::AlertChange,
    ) -> Result<wire::Alert, FlowError> {
        let (id, stamp) = (*may.alert(), may.viewer().stamp(self.now()));
        let change = AlertChange {
            recursive: form.recursive,
            on: form.on.as_deref().map(alert_on).transpose()?,
            own_actions: form.own_actions,
        };
        let decide = move |d: &_, plan: &mut _| change::change_alert(d, plan, id, &change, &stamp);
        let alert = self.world.store.change("changing an alert", decide).await?;
        Ok(shown(&self.directory(), may.viewer(), &alert))
    }

    /// Removes an alert.
    pub async fn remove_alert(&self, may: &MayAlert) -> Result<(), FlowError> {
        let (id, stamp) = (*may.alert(), may.viewer().stamp(self.now()));
        let remove = move |d: &_, plan: &mut _| change::remove_alert(d, plan, id, &stamp);
        Ok(self.world.store.change("removing an alert", remove).await?)
    }

    /// What the link of a mail would end; it ends nothing.
    pub async fn unsubscription(&self, token: &str) -> Result<Unsubscription, FlowError> {
        let (person, alerts) = self.unsubscribe_token(token).await?;
        Ok(told(&self.directory(), person, &alerts))
    }

    /// Takes a person out of the alerts of a mail, by the link of that mail (RFC 8058: without signing in). The link
    /// can be used twice.
    pub async fn unsubscribe(
        &self,
        token: &str,
        ip: Option<IpAddr>,
    ) -> Result<Unsubscription, FlowError> {
        let (id, alerts) = self.unsubscribe_token(token).await?;
        let directory = self.directory();
        let person = directory.person(id).ok_or(Refusal::Missing(Noun::Alert))?;
        let stamp = Stamp {
            at: self.now(),
            actor: Actor::person(person),
            ip,
            via: Via::Link,
        };
        let told = told(&directory, id, &alerts);
        let decide = move |d: &_, plan: &mut _| change::unsubscribe(d, plan, id, &alerts, &stamp);
        self.world.store.change("unsubscribing", decide).await?;
        Ok(told)
    }

    async fn unsubscribe_token(&self, token: &str) -> Result<(UserId, Vec<AlertId>), FlowError> {
        let missing = || FlowError::missing(Noun::Alert);
        let (person, ends) = (self.world.keys)
            .read_unsubscribe_token(token)
            .ok_or_else(missing)?;
        let alerts = match ends {
            Unsubscribing::Alerts(alerts) => alerts,
            Unsubscribing::Mail(mail) => {
                let kept = self.world.store.alerts_of_mail(mail).await?;
                kept.ok_or_else(missing)?
            }
        };
        Ok((person, alerts))
    }
}

fn told(directory: &Directory, person: UserId, alerts: &[AlertId]) -> Unsubscription {
    let installation = directory.settings().email.language;
    let person = directory.person(person);
    let folders = alerts
        .iter()
        .filter_map(|id| directory.alert(*id))
        .map(|alert| known_path(directory, person?, alert.folder));
    Unsubscription {
        language: person.map_or(installation, |person| directory.language_of(person)),
        folders: folders.collect(),
    }
}

/// `["ADD", "MODIFY", "DOWNLOAD"]`, or some of them.
fn alert_on(actions: &[Action]) -> Result<AlertOn, Refusal> {
    if actions
        .iter()
        .any(|action| !matches!(action, Action::Add | Action::Modify | Action::Download))
    {
        return Err(Refusal::BadField("on"));
    }
    Ok(AlertOn {
        add: actions.contains(&Action::Add),
        modify: actions.contains(&Action::Modify),
        download: actions.contains(&Action::Download),
    })
}

/// A page of `alerts`, which ascend.
fn listed<'a>(
    directory: &Directory,
    viewer: &Viewer,
    alerts: impl Iterator<Item = &'a Arc<Alert>>,
    page: &Page<AlertId>,
) -> List<wire::Alert> {
    let left = alerts.filter(|alert| page.goes_on_with(&alert.id));
    page.of(left.map(|alert| shown(directory, viewer, alert)), |alert| {
        alert.id.to_string()
    })
}

pub(crate) fn shown(directory: &Directory, viewer: &Viewer, alert: &Alert) -> wire::Alert {
    let reason = directory.broken(alert);
    let on = [
        (alert.on.add, Action::Add),
        (alert.on.modify, Action::Modify),
        (alert.on.download, Action::Download),
    ];
    wire::Alert {
        id: alert.id,
        folder: alert.folder,
        folder_path: known_path(directory, &viewer.person, alert.folder),
        principal: alert.principal,
        principal_name: principal_name(directory, alert.principal),
        recursive: alert.recursive,
        on: on
            .into_iter()
            .filter_map(|(told, action)| told.then_some(action))
            .collect(),
        own_actions: alert.own_actions,
        broken: reason.is_some(),
        reason,
        created_at: alert.created_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_tells_of_new_files_and_versions_and_of_nothing_else() {
        assert_eq!(
            alert_on(&[Action::Modify]),
            Ok(AlertOn {
                add: false,
                ..AlertOn::DEPOSITS
            })
        );
        assert_eq!(
            alert_on(&[Action::Add, Action::Delete]),
            Err(Refusal::BadField("on"))
        );
    }
}
