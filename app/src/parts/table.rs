//! A table that scrolls in its own box when it is wider than the page.

use leptos::prelude::*;

/// `head` are the column titles; columns given as `wide` are left out on narrow screens by their
/// cells' class `wide`. The children are `<tbody>` elements.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    /// Titles; one that begins with `~` belongs to a wide-only column, with `#` to one of numbers.
    head: Vec<String>,
    children: Children,
) -> impl IntoView {
    let cells = head
        .into_iter()
        .map(|title| {
            let class = match title.get(..1) {
                Some("~") => "wide",
                Some("#") => "number",
                _ => "",
            };
            let title = title.trim_start_matches(['~', '#']).to_owned();
            view! { <th scope="col" class=class>{title}</th> }
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
