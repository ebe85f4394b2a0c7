//! What viewers may see, remembered as long as nothing changes: ten thousand folders are not walked at every look.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{directory::Directory, filter::Scope, id::UserId, person::Person};

use crate::{
    Flow,
    access::{Viewer, scope},
};

/// The state they were made of, and by person, as it was then, its scope.
type Known = (
    Option<Arc<Directory>>,
    HashMap<UserId, (Arc<Person>, Scope)>,
);

/// The scopes of one state.
#[derive(Default)]
pub(crate) struct Scopes(Mutex<Known>);

impl Flow {
    /// What of the journal a viewer may see now; the same sets until something changes.
    pub(super) fn scope(&self, directory: &Arc<Directory>, viewer: &Viewer) -> Scope {
        let mut scopes = self.scopes.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, known) = &mut *scopes;
        if !of.as_ref().is_some_and(|of| Arc::ptr_eq(of, directory)) {
            known.clear();
            *of = Some(Arc::clone(directory));
        }
        let person = viewer.person();
        if let Some((_, scope)) = known
            .get(&person.id)
            .filter(|(of, _)| Arc::ptr_eq(of, person))
        {
            return scope.clone();
        }
        let scope = scope(directory, viewer);
        known.insert(person.id, (Arc::clone(person), scope.clone()));
        scope
    }
}
