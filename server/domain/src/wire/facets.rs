use serde::{Deserialize, Serialize};

use crate::event::{Action, ObjectType};

/// `GET /events/facets`: what a search finds, counted; only what is there, most first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facets {
    /// All of it.
    pub total: u64,
    /// By type.
    pub object_types: Vec<TypeCount>,
    /// By action.
    pub actions: Vec<ActionCount>,
    /// By actor; the first ones only.
    pub actors: Vec<ActorCount>,
    /// How many more actors there are.
    pub other_actors: u64,
}

/// How many of a type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TypeCount {
    /// The type.
    pub object_type: ObjectType,
    /// How many.
    pub count: u64,
}

/// How many of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionCount {
    /// The action.
    pub action: Action,
    /// How many.
    pub count: u64,
}

/// How many of an actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActorCount {
    /// `user:ID`, `mailto:…`, `system` or what was imported: what `?actor=` takes.
    pub actor: String,
    /// The name to show; `null` for the system.
    pub name: Option<String>,
    /// How many.
    pub count: u64,
}
