//! A part of a page whose code is loaded when it is first shown.

use std::future::Future;

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::Skeleton;

/// Shows what a `#[lazy]` function makes, once its code is there.
pub fn later(face: impl Future<Output = AnyView> + 'static) -> AnyView {
    // Code is loaded in a browser only, and that has one thread.
    let face = Suspend::new(SendWrapper::new(face));
    view! { <Suspense fallback=|| view! { <Skeleton/> }>{face}</Suspense> }.into_any()
}
