//! What the server knows of a visit before it renders.

use std::sync::Arc;

use domain::person::Language;
use domain::wire::Me;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::i18n::Locale;

/// Handed in by the server through the leptos context, once a request; it travels with the page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Visit {
    /// Who is signed in.
    pub me: Option<Me>,
    /// The installation has no administrator yet.
    pub setup_needed: bool,
    /// The `Cookie` header; only its `lang` is looked at. Not sent to the browser.
    #[serde(skip)]
    pub cookies: String,
    /// The `Accept-Language` header. Not sent to the browser.
    #[serde(skip)]
    pub accept_language: String,
}

/// Sets the HTTP status of the page; handed in by the server through the leptos context.
#[derive(Clone)]
pub struct PageStatus(pub Arc<dyn Fn(u16) + Send + Sync>);

impl PageStatus {
    /// Sets the status while the server renders; in the browser it does nothing, nor where there is none (0).
    pub(crate) fn set(status: u16) {
        if let Some(PageStatus(set)) = use_context() {
            set(status);
        }
    }
}

impl Visit {
    /// The reader's language: the person's own, the choice made on this browser, else the one that
    /// the browser likes best of those we speak.
    pub(crate) fn locale(&self) -> Locale {
        let person = self.me.as_ref().and_then(|me| me.language).map(locale_of);
        person
            .or_else(|| self.cookie())
            .or_else(|| self.browser())
            .unwrap_or(Locale::en)
    }

    fn cookie(&self) -> Option<Locale> {
        let mut pairs = self
            .cookies
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(|(name, _)| *name == "lang")
            .and_then(|(_, value)| known(value))
    }

    fn browser(&self) -> Option<Locale> {
        let wishes = self.accept_language.split(',').filter_map(wish);
        // The first of equals wins, so only a strictly better wish replaces it.
        wishes
            .fold(
                None,
                |best: Option<(Locale, f32)>, (locale, weight)| match best {
                    Some((_, known)) if known >= weight => best,
                    _ => Some((locale, weight)),
                },
            )
            .map(|(locale, _)| locale)
    }
}

/// The page's language for a person's.
pub(crate) fn locale_of(language: Language) -> Locale {
    match language {
        Language::Fr => Locale::fr,
        Language::En => Locale::en,
    }
}

/// The person's language for the page's.
pub(crate) fn language_of(locale: Locale) -> Language {
    match locale {
        Locale::fr => Language::Fr,
        Locale::en => Language::En,
    }
}

fn wish(text: &str) -> Option<(Locale, f32)> {
    let (tag, weight) = text.split_once(';').unwrap_or((text, "q=1"));
    let weight = weight.trim().strip_prefix("q=")?.parse().ok()?;
    (weight > 0.0).then_some((known(tag.trim())?, weight))
}

fn known(tag: &str) -> Option<Locale> {
    match tag.get(..2)?.to_ascii_lowercase().as_str() {
        "fr" => Some(Locale::fr),
        "en" => Some(Locale::en),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(cookies: &str, accept: &str) -> Visit {
        Visit {
            cookies: cookies.into(),
            accept_language: accept.into(),
            ..Visit::default()
        }
    }

    #[test]
    fn the_browsers_best_known_language_is_taken() {
        assert_eq!(visit("", "de, fr;q=0.7, en;q=0.8").locale(), Locale::en);
        assert_eq!(visit("", "fr-CA,fr,en;q=0.8").locale(), Locale::fr);
        assert_eq!(visit("", "en;q=0, fr;q=0.1").locale(), Locale::fr);
    }

    #[test]
    fn an_unknown_language_falls_back_to_english() {
        assert_eq!(visit("", "de, *;q=0.5").locale(), Locale::en);
        assert_eq!(visit("", "").locale(), Locale::en);
    }

    #[test]
    fn a_choice_on_this_browser_comes_before_its_header() {
        assert_eq!(visit("a=b; lang=fr", "en").locale(), Locale::fr);
    }
}
