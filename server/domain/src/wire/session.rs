use serde::{Deserialize, Serialize};

use super::Secret;

/// `POST /session`; the answer is [`Me`](super::Me), and a cookie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The address one signs in with.
    pub email: String,
    /// The password.
    pub password: Secret,
}
