//! Mail addresses in narrow places.

use leptos::prelude::*;

/// An address, or a name that may be one: it breaks after `@` and before a dot, never within a word.
#[component]
pub fn Address(#[prop(into)] text: String) -> impl IntoView {
    let pieces = pieces(&text)
        .into_iter()
        .map(|piece| view! { <span>{piece}</span><wbr/> })
        .collect_view();
    view! { <span class="address">{pieces}</span> }.into_any()
}

/// What must stay together. A name without `@` is one piece a word.
fn pieces(text: &str) -> Vec<String> {
    if !text.contains('@') {
        return text.split_inclusive(' ').map(str::to_owned).collect();
    }
    let mut pieces = vec![String::new()];
    for c in text.chars() {
        if c == '.' {
            pieces.push(String::new());
        }
        if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
        if c == '@' {
            pieces.push(String::new());
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn an_address_breaks_at_its_signs_and_a_name_between_its_words() {
        assert_eq!(
            pieces("ada.lovelace-king@example.org"),
            ["ada", ".lovelace-king@", "example", ".org"]
        );
        assert_eq!(pieces("Ada Lovelace-King"), ["Ada ", "Lovelace-King"]);
        assert_eq!(pieces("").len(), 0);
    }
}
