use serde::{Deserialize, Serialize};

use super::Words;

/// What stands in the DNS about the mail of a domain. It says what is configured, never what will arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailDoctor {
    /// The domain looked at.
    pub domain: String,
    /// What was looked at, one after the other.
    pub checks: Vec<DoctorCheck>,
}

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorCheck {
    /// What.
    pub name: CheckName,
    /// How it stands.
    pub status: CheckStatus,
    /// The standard's own word: for SPF `pass fail softfail neutral none temperror permerror`, for DMARC the policy.
    pub result: String,
    /// Why, and what to do.
    pub reason: Words,
    /// The record to publish; `null`: there is none to publish, or none is known.
    pub record: Option<String>,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CheckName {
    /// Who may send (RFC 7208).
    Spf,
    /// Signatures (RFC 6376).
    Dkim,
    /// What receivers are to do with what is neither (RFC 7489).
    Dmarc,
    /// Where answers go.
    Mx,
    /// The name of the sending address.
    Ptr,
    /// How the sending server calls itself.
    Ehlo,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CheckStatus {
    /// As it should be.
    Configured,
    /// Not there.
    Missing,
    /// There, and not as it should be.
    Wrong,
    /// Cannot be told.
    Unknown,
}
