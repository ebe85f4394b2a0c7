//! What a mail can tell: its fields, each a button that writes it where one types.

use leptos::prelude::*;

use super::draft::Draft;
use crate::browser;
use crate::i18n::use_i18n;
use crate::parts::{Button, Look};
use crate::say;

/// The inputs that a field can be written into.
const PARTS: [&str; 3] = ["subject", "text", "html"];

/// The input that was typed in last.
#[derive(Clone, Copy)]
pub struct LastPart(StoredValue<&'static str>);

impl LastPart {
    /// The text, until one goes elsewhere.
    pub fn new() -> Self {
        Self(StoredValue::new("text"))
    }

    /// The focus came to what the event is about.
    pub fn follow(self, event: &web_sys::FocusEvent) {
        let id = event_target::<web_sys::Element>(event).id();
        if let Some(part) = PARTS.into_iter().find(|part| *part == id) {
            self.0.set_value(part);
        }
    }
}

/// The fields; a click writes one where one typed last.
#[component]
pub fn FieldList(fields: Vec<String>, last: LastPart, draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let buttons = fields
        .into_iter()
        .map(|field| view! { <li><FieldButton field=field last=last draft=draft/></li> })
        .collect_view();
    view! {
        <details class="template-fields" open=true>
            <summary>{say!(i18n, templates.fields)}</summary>
            <p class="note">{say!(i18n, templates.fields_hint)}</p>
            <ul>{buttons}</ul>
        </details>
    }
    .into_any()
}

#[component]
fn FieldButton(field: String, last: LastPart, draft: Draft) -> impl IntoView {
    let label = say!(use_i18n(), templates.insert, field = field.clone());
    let written = written(&field);
    let press = Callback::new(move |()| {
        let part = last.0.get_value();
        let Some(now) = browser::insert_at(part, &written) else {
            return;
        };
        match part {
            "subject" => draft.subject.set(now),
            "html" => draft.html.set(now),
            _ => draft.text.set(now),
        }
    });
    view! { <Button look=Look::Quiet label=label press=press>{field}</Button> }.into_any()
}

/// As a template writes the field: one of a list in a loop, a list of words joined.
fn written(field: &str) -> String {
    match field.split_once("[]") {
        None => format!("{{{{ {field} }}}}"),
        Some((list, "")) => format!("{{{{ {list}|join(\", \") }}}}"),
        Some((list, inner)) => {
            format!("{{% for it in {list} %}}{{{{ it{inner} }}}} {{% endfor %}}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_field_is_written_as_the_template_needs_it() {
        assert_eq!(written("folder.name"), "{{ folder.name }}");
        assert_eq!(written("groups[]"), "{{ groups|join(\", \") }}");
        assert_eq!(
            written("files[].name"),
            "{% for it in files %}{{ it.name }} {% endfor %}"
        );
    }
}
