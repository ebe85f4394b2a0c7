use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::{change::Plan, directory::Directory, refusal::Refusal};

use super::StoreError;

/// A decision on the directory: reads it, plans row changes and events, or refuses.
///
/// It may run more than once (a store with several writers tries again) and must have no other effect.
pub type Decide = Box<dyn FnMut(&Directory, &mut Plan) -> Result<(), Refusal> + Send>;

/// The small state: people, groups, folders with their rights, alerts, sessions, tokens, settings.
#[async_trait]
pub trait Registry: Send + Sync {
    /// The state as of the last acknowledged commit.
    fn directory(&self) -> Arc<Directory>;

    /// Decides on the newest state and commits what was planned, rows and events together.
    async fn decide(&self, doing: &'static str, decide: Decide) -> Result<(), StoreError>;
}

/// [`Registry::decide`] with a result.
#[async_trait]
pub trait RegistryExt {
    /// Runs `change` as one commit and gives back what it answered.
    async fn change<T, F>(&self, doing: &'static str, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&Directory, &mut Plan) -> Result<T, Refusal> + Send + 'static;
}

#[async_trait]
impl<R: Registry + ?Sized> RegistryExt for R {
    async fn change<T, F>(&self, doing: &'static str, mut change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&Directory, &mut Plan) -> Result<T, Refusal> + Send + 'static,
    {
        let slot = Arc::new(Mutex::new(None));
        let answer = Arc::clone(&slot);
        let decide: Decide = Box::new(move |directory, plan| {
            let result = change(directory, plan)?;
            if let Ok(mut answer) = answer.lock() {
                *answer = Some(result);
            }
            Ok(())
        });
        self.decide(doing, decide).await?;
        let result = slot.lock().ok().and_then(|mut slot| slot.take());
        result.ok_or(StoreError::Backend {
            doing,
            source: "the store answered without deciding".into(),
        })
    }
}
