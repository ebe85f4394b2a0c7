//! A form being sent: busy or not, and why it was refused.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::Problem;

/// The state of one form or one button.
#[derive(Clone, Copy)]
pub struct Submit {
    /// A call is under way.
    pub busy: RwSignal<bool>,
    /// Why the last one was refused.
    pub problem: RwSignal<Option<Problem>>,
}

impl Submit {
    /// Nothing sent yet.
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            problem: RwSignal::new(None),
        }
    }

    /// Sends once; `done` hears a success, a refusal is kept in `problem` and the form as it is.
    pub fn run<T: 'static>(
        self,
        work: impl Future<Output = Result<T, Problem>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let outcome = work.await;
            // The page may be gone by the time the answer comes; then nobody is left to tell.
            if self.busy.try_set(false).is_none() {
                match outcome {
                    Ok(answer) => done(answer),
                    Err(problem) => self.problem.set(Some(problem)),
                }
            }
        });
    }

    /// What is wrong with the field `name`, in our words.
    pub fn error_of(self, name: &'static str) -> Signal<Option<String>> {
        let i18n = crate::i18n::use_i18n();
        Signal::derive(move || {
            let problem = self.problem.get()?;
            (problem.field.as_deref() == Some(name)).then(|| super::problem_words(i18n, &problem))
        })
    }
}
