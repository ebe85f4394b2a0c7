//! The words as they are typed; what is not saved is kept in this browser, for one person and one mail.

use std::time::Duration;

use domain::person::Language;
use domain::template::Template;
use domain::wire::{MailTemplate, TemplateForm};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::browser::{forget, keep, kept};
use crate::session::use_session;

/// What is typed, and what it began as.
#[derive(Clone, Copy)]
pub struct Draft {
    pub subject: RwSignal<String>,
    pub text: RwSignal<String>,
    pub html: RwSignal<String>,
    /// What the server has.
    pub saved: RwSignal<Template>,
    /// That is not what is delivered with us.
    pub own: RwSignal<bool>,
    /// What is typed is kept.
    pub is_kept: RwSignal<bool>,
    /// What was kept the last time was taken up, and whether the mail was changed since.
    pub taken_up: RwSignal<Option<Since>>,
}

/// What became of the saved mail while a draft of it was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    Same,
    Changed,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    words: Template,
    /// What was saved as they were typed.
    began_as: Template,
}

impl Draft {
    /// What is saved; in the browser, what was kept.
    pub fn new(template: &MailTemplate) -> Self {
        let saved = Template {
            subject: template.subject.clone(),
            text: template.text.clone(),
            html: template.html.clone(),
        };
        let draft = Self {
            subject: RwSignal::new(saved.subject.clone()),
            text: RwSignal::new(saved.text.clone()),
            html: RwSignal::new(saved.html.clone()),
            saved: RwSignal::new(saved),
            own: RwSignal::new(template.own),
            is_kept: RwSignal::new(false),
            taken_up: RwSignal::new(None),
        };
        let person = use_session()
            .me
            .with_untracked(|me| me.as_ref().map(|me| me.id.to_string()));
        let (person, name) = (person.unwrap_or_default(), template.name.code());
        draft.keep_as(format!("mail:{person}:{name}:{}", template.language));
        draft
    }

    fn keep_as(self, key: String) {
        let looked = RwSignal::new(false);
        let from = key.clone();
        Effect::new(move |_| {
            let from = from.clone();
            // After the inputs have taken over what was typed before the page woke up.
            let look = move || {
                self.take_up(&from);
                // The page may be left already.
                let _: Option<bool> = looked.try_set(true);
            };
            set_timeout(look, Duration::ZERO);
        });
        Effect::new(move |_| {
            if looked.get() {
                self.put_down(&key);
            }
        });
    }

    /// The words as they stand.
    pub fn words(self) -> Template {
        Template {
            subject: self.subject.get(),
            text: self.text.get(),
            html: self.html.get(),
        }
    }

    /// The same, to be sent.
    pub fn form(self, language: Language) -> TemplateForm {
        form(untrack(|| self.words()), language)
    }

    /// Whether something is typed that is not saved.
    pub fn is_changed(self) -> bool {
        self.saved.with(|saved| *saved != self.words())
    }

    /// Other words in place of those typed.
    pub fn set(self, words: Template) {
        self.subject.set(words.subject);
        self.text.set(words.text);
        self.html.set(words.html);
    }

    /// Back to what is saved.
    pub fn discard(self) {
        self.set(self.saved.get_untracked());
        self.taken_up.set(None);
    }

    /// The server has `now`; what was typed while `sent` was on its way stays.
    pub fn settle(self, sent: &TemplateForm, now: &MailTemplate) {
        let words = Template {
            subject: now.subject.clone(),
            text: now.text.clone(),
            html: now.html.clone(),
        };
        if untrack(|| self.words()) == sent.words() {
            self.set(words.clone());
        }
        self.saved.set(words);
        self.own.set(now.own);
        self.taken_up.set(None);
    }

    /// The server has the default words, and so has the page.
    pub fn bring_back(self, default: Template) {
        self.saved.set(default);
        self.own.set(false);
        self.discard();
    }

    fn take_up(self, key: &str) {
        let before = kept(key).and_then(|text| serde_json::from_str::<Kept>(&text).ok());
        let Some(before) = before else { return };
        // Who has typed already, or has left, goes on with that.
        let fresh = self
            .saved
            .try_get_untracked()
            .filter(|saved| *saved == untrack(|| self.words()));
        let Some(saved) = fresh.filter(|saved| *saved != before.words) else {
            return;
        };
        self.set(before.words);
        self.taken_up.set(Some(if saved == before.began_as {
            Since::Same
        } else {
            Since::Changed
        }));
    }

    fn put_down(self, key: &str) {
        if !self.is_changed() {
            forget(key);
            self.is_kept.set(false);
            return;
        }
        let now = Kept {
            words: self.words(),
            began_as: self.saved.get(),
        };
        let text = serde_json::to_string(&now);
        self.is_kept.set(text.is_ok_and(|text| keep(key, &text)));
    }
}

/// Words in a language, to be sent.
pub fn form(words: Template, language: Language) -> TemplateForm {
    TemplateForm {
        language: Some(language),
        subject: words.subject,
        text: words.text,
        html: words.html,
    }
}
