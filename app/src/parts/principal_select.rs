//! One person, one group, or everyone.

use leptos::prelude::*;

use super::{Select, loaded};
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::say;

/// A choice whose value is `user:ID`, `group:ID` or `everyone`; empty until chosen.
#[component]
pub fn PrincipalSelect(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
) -> impl IntoView {
    let api = use_api();
    let principals = Resource::new(|| (), move |()| async move { api.principals().await });
    loaded(principals, move |principals| {
        let i18n = use_i18n();
        let none = (String::new(), say!(i18n, common.choose).to_owned());
        let options = principals.into_iter().map(|known| {
            let code = known.principal.to_string();
            let words = if known.name.is_empty() {
                say!(i18n, common.everyone).to_owned()
            } else {
                known.name
            };
            (code, words)
        });
        let options = std::iter::once(none).chain(options).collect();
        view! { <Select name=name.clone() label=label.clone() value=value options=options/> }
            .into_any()
    })
}
