//! The top of a page: its title and what can be done on it.

use leptos::prelude::*;
use leptos_meta::Title;

/// Sets the document's title too.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · Colombier")/>
        <div class="page-head">
            <div>
                <h1>{title}</h1>
                {text.map(|text| view! { <p class="note">{text}</p> })}
            </div>
            {children.map(|children| view! { <div class="toolbar">{children()}</div> })}
        </div>
    }
    .into_any()
}
