//! What is wrong with the words of a mail, and what to do about it.

use domain::template::{FlawKind, TemplateFlaw};

use crate::api::Problem;
use crate::i18n::Locale;
use crate::parts::problem_words;
use crate::say;

/// In the reader's language: ours where the server's sentence is one of ours.
pub fn flaw_words(i18n: Locale, problem: &Problem) -> String {
    match (problem.code.as_str(), problem.field.as_deref()) {
        ("bad_template", _) => {
            let said = problem.detail.as_deref().unwrap_or_default();
            said.parse()
                .map_or_else(|_| said.to_owned(), |flaw| told(i18n, &flaw))
        }
        ("bad_field", Some("subject")) => say!(i18n, templates.no_subject).to_owned(),
        ("bad_field", Some("text" | "html")) => say!(i18n, templates.too_long).to_owned(),
        _ => problem_words(i18n, problem),
    }
}

fn told(i18n: Locale, flaw: &TemplateFlaw) -> String {
    let words = match &flaw.kind {
        FlawKind::NoField(name) => say!(i18n, templates.no_field, name = name.clone()),
        FlawKind::NoValue => say!(i18n, templates.no_value).to_owned(),
        FlawKind::Unreadable(_) => say!(i18n, templates.unreadable).to_owned(),
        FlawKind::Endless => say!(i18n, templates.endless).to_owned(),
        FlawKind::NoPart => say!(i18n, templates.no_part).to_owned(),
        FlawKind::NoFunction => say!(i18n, templates.no_function).to_owned(),
        FlawKind::Unusable(_) => say!(i18n, templates.unusable).to_owned(),
    };
    match flaw.line {
        Some(line) => say!(i18n, templates.line, line = line, fault = words),
        None => words,
    }
}

/// Whether it is about the words, rather than about reaching the server.
pub fn is_flaw(problem: &Problem) -> bool {
    matches!(problem.code.as_str(), "bad_template" | "bad_field")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_sentence_is_told_in_the_readers_language_with_its_line() {
        let problem = Problem {
            status: 422,
            code: "bad_template".to_owned(),
            field: Some("text".to_owned()),
            detail: Some("There is no such field in this mail: folder.nam (line 3).".to_owned()),
        };
        let french = flaw_words(Locale::fr, &problem);
        assert!(french.starts_with("Ligne 3 : ce mail n’a pas de champ « folder.nam »."));
        let newer = Problem {
            detail: Some("A newer server's sentence.".to_owned()),
            ..problem
        };
        assert_eq!(flaw_words(Locale::fr, &newer), "A newer server's sentence.");
    }
}
