//! Mails put together: words from templates, headers by type, MIME by lettre's builder.

mod address;
mod context;
mod headers;
mod message;
mod plain;
mod templates;
mod words;

use domain::{address::EmailAddress, text::HeaderText};
use flow::port::{AlertMail, ComposeError, Composed, Composer, TestMail, TicketMail};

use self::{
    address::mailbox,
    context::{AlertContext, TestContext},
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
    fn alert(&self, mail: &AlertMail) -> Result<Composed, ComposeError> {
        let words = self
            .templates
            .render("alert", mail.language, AlertContext::new(mail))?;
        let (from, sender) = originators(mail);
        let mut draft = Draft::new(&words.subject, mail.date, &mail.message_id)
            .from(mailbox(from, &mail.from.1)?)
            .to(mailbox(&mail.to.0, &mail.to.1)?)
            .automatic(&mail.instance)
            .raw("References", headers::message_ids(&mail.references))
            .raw("List-Id", headers::list_id(&mail.list_id));
        if let Some(sender) = sender {
            draft = draft.sender(mailbox(sender, &HeaderText::default())?);
        }
        if let Some((address, name)) = reply_to(mail) {
            draft = draft.reply_to(mailbox(address, name)?);
        }
        if let Some(url) = &mail.unsubscribe_url {
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
        let bytes = draft.build(mail.text.clone(), html)?;
        Ok(Composed {
            bytes,
            from: mail.from.0.clone(),
            subject: mail.subject.clone(),
        })
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
