//! The face of a list that is on its way.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::say;

/// A few grey lines; said aloud as "loading".
#[component]
pub fn Skeleton() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="skeleton" role="status" aria-label=say!(i18n, common.loading)>
            <i></i>
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
    .into_any()
}
