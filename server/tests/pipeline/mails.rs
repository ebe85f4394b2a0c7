//! Mails as the relay took them.

use mail_parser::{MessageParser, MimeHeaders as _};

use crate::smtp::Taken;

/// A mail, with its text part decoded.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) taken: Taken,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) content_type: String,
}

impl Mail {
    pub(crate) fn parse(taken: &Taken) -> Self {
        let message = MessageParser::default().parse(&taken.bytes).unwrap();
        let content_type = message.content_type().map_or_else(String::new, |kind| {
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
        });
        Self {
            taken: taken.clone(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message
                .body_text(0)
                .unwrap_or_default()
                .replace("\r\n", "\n"),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            content_type,
        }
    }

    pub(crate) fn to(&self) -> &str {
        &self.taken.to
    }

    pub(crate) fn header(&self, name: &str) -> String {
        self.taken.header(name).unwrap_or_default()
    }

    pub(crate) fn message_id(&self) -> String {
        self.taken.message_id()
    }

    /// The names of the files it tells of, in order: the lines that begin with a dash.
    pub(crate) fn files(&self) -> Vec<&str> {
        self.text
            .lines()
            .filter_map(|line| line.strip_prefix("- "))
            .collect()
    }
}
