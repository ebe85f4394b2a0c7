//! Saved searches: personal, so that they are no events.

use std::sync::Arc;

use super::{Delta, Plan};
use crate::{
    directory::Directory,
    id::{SearchId, UserId},
    refusal::{Noun, Refusal},
    search::SavedSearch,
    text::HeaderText,
    time::Timestamp,
};

/// The most searches a person keeps.
const MOST: usize = 100;

/// The longest query, in bytes.
const LONGEST: usize = 2_000;

/// What a new saved search is made from.
#[derive(Clone, Debug)]
pub struct NewSearch {
    /// Whose.
    pub person: UserId,
    /// Its name.
    pub name: HeaderText,
    /// The query of the address.
    pub query: String,
    /// Now.
    pub at: Timestamp,
}

/// Saves a search; one of the same name and person is replaced.
pub fn add_search(
    directory: &Directory,
    plan: &mut Plan,
    new: &NewSearch,
) -> Result<SavedSearch, Refusal> {
    if new.name.is_empty() {
        return Err(Refusal::BadField("name"));
    }
    if new.query.len() > LONGEST || new.query.chars().any(char::is_control) {
        return Err(Refusal::BadField("query"));
    }
    let known = directory
        .searches_of(new.person)
        .find(|search| search.name == new.name);
    if known.is_none() && directory.searches_of(new.person).count() >= MOST {
        return Err(Refusal::TooMany("searches"));
    }
    let search = SavedSearch {
        id: known.map_or_else(|| plan.give(|c| &mut c.search), |search| search.id),
        person: new.person,
        name: new.name.clone(),
        query: new.query.clone(),
        created_at: new.at,
    };
    plan.put(Delta::Search(Arc::new(search.clone())));
    Ok(search)
}

/// Forgets a search of `person`.
pub fn remove_search(
    directory: &Directory,
    plan: &mut Plan,
    person: UserId,
    id: SearchId,
) -> Result<(), Refusal> {
    if !directory.searches_of(person).any(|search| search.id == id) {
        return Err(Refusal::Missing(Noun::Search));
    }
    plan.put(Delta::SearchGone(person, id));
    Ok(())
}
