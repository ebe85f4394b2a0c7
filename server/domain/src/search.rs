//! Searches of the journal that a person keeps for later.

use serde::{Deserialize, Serialize};

use crate::{
    id::{SearchId, UserId},
    text::HeaderText,
    time::Timestamp,
};

/// A search with a name; its owner's alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Its id.
    pub id: SearchId,
    /// Whose.
    pub person: UserId,
    /// What its owner calls it.
    pub name: HeaderText,
    /// The query of the address, such as `object_type=EMAIL&q=devis`.
    pub query: String,
    /// When it was saved.
    pub created_at: Timestamp,
}
