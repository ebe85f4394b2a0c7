//! The fields that templates see, with the names of the vocabulary.

use domain::{event::Action, person::Language, text::HeaderText};
use flow::port::{
    AcknowledgementMail, AlertMail, AlertMailLine, AnswerFields, LetterMail, LetterWords,
    NoticeLine, TestMail,
};
use serde::Serialize;

use super::words::{Zone, size};

/// Fields of a folder alert.
#[derive(Serialize)]
pub(super) struct AlertContext {
    recipient: Recipient,
    folder: Folder,
    files: Vec<File>,
    added: Vec<File>,
    modified: Vec<File>,
    downloaded: Vec<File>,
    more: u32,
    total: usize,
    more_url: Option<String>,
    through: &'static str,
    groups: Vec<String>,
    zone: String,
    sender: Person,
    actor: Person,
    company: Company,
    product: Link,
    unsubscribe: Link,
}

/// Fields of a test mail.
#[derive(Serialize)]
pub(super) struct TestContext {
    recipient: Recipient,
    sender: Person,
    at: String,
    zone: String,
}

/// Fields of a mail to one person.
#[derive(Serialize)]
pub(super) struct LetterContext {
    recipient: Recipient,
    sender: Person,
    company: Company,
    product: Link,
    zone: String,
    /// Of a mail about a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<PasswordLink>,
    /// Of a notice to administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<Notice>,
}

/// Fields of an acknowledgement.
#[derive(Serialize)]
pub(super) struct AcknowledgementContext {
    recipient: Recipient,
    customer: Recipient,
    ticket: Ticket,
    inbox: Person,
    message: Message,
    company: Company,
    product: Link,
}

/// Fields of an answer kept ready.
#[derive(Serialize)]
pub(super) struct AnswerContext {
    customer: Recipient,
    ticket: AnsweredTicket,
    agent: Agent,
    inbox: Person,
    company: Company,
    product: Link,
}

#[derive(Serialize)]
struct AnsweredTicket {
    #[serde(flatten)]
    ticket: Ticket,
    url: String,
}

#[derive(Serialize)]
struct Agent {
    name: String,
    email: String,
    signature: String,
}

#[derive(Serialize)]
struct Ticket {
    #[serde(rename = "ref")]
    reference: String,
    subject: String,
    status: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Company {
    name: String,
}

#[derive(Serialize)]
struct PasswordLink {
    url: String,
    until: String,
}

#[derive(Serialize)]
struct Notice {
    events: Vec<NoticeEvent>,
    more: u32,
    total: usize,
    url: String,
}

#[derive(Serialize)]
struct NoticeEvent {
    summary: String,
    detail: Option<String>,
    at: String,
    url: String,
}

#[derive(Serialize)]
struct Recipient {
    name: String,
    first_name: String,
    email: String,
}

#[derive(Serialize)]
struct Person {
    name: String,
    email: String,
}

#[derive(Serialize)]
struct Folder {
    name: String,
    path: String,
    url: Option<String>,
}

#[derive(Serialize)]
struct Link {
    url: Option<String>,
}

#[derive(Clone, Serialize)]
struct File {
    name: String,
    action: &'static str,
    path: String,
    /// The path below the subscribed folder, where the file is not in it directly.
    below: Option<String>,
    size: String,
    at: String,
    who: String,
    url: Option<String>,
}

impl AlertContext {
    pub(super) fn new(mail: &AlertMail) -> Self {
        let zone = Zone::named(mail.time_zone.as_deref());
        let files: Vec<File> = mail
            .lines
            .iter()
            .map(|line| File::new(line, mail, &zone))
            .collect();
        let of = |action: Action| {
            let all = files.iter().filter(|file| file.action == action.code());
            all.cloned().collect()
        };
        Self {
            recipient: Recipient::new(&mail.to.1, mail.to.0.as_str()),
            folder: Folder {
                name: one_line(&mail.folder_name),
                path: one_line(&mail.folder_path),
                url: mail.folder_url.clone(),
            },
            total: files.len() + usize::try_from(mail.more).unwrap_or(usize::MAX),
            added: of(Action::Add),
            modified: of(Action::Modify),
            downloaded: of(Action::Download),
            files,
            more: mail.more,
            more_url: mail.more_url.clone(),
            through: through(mail),
            groups: mail
                .through_groups
                .iter()
                .map(|name| one_line(name))
                .collect(),
            zone: zone.name,
            sender: Person {
                name: mail.from.1.to_string(),
                email: mail.from.0.to_string(),
            },
            actor: actor(mail),
            company: Company {
                name: mail.company.clone(),
            },
            product: Link {
                url: mail.product_url.clone(),
            },
            unsubscribe: Link {
                url: mail.unsubscribe_url.clone(),
            },
        }
    }
}

impl TestContext {
    pub(super) fn new(mail: &TestMail) -> Self {
        let zone = Zone::named(None);
        Self {
            recipient: Recipient::new(&HeaderText::default(), mail.to.as_str()),
            sender: Person {
                name: String::new(),
                email: mail.from.to_string(),
            },
            at: zone.moment(mail.date, mail.language),
            zone: zone.name,
        }
    }
}

impl LetterContext {
    pub(super) fn new(mail: &LetterMail) -> Self {
        let zone = Zone::named(mail.time_zone.as_deref());
        let moment = |at| zone.moment(at, mail.language);
        let (link, notice) = match &mail.says {
            LetterWords::Password { url, until, .. } => {
                let (url, until) = (url.clone(), moment(*until));
                (Some(PasswordLink { url, until }), None)
            }
            LetterWords::Notice {
                events,
                more,
                more_url,
            } => {
                let event = |line: &NoticeLine| NoticeEvent {
                    summary: one_line(&line.summary),
                    detail: line.detail.as_deref().map(one_line),
                    at: moment(line.at),
                    url: line.url.clone(),
                };
                let notice = Notice {
                    total: events.len() + usize::try_from(*more).unwrap_or(usize::MAX),
                    events: events.iter().map(event).collect(),
                    more: *more,
                    url: more_url.clone(),
                };
                (None, Some(notice))
            }
        };
        Self {
            recipient: Recipient::new(&mail.to.1, mail.to.0.as_str()),
            sender: Person {
                name: "Colombier".to_owned(),
                email: mail.from.to_string(),
            },
            company: Company {
                name: mail.company.clone(),
            },
            product: Link {
                url: Some(mail.product_url.clone()),
            },
            link,
            notice,
            zone: zone.name,
        }
    }
}

impl AcknowledgementContext {
    pub(super) fn new(mail: &AcknowledgementMail) -> Self {
        let customer = || Recipient::new(&mail.customer.1, mail.customer.0.as_str());
        Self {
            recipient: customer(),
            customer: customer(),
            ticket: Ticket {
                reference: mail.reference.clone(),
                subject: one_line(&mail.subject),
                status: "open",
            },
            inbox: Person {
                name: mail.inbox.1.to_string(),
                email: mail.inbox.0.to_string(),
            },
            message: Message {
                text: mail.text.clone(),
            },
            company: Company {
                name: mail.company.clone(),
            },
            product: Link {
                url: Some(mail.product_url.clone()),
            },
        }
    }
}

impl AnswerContext {
    pub(super) fn new(fields: &AnswerFields) -> Self {
        Self {
            customer: Recipient::new(&fields.customer.1, fields.customer.0.as_str()),
            ticket: AnsweredTicket {
                ticket: Ticket {
                    reference: fields.reference.clone(),
                    subject: one_line(&fields.subject),
                    status: fields.status,
                },
                url: fields.url.clone(),
            },
            agent: Agent {
                name: fields.agent.1.to_string(),
                email: fields.agent.0.to_string(),
                signature: fields.signature.clone(),
            },
            inbox: Person {
                name: fields.inbox.1.to_string(),
                email: fields.inbox.0.to_string(),
            },
            company: Company {
                name: fields.company.clone(),
            },
            product: Link {
                url: Some(fields.product_url.clone()),
            },
        }
    }
}

/// Who acted: the only one, else nobody by name.
fn actor(mail: &AlertMail) -> Person {
    let acting = mail.reply_to.as_ref().unwrap_or(&mail.from);
    Person {
        name: acting.1.to_string(),
        email: acting.0.to_string(),
    }
}

impl Recipient {
    fn new(name: &HeaderText, email: &str) -> Self {
        let first_name = name
            .as_str()
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned();
        Self {
            name: name.to_string(),
            first_name,
            email: email.to_owned(),
        }
    }
}

impl File {
    fn new(line: &AlertMailLine, mail: &AlertMail, zone: &Zone) -> Self {
        let language: Language = mail.language;
        Self {
            name: one_line(&line.name),
            action: line.action.code(),
            path: one_line(&line.path),
            below: below(&line.path, &mail.folder_path).map(one_line),
            size: size(line.size, language),
            at: zone.moment(line.at, language),
            who: one_line(&line.actor_name),
            url: line.url.clone(),
        }
    }
}

fn through(mail: &AlertMail) -> &'static str {
    match () {
        () if mail.through_everyone => "everyone",
        () if mail.through_groups.is_empty() => "oneself",
        () => "groups",
    }
}

/// The part of `path` below `folder`, if there is a folder between both.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path
        .strip_prefix(folder.trim_end_matches('/'))
        .and_then(|rest| rest.strip_prefix('/'));
    rest.filter(|rest| rest.contains('/'))
}

/// Names come from people: a line of the text part stays one line.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_shown_where_a_folder_lies_between() {
        assert_eq!(
            below("/Team/Accounts/2026/a.pdf", "/Team/Accounts"),
            Some("2026/a.pdf")
        );
        assert_eq!(below("/Team/Accounts/a.pdf", "/Team/Accounts"), None);
        assert_eq!(below("/Team/Accounts2/b/a.pdf", "/Team/Accounts"), None);
        assert_eq!(below("/x/a.pdf", "/"), Some("x/a.pdf"));
    }
}
