use serde::{Deserialize, Serialize};

use super::Secret;
use crate::person::Language;

/// `GET /setup`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupState {
    /// There is no admin yet: the address printed on the console opens the set-up.
    pub needed: bool,
}

/// `POST /setup`: makes the first admin; the answer is [`Me`](super::Me), and a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setup {
    /// The one-time token of the console.
    pub token: String,
    /// The address to sign in with.
    pub email: String,
    /// The name shown to others.
    #[serde(default)]
    pub name: String,
    /// At least 8 characters.
    pub password: Secret,
    /// Language of the admin and of the installation.
    #[serde(default)]
    pub language: Option<Language>,
    /// IANA name of the zone of people who choose none.
    #[serde(default)]
    pub time_zone: Option<String>,
}
