//! No such page.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::i18n::use_i18n;
use crate::parts::{Empty, PageHead};
use crate::say;
use crate::visit::PageStatus;

/// Answers every path that no page answers, with status 404.
#[component]
pub fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    PageStatus::set(404);
    view! {
        <PageHead title=say!(i18n, common.not_found_title)/>
        <Empty title=say!(i18n, common.not_found_text)>
            <A href="/folders">{say!(i18n, common.to_folders)}</A>
        </Empty>
    }
    .into_any()
}
