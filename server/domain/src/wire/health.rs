use serde::{Deserialize, Serialize};

/// `/healthz` and `/readyz`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`; a server that is not has another HTTP status.
    pub status: String,
    /// Version of the server.
    pub version: String,
}
