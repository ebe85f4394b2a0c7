use domain::{person::Language, text::HeaderText};
use flow::port::ComposeError;
use minijinja::{
    Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde,
};
use serde::Serialize;

/// Far above what a mail of a hundred lines needs; it ends a template that would not end.
const FUEL: u64 = 1_000_000;

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),+]
    };
}

const EMBEDDED: &[(&str, &str)] = embedded![
    "layout.html",
    "parts.html",
    "alert.fr.subject",
    "alert.fr.txt",
    "alert.fr.html",
    "alert.en.subject",
    "alert.en.txt",
    "alert.en.html",
    "test.fr.subject",
    "test.fr.txt",
    "test.fr.html",
    "test.en.subject",
    "test.en.txt",
    "test.en.html",
];

/// The templates of all mails, read once.
pub(super) struct Templates(Result<Environment<'static>, String>);

/// What a mail says.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Templates {
    pub(super) fn new() -> Self {
        Self(read().map_err(|error| in_words(&error)))
    }

    /// Subject, text and HTML of the mail `name`. The subject is the headline of both.
    pub(super) fn render(
        &self,
        name: &str,
        language: Language,
        fields: impl Serialize,
    ) -> Result<Words, ComposeError> {
        let fields = Value::from(Serde(fields));
        let subject =
            HeaderText::from(self.part(name, language, "subject", fields.clone())?).to_string();
        let fields = context! { headline => &subject, language => language.code(), ..fields };
        let text = self.part(name, language, "txt", fields.clone())?;
        let html = self.part(name, language, "html", fields)?;
        Ok(Words {
            subject,
            text,
            html,
        })
    }

    fn part(
        &self,
        name: &str,
        language: Language,
        part: &str,
        fields: Value,
    ) -> Result<String, ComposeError> {
        let templates = self
            .0
            .as_ref()
            .map_err(|fault| ComposeError(fault.clone()))?;
        let template = templates.get_template(&format!("{name}.{language}.{part}"));
        let made = template.and_then(|template| template.render(fields));
        made.map_err(|error| ComposeError(in_words(&error)))
    }
}

fn read() -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_fuel(Some(FUEL));
    templates.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    for (name, source) in EMBEDDED {
        templates.add_template(name, source)?;
    }
    Ok(templates)
}

/// With the line of the template.
fn in_words(error: &minijinja::Error) -> String {
    format!("{error:#}")
}
