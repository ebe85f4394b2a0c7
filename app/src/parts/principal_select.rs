//! One person, one group, or everyone.

use domain::right::Principal;
use leptos::prelude::*;

use super::{Select, loaded};
use crate::api::use_api;
use crate::i18n::{Locale, use_i18n};
use crate::say;

/// What a principal is called: by its name, or by what it stands for.
pub fn principal_word(i18n: Locale, principal: Principal, name: &str) -> String {
    match principal {
        Principal::Everyone => say!(i18n, common.everyone).to_owned(),
        Principal::Depositor => say!(i18n, common.depositor).to_owned(),
        Principal::User(_) | Principal::Group(_) => name.to_owned(),
    }
}

/// A choice whose value is `user:ID`, `group:ID` or `everyone`; empty until chosen. With `depositor` also whoever
/// deposited a file.
#[component]
pub fn PrincipalSelect(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional)] depositor: bool,
) -> impl IntoView {
    let api = use_api();
    let principals = Resource::new(|| (), move |()| async move { api.principals().await });
    loaded(principals, move |principals| {
        let i18n = use_i18n();
        let none = (String::new(), say!(i18n, common.choose).to_owned());
        let options = principals.into_iter().map(|known| {
            let words = principal_word(i18n, known.principal, &known.name);
            (known.principal.to_string(), words)
        });
        let receipts = depositor.then(|| {
            let words = principal_word(i18n, Principal::Depositor, "");
            (Principal::Depositor.to_string(), words)
        });
        let options = std::iter::once(none)
            .chain(receipts)
            .chain(options)
            .collect();
        view! { <Select name=name.clone() label=label.clone() value=value options=options/> }
            .into_any()
    })
}
