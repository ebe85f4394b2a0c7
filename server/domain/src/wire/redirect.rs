use serde::{Deserialize, Serialize};

use super::present;
use crate::{
    address::EmailAddress, change::RedirectChange, id::RedirectId, redirect::Redirect,
    refusal::Refusal, time::Timestamp,
};

/// Who may write to a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Senders {
    /// People with an account only.
    Inside,
    /// Anyone.
    #[default]
    Anyone,
}

/// A distribution list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailGroup {
    /// Its id.
    pub id: RedirectId,
    /// Its name.
    pub name: String,
    /// The address that mail comes to.
    pub address: EmailAddress,
    /// Whom it goes to: `user:ID` or an address.
    pub members: Vec<String>,
    /// Who may write to it.
    pub senders: Senders,
    /// A message for more than so many is held; `null`: no limit.
    pub max_recipients: Option<u32>,
    /// Off: mail to it is refused.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// `POST /mail-groups` (`name` and `address` needed) and `PATCH /mail-groups/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailGroupForm {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address that mail comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Replaces the members: `user:ID` or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<String>>,
    /// Who may write to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub senders: Option<Senders>,
    /// `null`: no limit.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub max_recipients: Option<Option<u32>>,
    /// On or off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// The forward of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Forward {
    /// Its id.
    pub id: RedirectId,
    /// The address that mail comes to.
    pub address: EmailAddress,
    /// Whom it goes to: `user:ID` or an address.
    pub to: Vec<String>,
    /// Where the address is an inbox's: the message becomes a ticket too.
    pub deliver_to_both: bool,
    /// A message for more than so many is held; `null`: no limit.
    pub max_recipients: Option<u32>,
    /// Off: mail is not sent on.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// `POST /forwards` (`address` and `to` needed) and `PATCH /forwards/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForwardForm {
    /// The address that mail comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Replaces whom it goes to: `user:ID` or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Vec<String>>,
    /// Where the address is an inbox's: the message becomes a ticket too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliver_to_both: Option<bool>,
    /// `null`: no limit.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub max_recipients: Option<Option<u32>>,
    /// On or off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

impl From<&Redirect> for MailGroup {
    fn from(group: &Redirect) -> Self {
        Self {
            id: group.id,
            name: group.name.to_string(),
            address: group.address.clone(),
            members: goes_to(group),
            senders: if group.inside_only {
                Senders::Inside
            } else {
                Senders::Anyone
            },
            max_recipients: group.max_recipients,
            active: group.active,
            created_at: group.created_at,
        }
    }
}

impl From<&Redirect> for Forward {
    fn from(forward: &Redirect) -> Self {
        Self {
            id: forward.id,
            address: forward.address.clone(),
            to: goes_to(forward),
            deliver_to_both: forward.deliver_to_both,
            max_recipients: forward.max_recipients,
            active: forward.active,
            created_at: forward.created_at,
        }
    }
}

fn goes_to(redirect: &Redirect) -> Vec<String> {
    let people = redirect.people.iter().map(|id| format!("user:{id}"));
    let addresses = redirect.addresses.iter().map(ToString::to_string);
    people.chain(addresses).collect()
}

impl TryFrom<&MailGroupForm> for RedirectChange {
    type Error = Refusal;
    fn try_from(form: &MailGroupForm) -> Result<Self, Refusal> {
        let change = Self {
            name: form.name.as_deref().map(Into::into),
            address: form.address.as_deref().map(address).transpose()?,
            inside_only: form.senders.map(|senders| senders == Senders::Inside),
            max_recipients: form.max_recipients,
            active: form.active,
            ..Self::default()
        };
        with_recipients(change, form.members.as_deref(), "members")
    }
}

impl TryFrom<&ForwardForm> for RedirectChange {
    type Error = Refusal;
    fn try_from(form: &ForwardForm) -> Result<Self, Refusal> {
        let change = Self {
            address: form.address.as_deref().map(address).transpose()?,
            deliver_to_both: form.deliver_to_both,
            max_recipients: form.max_recipients,
            active: form.active,
            ..Self::default()
        };
        with_recipients(change, form.to.as_deref(), "to")
    }
}

fn address(text: &str) -> Result<EmailAddress, Refusal> {
    text.parse().map_err(|_| Refusal::BadField("address"))
}

fn with_recipients(
    mut change: RedirectChange,
    texts: Option<&[String]>,
    field: &'static str,
) -> Result<RedirectChange, Refusal> {
    let Some(texts) = texts else {
        return Ok(change);
    };
    let (mut people, mut addresses) = (Vec::new(), Vec::new());
    for text in texts {
        match text.strip_prefix("user:") {
            Some(id) => people.push(id.parse().map_err(|_| Refusal::BadField(field))?),
            None => addresses.push(text.parse().map_err(|_| Refusal::BadField(field))?),
        }
    }
    change.people = Some(people);
    change.addresses = Some(addresses);
    Ok(change)
}
