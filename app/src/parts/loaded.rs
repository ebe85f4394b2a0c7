//! The faces of a fetch: on its way, refused, there.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ProblemFace, ProblemPage, Skeleton};
use crate::api::Problem;

/// Shows `resource` through `view`; while it is fetched again the old content stays.
pub fn loaded<T>(
    resource: Resource<Result<T, Problem>>,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let refused = |problem, again| view! { <ProblemFace problem=problem again=again/> }.into_any();
    shown(resource, view, refused)
}

/// The same for a page that has no title before it is read: what could not be read is one too.
pub fn loaded_page<T>(
    resource: Resource<Result<T, Problem>>,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let refused = |problem, again| view! { <ProblemPage problem=problem again=again/> }.into_any();
    shown(resource, view, refused)
}

fn shown<T>(
    resource: Resource<Result<T, Problem>>,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
    refused: fn(Problem, Callback<()>) -> AnyView,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let again = Callback::new(move |()| resource.refetch());
    let content = move || {
        resource.get().map(|answer| match answer {
            Ok(value) => view(value),
            Err(problem) => refused(problem, again),
        })
    };
    view! { <Transition fallback=|| view! { <Skeleton/> }>{content}</Transition> }.into_any()
}
