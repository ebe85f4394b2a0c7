//! The faces of a fetch: on its way, refused, there.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ProblemFace, Skeleton};
use crate::api::Problem;

/// Shows `resource` through `view`; while it is fetched again the old content stays.
pub fn loaded<T>(
    resource: Resource<Result<T, Problem>>,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let again = Callback::new(move |()| resource.refetch());
    let content = move || {
        resource.get().map(|answer| match answer {
            Ok(value) => view(value),
            Err(problem) => view! { <ProblemFace problem=problem again=again/> }.into_any(),
        })
    };
    view! { <Transition fallback=|| view! { <Skeleton/> }>{content}</Transition> }.into_any()
}
