use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;

/// `GET /addresses/check`: what is to be said of an address as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressCheck {
    /// Whether it is an address at all.
    pub valid: bool,
    /// What was probably meant: `gmail.com` for `gmial.com`.
    pub suggestion: Option<EmailAddress>,
    /// Whether its domain takes mail.
    pub takes_mail: TakesMail,
}

/// Whether a domain takes mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TakesMail {
    /// It says where, or has a host of its own name.
    Yes,
    /// There is no such domain, or it says that it takes none (RFC 7505).
    No,
    /// It could not be asked.
    Unknown,
}
