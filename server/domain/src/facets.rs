//! What a search finds, counted by type, by action and by actor.

use std::collections::BTreeMap;

use crate::event::{Action, Event, ObjectType};

/// Counts of what a search finds; only what is there, most first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// All of it.
    pub total: u64,
    /// By type.
    pub object_types: Vec<(ObjectType, u64)>,
    /// By action.
    pub actions: Vec<(Action, u64)>,
    /// By actor, as its code; the first ones only.
    pub actors: Vec<(String, u64)>,
    /// How many more actors there are.
    pub other_actors: u64,
}

/// Counts before they are put in order.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    object_types: BTreeMap<ObjectType, u64>,
    actions: BTreeMap<Action, u64>,
    actors: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts one event.
    pub fn add(&mut self, event: &Event) {
        self.add_type(event.object_type, 1);
        self.add_action(event.action, 1);
        self.add_actor(event.actor.code(), 1);
    }

    /// Counts some of a type.
    pub fn add_type(&mut self, object_type: ObjectType, count: u64) {
        *self.object_types.entry(object_type).or_default() += count;
    }

    /// Counts some of an action.
    pub fn add_action(&mut self, action: Action, count: u64) {
        *self.actions.entry(action).or_default() += count;
    }

    /// Counts some of an actor, by its code.
    pub fn add_actor(&mut self, code: String, count: u64) {
        *self.actors.entry(code).or_default() += count;
    }

    /// In order, with at most `actors` actors.
    pub fn facets(self, actors: usize) -> Facets {
        let total = self.object_types.values().sum();
        let mut all = most_first(self.actors);
        let other_actors = all.len().saturating_sub(actors) as u64;
        all.truncate(actors);
        Facets {
            total,
            object_types: most_first(self.object_types),
            actions: most_first(self.actions),
            actors: all,
            other_actors,
        }
    }
}

/// Equal counts stay in the order of their keys.
fn most_first<K>(counts: BTreeMap<K, u64>) -> Vec<(K, u64)> {
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_come_first_and_the_rest_is_numbered() {
        let mut tally = Tally::default();
        for (code, count) in [("a", 1), ("b", 3), ("c", 3), ("d", 0)] {
            tally.add_actor(code.to_owned(), count);
        }
        tally.add_type(ObjectType::File, 7);
        let facets = tally.facets(2);
        assert_eq!(facets.actors, [("b".to_owned(), 3), ("c".to_owned(), 3)]);
        assert_eq!((facets.other_actors, facets.total), (1, 7));
    }
}
