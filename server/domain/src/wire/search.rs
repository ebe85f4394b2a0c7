use serde::{Deserialize, Serialize};

use crate::{id::SearchId, search, time::Timestamp};

/// A search of the journal that one has saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedSearch {
    /// Its id.
    pub id: SearchId,
    /// Its name.
    pub name: String,
    /// The query of the address, such as `object_type=EMAIL&q=devis`.
    pub query: String,
    /// When it was saved.
    pub created_at: Timestamp,
}

impl From<&search::SavedSearch> for SavedSearch {
    fn from(search: &search::SavedSearch) -> Self {
        Self {
            id: search.id,
            name: search.name.to_string(),
            query: search.query.clone(),
            created_at: search.created_at,
        }
    }
}

/// Save a search; one of the same name is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewSearch {
    /// Its name.
    pub name: String,
    /// The query of the address, without `?`.
    pub query: String,
}
