use std::{
    collections::HashMap,
    error::Error as _,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    person::Language,
    template::{FlawKind, Template, TemplateFlaw, TemplateName},
    text::HeaderText,
};
use flow::port::{ComposeError, Rendered, TemplateFault};
use minijinja::{
    Environment, ErrorKind, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde,
};
use serde::Serialize;

/// Far above what a mail of a hundred lines needs; it ends a template that would not end.
const FUEL: u64 = 1_000_000;

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),+]
    };
}

/// What all mails are made of.
const PARTS: &[(&str, &str)] = embedded!["layout.html", "parts.html"];

const EMBEDDED: &[(&str, &str)] = embedded![
    "alert.fr.subject",
    "alert.fr.txt",
    "alert.fr.html",
    "alert.en.subject",
    "alert.en.txt",
    "alert.en.html",
    "download_receipt.fr.subject",
    "download_receipt.fr.txt",
    "download_receipt.fr.html",
    "download_receipt.en.subject",
    "download_receipt.en.txt",
    "download_receipt.en.html",
    "deposit_receipt.fr.subject",
    "deposit_receipt.fr.txt",
    "deposit_receipt.fr.html",
    "deposit_receipt.en.subject",
    "deposit_receipt.en.txt",
    "deposit_receipt.en.html",
    "credentials.fr.subject",
    "credentials.fr.txt",
    "credentials.fr.html",
    "credentials.en.subject",
    "credentials.en.txt",
    "credentials.en.html",
    "password_reset.fr.subject",
    "password_reset.fr.txt",
    "password_reset.fr.html",
    "password_reset.en.subject",
    "password_reset.en.txt",
    "password_reset.en.html",
    "ticket_acknowledgement.fr.subject",
    "ticket_acknowledgement.fr.txt",
    "ticket_acknowledgement.fr.html",
    "ticket_acknowledgement.en.subject",
    "ticket_acknowledgement.en.txt",
    "ticket_acknowledgement.en.html",
    "admin_notice.fr.subject",
    "admin_notice.fr.txt",
    "admin_notice.fr.html",
    "admin_notice.en.subject",
    "admin_notice.en.txt",
    "admin_notice.en.html",
    "test.fr.subject",
    "test.fr.txt",
    "test.fr.html",
    "test.en.subject",
    "test.en.txt",
    "test.en.html",
];

/// The three parts of a mail: their names for people, and the ends of the templates' names. HTML is escaped by its end.
const ENDS: [(&str, &str); 3] = [("subject", "subject"), ("text", "txt"), ("html", "html")];

/// Words of the installation's own, with what was made of them.
type Own = (Template, Arc<Environment<'static>>);

/// The templates of all mails, read once; the installation's own, when they change.
pub(super) struct Templates {
    carried: Result<Environment<'static>, String>,
    own: Mutex<HashMap<(TemplateName, Language), Own>>,
}

impl Templates {
    pub(super) fn new() -> Self {
        Self {
            carried: read().map_err(|error| error.to_string()),
            own: Mutex::default(),
        }
    }

    /// Subject, text and HTML of the mail `name` as it is carried along. The subject is the headline of both.
    pub(super) fn render(
        &self,
        name: &str,
        language: Language,
        fields: impl Serialize,
    ) -> Result<Rendered, ComposeError> {
        let templates = self.carried.as_ref();
        let templates = templates.map_err(|fault| ComposeError(fault.clone()))?;
        let name = format!("{name}.{language}");
        let made = render(templates, &name, language, Value::from(Serde(fields)));
        made.map_err(|fault| ComposeError(fault.flaw.to_string()))
    }

    /// As [`Templates::render`], in the installation's own words where it has some.
    pub(super) fn render_own(
        &self,
        (name, language): (TemplateName, Language),
        own: Option<&Template>,
        fields: impl Serialize,
    ) -> Result<Rendered, ComposeError> {
        let Some(own) = own else {
            return self.render(name.code(), language, fields);
        };
        let made = self
            .own_of((name, language), own)
            .and_then(|templates| render(&templates, OWN, language, Value::from(Serde(fields))));
        made.map_err(|fault| ComposeError(fault.flaw.to_string()))
    }

    fn own_of(
        &self,
        key: (TemplateName, Language),
        own: &Template,
    ) -> Result<Arc<Environment<'static>>, TemplateFault> {
        let mut known = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, templates)) = known.get(&key)
            && of == own
        {
            return Ok(Arc::clone(templates));
        }
        let templates = Arc::new(parse(own)?);
        known.insert(key, (own.clone(), Arc::clone(&templates)));
        Ok(templates)
    }
}

/// The name of the installation's own words, without its end.
const OWN: &str = "own";

/// The words carried along.
pub(super) fn carried(name: TemplateName, language: Language) -> Template {
    let part = |end: &str| {
        let name = format!("{}.{language}.{end}", name.code());
        let mut all = EMBEDDED.iter();
        all.find(|(known, _)| *known == name)
            .map_or_else(String::new, |(_, source)| (*source).to_owned())
    };
    Template {
        subject: part("subject").trim_end().to_owned(),
        text: part("txt"),
        html: part("html"),
    }
}

/// Whether words parse, know only the fields of `samples`, and can be filled in with each of them.
pub(super) fn check(
    template: &Template,
    language: Language,
    samples: &[Value],
) -> Result<(), TemplateFault> {
    let templates = parse(template)?;
    let most = samples.first().cloned().unwrap_or_default();
    for (part, end) in ENDS {
        let known = templates
            .get_template(&format!("{OWN}.{end}"))
            .map_err(|error| fault(part, &error))?;
        let mut unknown: Vec<String> = known
            .undeclared_variables(true)
            .into_iter()
            .filter(|path| !GIVEN.contains(&path.as_str()) && !has(&most, path))
            .filter(|path| !templates.globals().any(|(function, _)| function == path))
            .collect();
        unknown.sort();
        if let Some(path) = unknown.first() {
            let flaw = TemplateFlaw {
                kind: FlawKind::NoField(path.clone()),
                line: line_of(template.part(part), path),
            };
            return Err(TemplateFault { part, flaw });
        }
    }
    for sample in samples {
        render(&templates, OWN, language, sample.clone())?;
    }
    Ok(())
}

/// Whether a text of its own can be used with the fields of `sample`, as [`check`] does it.
pub(super) fn check_text(text: &str, sample: &Value) -> Result<(), TemplateFault> {
    let template = Template {
        text: text.to_owned(),
        ..Template::default()
    };
    check(&template, Language::En, std::slice::from_ref(sample))
}

/// A text of its own, filled in.
pub(super) fn fill(text: &str, fields: Value) -> Result<String, TemplateFault> {
    let template = Template {
        text: text.to_owned(),
        ..Template::default()
    };
    Ok(render(&parse(&template)?, OWN, Language::En, fields)?.text)
}

/// The paths of a sample's fields: `recipient.name`, `files[].name`.
pub(super) fn paths(sample: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(sample, String::new(), &mut found);
    found.sort();
    found
}

fn walk(value: &Value, path: String, found: &mut Vec<String>) {
    use minijinja::value::ValueKind::{Map, Seq};
    match value.kind() {
        Map => {
            for key in value.try_iter().into_iter().flatten() {
                let Ok(inner) = value.get_item(&key) else {
                    continue;
                };
                let dot = if path.is_empty() { "" } else { "." };
                walk(&inner, format!("{path}{dot}{key}"), found);
            }
        }
        Seq => match value.get_item_by_index(0) {
            Ok(first) if !first.is_undefined() => walk(&first, format!("{path}[]"), found),
            _ => found.push(path),
        },
        _ => found.push(path),
    }
}

/// What every mail has beside its fields.
const GIVEN: [&str; 2] = ["headline", "language"];

fn has(sample: &Value, path: &str) -> bool {
    let mut value = sample.clone();
    for name in path.split('.') {
        match value.get_attr(name) {
            Ok(inner) if !inner.is_undefined() => value = inner,
            _ => return false,
        }
    }
    true
}

fn render(
    templates: &Environment<'_>,
    name: &str,
    language: Language,
    fields: Value,
) -> Result<Rendered, TemplateFault> {
    let part = |(part, end): (&'static str, &str), fields: Value| {
        let template = templates.get_template(&format!("{name}.{end}"));
        let made = template.and_then(|template| template.render(fields));
        made.map_err(|error| fault(part, &error))
    };
    let subject = HeaderText::from(part(ENDS[0], fields.clone())?).to_string();
    let fields = context! { headline => &subject, language => language.code(), ..fields };
    let text = part(ENDS[1], fields.clone())?;
    let html = part(ENDS[2], fields)?;
    Ok(Rendered {
        subject,
        text,
        html,
    })
}

fn empty() -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_fuel(Some(FUEL));
    templates.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    for (name, source) in PARTS {
        templates.add_template(name, source)?;
    }
    Ok(templates)
}

fn read() -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = empty()?;
    for (name, source) in EMBEDDED {
        templates.add_template(name, source)?;
    }
    Ok(templates)
}

fn parse(template: &Template) -> Result<Environment<'static>, TemplateFault> {
    let mut templates = empty().map_err(|error| fault("html", &error))?;
    let sources = [&template.subject, &template.text, &template.html];
    for ((part, end), source) in ENDS.into_iter().zip(sources) {
        templates
            .add_template_owned(format!("{OWN}.{end}"), source.clone())
            .map_err(|error| fault(part, &error))?;
    }
    Ok(templates)
}

fn fault(part: &'static str, error: &minijinja::Error) -> TemplateFault {
    TemplateFault {
        part,
        flaw: flaw(error),
    }
}

/// What is at the bottom of an error, and the line of one's own words that it comes from.
fn flaw(error: &minijinja::Error) -> TemplateFlaw {
    let (mut last, mut line, mut next) = (error, None, Some(error));
    while let Some(cause) = next {
        last = cause;
        let own = cause.name().is_some_and(|name| name.starts_with(OWN));
        line = cause.line().filter(|_| own).or(line);
        next = cause.source().and_then(|beneath| beneath.downcast_ref());
    }
    let said = || last.detail().unwrap_or_default().to_owned();
    let kind = match last.kind() {
        ErrorKind::SyntaxError | ErrorKind::BadEscape => FlawKind::Unreadable(said()),
        ErrorKind::UndefinedError => FlawKind::NoValue,
        ErrorKind::OutOfFuel => FlawKind::Endless,
        ErrorKind::TemplateNotFound => FlawKind::NoPart,
        ErrorKind::UnknownFilter
        | ErrorKind::UnknownTest
        | ErrorKind::UnknownFunction
        | ErrorKind::UnknownMethod => FlawKind::NoFunction,
        other => FlawKind::Unusable(
            last.detail()
                .map_or_else(|| other.to_string(), str::to_owned),
        ),
    };
    TemplateFlaw { kind, line }
}

/// Where a name stands first, as it is written.
fn line_of(source: &str, path: &str) -> Option<usize> {
    let found = source.lines().position(|line| line.contains(path));
    found.map(|before| before + 1)
}
