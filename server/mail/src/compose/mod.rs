//! Mails put together: words from templates, headers by type, MIME by lettre's builder.

mod address;
mod context;
mod headers;
mod message;
mod plain;
mod samples;
mod templates;
mod words;

use domain::{
    address::EmailAddress,
    person::Language,
    template::{Template, TemplateName},
    text::HeaderText,
};
use flow::port::{
    AcknowledgementMail, AlertMail, AnswerFields, ComposeError, Composed, Composer, LetterMail,
    Rendered, TemplateFault, TestMail, TicketMail, TraceHead,
};
use minijinja::{Value, value::Serde};

use self::{
    address::mailbox,
    context::{AcknowledgementContext, AlertContext, AnswerContext, LetterContext, TestContext},
    message::Draft,
    templates::Templates,
};

/// [`Composer`] with the templates that are carried along, in French and English.
pub struct MailComposer {
    templates: Templates,
}

impl MailComposer {
    /// Reads the templates. A fault in them, which a test excludes, is told when a mail is composed.
    pub fn new() -> Self {
        Self {
            templates: Templates::new(),
        }
    }
}

impl Default for MailComposer {
    fn default() -> Self {
        Self::new()
    }
}

impl Composer for MailComposer {
    fn carried(&self, name: TemplateName, language: Language) -> Template {
        templates::carried(name, language)
    }

    fn fields(&self, name: TemplateName) -> Vec<String> {
        let samples = samples::samples(name, Language::En).unwrap_or_default();
        samples.first().map_or_else(Vec::new, templates::paths)
    }

    fn check(
        &self,
        name: TemplateName,
        language: Language,
        template: &Template,
    ) -> Result<(), TemplateFault> {
        let samples = samples::samples(name, language).unwrap_or_default();
        templates::check(template, language, &samples)
    }

    fn alert_words(&self, mail: &AlertMail) -> Result<Rendered, ComposeError> {
        let key = (mail.template, mail.language);
        let fields = AlertContext::new(mail);
        self.templates.render_own(key, mail.own.as_ref(), fields)
    }

    fn letter_words(&self, mail: &LetterMail) -> Result<Rendered, ComposeError> {
        let key = (mail.template(), mail.language);
        let fields = LetterContext::new(mail);
        self.templates.render_own(key, mail.own.as_ref(), fields)
    }

    fn acknowledgement_words(&self, mail: &AcknowledgementMail) -> Result<Rendered, ComposeError> {
        let key = (TemplateName::TicketAcknowledgement, mail.language);
        let fields = AcknowledgementContext::new(mail);
        self.templates.render_own(key, mail.own.as_ref(), fields)
    }

    fn alert(&self, mail: &AlertMail) -> Result<Composed, ComposeError> {
        let words = self.alert_words(mail)?;
        let (from, sender) = originators(mail);
        let mut draft = Draft::new(&words.subject, mail.date, &mail.message_id)
            .from(mailbox(from, &mail.from.1)?)
            .to(mailbox(&mail.to.0, &mail.to.1)?)
            .automatic(&mail.instance)
            .raw("References", headers::message_ids(&mail.references));
        let is_list = mail.template == TemplateName::Alert;
        if is_list {
            draft = draft.raw("List-Id", headers::list_id(&mail.list_id));
        }
        if let Some(sender) = sender {
            draft = draft.sender(mailbox(sender, &HeaderText::default())?);
        }
        if let Some((address, name)) = reply_to(mail) {
            draft = draft.reply_to(mailbox(address, name)?);
        }
        if let Some(url) = mail.unsubscribe_url.as_ref().filter(|_| is_list) {
            draft = draft
                .raw("List-Unsubscribe", format!("<{}>", headers::graphic(url)))
                .raw(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_owned(),
                );
        }
        let bytes = draft.build(words.text, words.html)?;
        Ok(Composed {
            bytes,
            from: from.clone(),
            subject: words.subject,
        })
    }

    fn ticket(&self, mail: &TicketMail) -> Result<Composed, ComposeError> {
        let mut draft = Draft::new(&mail.subject, mail.date, &mail.message_id)
            .from(mailbox(&mail.from.0, &mail.from.1)?)
            .marked(&mail.instance);
        for (address, name) in &mail.to {
            draft = draft.to(mailbox(address, name)?);
        }
        for (address, name) in &mail.cc {
            draft = draft.cc(mailbox(address, name)?);
        }
        if mail.automatic {
            draft = draft
                .raw("Auto-Submitted", "auto-replied".to_owned())
                .raw("X-Auto-Response-Suppress", "All".to_owned());
        }
        if let Some(id) = &mail.in_reply_to {
            draft = draft.raw("In-Reply-To", headers::message_id(id));
        }
        if !mail.references.is_empty() {
            draft = draft.raw(
                "References",
                headers::message_ids(&mail.references.join(" ")),
            );
        }
        let html = mail.html.clone().unwrap_or_else(|| plain::html(&mail.text));
        let bytes = draft.build_with(mail.text.clone(), html, &mail.files)?;
        Ok(Composed {
            bytes,
            from: mail.from.0.clone(),
            subject: mail.subject.clone(),
        })
    }

    fn check_answer(&self, text: &str) -> Result<(), TemplateFault> {
        let sample = samples::answer().map(|fields| AnswerContext::new(&fields));
        let sample = sample.map(|fields| Value::from(Serde(fields)));
        templates::check_text(text, &sample.unwrap_or_default())
    }

    fn answer(&self, text: &str, fields: &AnswerFields) -> Result<String, ComposeError> {
        let filled = templates::fill(text, Value::from(Serde(AnswerContext::new(fields))));
        filled.map_err(|fault| ComposeError(fault.flaw.to_string()))
    }

    fn letter(&self, mail: &LetterMail) -> Result<Composed, ComposeError> {
        let words = self.letter_words(mail)?;
        let bytes = Draft::new(&words.subject, mail.date, &mail.message_id)
            .from(mailbox(&mail.from, &"Colombier".into())?)
            .to(mailbox(&mail.to.0, &mail.to.1)?)
            .automatic(&mail.instance)
            .build(words.text, words.html)?;
        Ok(Composed {
            bytes,
            from: mail.from.clone(),
            subject: words.subject,
        })
    }

    fn traced(&self, head: &TraceHead, raw: &[u8]) -> Vec<u8> {
        let date = words::header_date(head.at);
        let by = headers::graphic(head.by.as_str());
        let lines = [
            format!(
                "Received: by {} (Colombier) for <{by}>; {date}",
                headers::graphic(&head.host)
            ),
            format!("Delivered-To: {by}"),
            format!(
                "X-Colombier-Forwarded: {}",
                head.marker.replace(char::is_control, "")
            ),
            format!("X-Colombier-Loop: {}", headers::graphic(&head.instance)),
        ];
        let mut bytes = lines.join("\r\n").into_bytes();
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(raw);
        bytes
    }

    fn test(&self, mail: &TestMail) -> Result<Composed, ComposeError> {
        let words = self
            .templates
            .render("test", mail.language, TestContext::new(mail))?;
        let bytes = Draft::new(&words.subject, mail.date, &mail.message_id)
            .from(mailbox(&mail.from, &"Colombier".into())?)
            .to(mailbox(&mail.to, &HeaderText::default())?)
            .automatic(&mail.instance)
            .build(words.text, words.html)?;
        Ok(Composed {
            bytes,
            from: mail.from.clone(),
            subject: words.subject,
        })
    }
}

/// From and Sender. An address that only some relays take (RFC 6531) does not stand in From of a mail to others:
/// the sender then speaks for the person.
fn originators(mail: &AlertMail) -> (&EmailAddress, Option<&EmailAddress>) {
    match &mail.sender {
        Some(sender) if !carried(&mail.from.0, mail) => (sender, None),
        sender => (
            &mail.from.0,
            sender.as_ref().filter(|sender| **sender != mail.from.0),
        ),
    }
}

fn reply_to(mail: &AlertMail) -> Option<(&EmailAddress, &HeaderText)> {
    let (address, name) = mail.reply_to.as_ref()?;
    carried(address, mail).then_some((address, name))
}

fn carried(address: &EmailAddress, mail: &AlertMail) -> bool {
    address.local_part().is_ascii() || !mail.to.0.local_part().is_ascii()
}
