//! What a message says: its text, or as its sender formatted it.

use domain::id::{TicketId, TicketMessageId};
use domain::wire::TicketMessage;
use leptos::prelude::*;

use crate::api::letter_path;
use crate::i18n::use_i18n;
use crate::parts::{Button, Look};
use crate::say;

/// The text with its quotations folded; the formatted version where there is one and it is asked for.
#[component]
pub fn Letter(ticket: TicketId, message: TicketMessage) -> impl IntoView {
    let formatted = RwSignal::new(false);
    let (id, has_html) = (message.id, message.html.is_some());
    let text = StoredValue::new((message.text, message.quoted_from));
    let shown = move || {
        if formatted.get() {
            view! { <Formatted ticket=ticket message=id/> }.into_any()
        } else {
            text.with_value(|(text, quoted_from)| plain(text, *quoted_from))
        }
    };
    let switch = has_html.then(|| view! { <Format ticket=ticket message=id formatted=formatted/> });
    view! {
        {shown}
        {switch}
    }
    .into_any()
}

fn plain(text: &str, quoted_from: Option<u32>) -> AnyView {
    let i18n = use_i18n();
    let (own, quoted) = unquoted(text, quoted_from);
    let own = if own.is_empty() {
        view! { <p class="note">{say!(i18n, desk.no_text)}</p> }.into_any()
    } else {
        view! { <div class="letter">{own.to_owned()}</div> }.into_any()
    };
    let quoted = quoted.map(|quoted| {
        view! {
            <details>
                <summary>{say!(i18n, desk.quoted)}</summary>
                <div class="letter quoted">{quoted.to_owned()}</div>
            </details>
        }
    });
    view! {
        {own}
        {quoted}
    }
    .into_any()
}

/// One's own words, and those that are quoted below them.
fn unquoted(text: &str, quoted_from: Option<u32>) -> (&str, Option<&str>) {
    let cut = quoted_from.and_then(|at| text.split_at_checked(usize::try_from(at).ok()?));
    match cut {
        Some((own, quoted)) if !quoted.trim().is_empty() => (own.trim_end(), Some(quoted)),
        _ => (text.trim_end(), None),
    }
}

/// Between text and format; the link shows the same page in a tab of its own.
#[component]
fn Format(ticket: TicketId, message: TicketMessageId, formatted: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        if formatted.get() {
            say!(i18n, desk.show_text)
        } else {
            say!(i18n, desk.show_formatted)
        }
    };
    let press = Callback::new(move |()| formatted.update(|on| *on = !*on));
    view! {
        <div class="toolbar">
            <Button look=Look::Quiet press=press>{words}</Button>
            <a class="button quiet" href=letter_path(ticket, message, false) target="_blank" rel="external noopener">
                {say!(i18n, desk.own_tab)}
            </a>
        </div>
    }
    .into_any()
}

/// A stranger's page in a frame that runs nothing; images of other servers only when they are asked for.
#[component]
fn Formatted(ticket: TicketId, message: TicketMessageId) -> impl IntoView {
    let i18n = use_i18n();
    let images = RwSignal::new(false);
    let source = move || letter_path(ticket, message, images.get());
    let load = Callback::new(move |()| images.set(true));
    view! {
        <iframe class="formatted" title=say!(i18n, desk.formatted) sandbox="allow-same-origin allow-popups" src=source></iframe>
        <Show when=move || !images.get()>
            <div class="toolbar"><Button look=Look::Quiet press=load>{say!(i18n, desk.show_images)}</Button></div>
        </Show>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn a_quotation_is_apart_and_a_place_within_a_letter_hides_nothing() {
        let text = "Oui.\n\nLe 3 mai, Zoé :\n> Ça va ?";
        assert_eq!(
            unquoted(text, Some(6)),
            ("Oui.", Some("Le 3 mai, Zoé :\n> Ça va ?"))
        );
        assert_eq!(unquoted("é", Some(1)), ("é", None));
        assert_eq!(unquoted("a\n", Some(1)), ("a", None));
        assert_eq!(unquoted("a", None), ("a", None));
    }
}
