//! A table that scrolls in its own box when it is wider than the page.

use leptos::prelude::*;

/// `head` are the column titles; columns given as `wide` are left out on narrow screens by their
/// cells' class `wide`. The children are `<tbody>` elements.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    /// Titles; one that begins with `~` belongs to a wide-only column.
    head: Vec<String>,
    children: Children,
) -> impl IntoView {
    let cells = head
        .into_iter()
        .map(|title| match title.strip_prefix('~') {
            Some(title) => view! { <th scope="col" class="wide">{title.to_owned()}</th> },
            None => view! { <th scope="col" class="">{title}</th> },
        })
        .collect_view();
    view! {
        <div class="table">
            <table>
                <caption class="hidden">{caption}</caption>
                <thead>
                    <tr>{cells}</tr>
                </thead>
                {children()}
            </table>
        </div>
    }
    .into_any()
}
