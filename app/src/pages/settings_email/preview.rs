//! Who a mail would come from, as the form stands, by the rule that the server sends by.

use domain::address::EmailAddress;
use domain::senders::{Named, Senders};
use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::parts::{Notice, Tone};
use crate::say;

const NAME: &str = "Marie Martin";

/// After a deposit by a person of another domain: the case in which the two ways of sending differ the most.
#[component]
pub fn Preview(default_sender: RwSignal<String>, always: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let sender =
        Memo::new(move |_| default_sender.with(|typed| typed.parse::<EmailAddress>().ok()));
    let lines = move || {
        let shown = sender
            .get()
            .and_then(|sender| headers(sender, always.get()));
        let Some(shown) = shown else {
            return view! { <p class="note">{say!(i18n, mail.preview_needs)}</p> }.into_any();
        };
        let lines = shown.map(|(header, value)| {
            let value = value.unwrap_or_else(|| "—".to_owned());
            view! { <dt>{header}</dt><dd>{value}</dd> }
        });
        view! { <dl class="facts">{lines.collect_view()}</dl> }.into_any()
    };
    let warning = move || {
        let words = say!(i18n, mail.preview_warning);
        (!always.get()).then(|| view! { <Notice tone=Tone::Warn>{words}</Notice> })
    };
    view! {
        <fieldset>
            <legend>{say!(i18n, mail.preview)}</legend>
            <p class="note">{say!(i18n, mail.preview_text, name = NAME)}</p>
            <div aria-live="polite">{lines}</div>
            {warning}
        </fieldset>
    }
    .into_any()
}

/// All three headers, also those that such a mail does not have: what changes is seen better so.
fn headers(sender: EmailAddress, always: bool) -> Option<[(&'static str, Option<String>); 3]> {
    let person = stranger_to(&sender)?;
    let told = Senders::of(Some((person, NAME)), (sender, "Colombier"), always);
    Some([
        ("From", Some(written(&told.from))),
        ("Sender", told.sender.map(String::from)),
        ("Reply-To", told.reply_to.as_ref().map(written)),
    ])
}

/// Somebody whose domain is not the sender's.
fn stranger_to(sender: &EmailAddress) -> Option<EmailAddress> {
    let domains = ["example.org", "example.net"];
    let domain = domains
        .into_iter()
        .find(|domain| *domain != sender.domain())?;
    format!("marie@{domain}").parse().ok()
}

fn written((address, name): &Named<&str>) -> String {
    format!("{name} <{address}>")
}

#[cfg(test)]
mod tests {
    use super::headers;

    fn shown(sender: &str, always: bool) -> [String; 3] {
        let headers = headers(sender.parse().unwrap(), always).unwrap();
        headers.map(|(_, value)| value.unwrap_or_default())
    }

    #[test]
    fn a_stranger_is_named_in_from_or_in_reply_to() {
        assert_eq!(
            shown("box@example.com", true),
            [
                "Marie Martin <box@example.com>",
                "",
                "Marie Martin <marie@example.org>"
            ]
        );
        assert_eq!(
            shown("box@example.com", false),
            ["Marie Martin <marie@example.org>", "box@example.com", ""]
        );
    }

    #[test]
    fn the_stranger_is_never_of_the_senders_own_domain() {
        assert_eq!(
            shown("box@example.org", false)[0],
            "Marie Martin <marie@example.net>"
        );
    }
}
