//! Who may do what, a line each, as a form.

use domain::right::{Level, Principal};
use domain::wire::{PrincipalName, Right};
use leptos::prelude::*;

use super::{Button, Empty, Look, PrincipalSelect, Select, level_word, principal_word};
use crate::i18n::use_i18n;
use crate::say;

/// The lines of the form, until they are saved.
#[derive(Clone, Copy)]
pub struct RightLines {
    lines: RwSignal<Vec<Line>>,
    names: StoredValue<Vec<PrincipalName>>,
}

#[derive(Clone, PartialEq)]
struct Line {
    principal: Principal,
    name: String,
    // Lines are added in an effect, which takes what it made along when it runs again: hence shared.
    level: ArcRwSignal<String>,
}

impl RightLines {
    /// The rights as they are, by name.
    pub fn new(rights: &[Right], names: Vec<PrincipalName>) -> Self {
        let lines = rights
            .iter()
            .map(|right| line(right.principal, right.level, &names));
        Self {
            lines: RwSignal::new(lines.collect()),
            names: StoredValue::new(names),
        }
    }

    /// The rights as they stand on the form.
    pub fn rights(self) -> Vec<Right> {
        self.lines
            .with_untracked(|lines| lines.iter().filter_map(right).collect())
    }

    /// Adds someone with READ, who is not there yet.
    fn add(self, principal: Principal) {
        let is_there = |lines: &Vec<Line>| lines.iter().any(|line| line.principal == principal);
        if !self.lines.with_untracked(is_there) {
            let added = self
                .names
                .with_value(|names| line(principal, Level::Read, names));
            self.lines.update(|lines| lines.push(added));
        }
    }
}

/// The lines, and a choice of whom to add. `none` says what it means that there are none.
#[component]
pub fn RightsFields(
    rights: RightLines,
    #[prop(into)] none: String,
    #[prop(into)] add: String,
) -> impl IntoView {
    let lines = rights.lines;
    let who = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Ok(principal) = who.get().parse::<Principal>() {
            rights.add(principal);
            who.set(String::new());
        }
    });
    view! {
        <Show when=move || lines.read().is_empty()>
            <Empty title=none.clone()/>
        </Show>
        <For each=move || lines.get() key=|line| line.principal let(line)>
            <RightLine line=line lines=lines/>
        </For>
        <PrincipalSelect name="right-principal" label=add value=who/>
    }
    .into_any()
}

#[component]
fn RightLine(line: Line, lines: RwSignal<Vec<Line>>) -> impl IntoView {
    let i18n = use_i18n();
    let principal = line.principal;
    let name = principal_word(i18n, principal, &line.name);
    let options = ["read", "write", "manage"]
        .map(|code| (code.to_owned(), level_word(i18n, code)))
        .to_vec();
    let remove = Callback::new(move |()| {
        lines.update(|lines| lines.retain(|line| line.principal != principal))
    });
    view! {
        <div class="right-line">
            <Select name=format!("level-{principal}") label=name value=RwSignal::from(line.level) options=options/>
            <Button look=Look::Quiet press=remove>{say!(i18n, common.remove)}</Button>
        </div>
    }
    .into_any()
}

fn line(principal: Principal, level: Level, names: &[PrincipalName]) -> Line {
    let name = names
        .iter()
        .find(|known| known.principal == principal)
        .map(|known| known.name.clone());
    // Someone whom the list does not name, such as a removed person, is shown by its code.
    let name = name.unwrap_or_else(|| principal.to_string());
    Line {
        principal,
        name,
        level: ArcRwSignal::new(level_code(level).to_owned()),
    }
}

fn right(line: &Line) -> Option<Right> {
    let level = match line.level.get_untracked().as_str() {
        "read" => Level::Read,
        "write" => Level::Write,
        "manage" => Level::Manage,
        _ => return None,
    };
    Some(Right {
        principal: line.principal,
        level,
    })
}

fn level_code(level: Level) -> &'static str {
    match level {
        Level::Read => "read",
        Level::Write => "write",
        Level::Manage => "manage",
    }
}
