//! What a page shows beside its content: fetched by the browser once the page is there, never while the server renders.

use std::future::Future;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{ProblemFace, Skeleton};
use crate::api::Problem;

/// A question that still changes is not asked yet.
const REST: Duration = Duration::from_millis(150);

/// The answer to a question that may change.
pub struct Lazily<T: Send + Sync + 'static> {
    /// The last answer; it stays while the next one is on its way.
    pub answer: RwSignal<Option<Result<T, Problem>>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Lazily<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Lazily<T> {}

/// Asks `fetch` whenever `asked` has rested; an answer that is overtaken is not used.
pub fn lazily<K, T, F>(
    asked: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Copy + Send + Sync + 'static,
) -> Lazily<T>
where
    K: PartialEq + Clone + Send + Sync + 'static,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Problem>> + 'static,
{
    let answer = RwSignal::new(None);
    let again = RwSignal::new(0);
    let newest = StoredValue::new(0_u64);
    let asked = Memo::new(move |_| asked());
    Effect::new(move |before: Option<()>| {
        let question = asked.get();
        again.track();
        let number = newest.get_value() + 1;
        newest.set_value(number);
        let ask = move || {
            if newest.try_get_value() != Some(number) {
                return;
            }
            spawn_local(async move {
                let outcome = fetch(question).await;
                if newest.try_get_value() == Some(number) {
                    answer.set(Some(outcome));
                }
            });
        };
        // The first question has nothing to wait for.
        if before.is_none() {
            ask()
        } else {
            set_timeout(ask, REST)
        }
    });
    Lazily { answer, again }
}

impl<T: Clone + Send + Sync + 'static> Lazily<T> {
    /// The answer's faces: on its way, refused, there.
    pub fn shown(self, view: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        let again = Callback::new(move |()| self.refetch());
        (move || match self.answer.get() {
            None => view! { <Skeleton/> }.into_any(),
            Some(Ok(answer)) => view(answer),
            Some(Err(problem)) => view! { <ProblemFace problem=problem again=again/> }.into_any(),
        })
        .into_any()
    }

    /// Asks again.
    pub fn refetch(self) {
        self.again.update(|times| *times += 1);
    }
}
