//! What a mail says, decided from the directory as it is when it leaves.

use std::collections::BTreeSet;

use domain::{
    address::EmailAddress,
    directory::Directory,
    event::{Actor, Detail, Event, MailFacts, Reason},
    file::File,
    id::UserId,
    outbox::{
        AlertContent, MAX_MAIL_LINES, MailContent, MailLine, NoticeContent, OutboxMail,
        PasswordContent,
    },
    person::Person,
    right::Principal,
    senders::{Named, Senders},
    text::HeaderText,
    time::Timestamp,
    watch::{TOLD_ACTIONS, TOLD_TYPES},
};

use crate::{
    Flow,
    port::{AlertMail, AlertMailLine, LetterMail, LetterWords, NoticeLine},
};

impl Flow {
    /// A folder alert with the lines that are left.
    pub(crate) fn alert_letter(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        content: &AlertContent,
        lines: &[(MailLine, File)],
        default_sender: &EmailAddress,
    ) -> AlertMail {
        let person = mail.person.and_then(|id| directory.person(id));
        let url = self.product_url(directory);
        let language = person.map_or(directory.settings().email.language, |person| {
            directory.language_of(person)
        });
        let senders = senders(directory, lines, default_sender);
        let alerts: Vec<_> = content.alerts.iter().map(|(alert, _)| *alert).collect();
        let domain = ascii_domain(default_sender);
        let shown = &lines[..lines.len().min(MAX_MAIL_LINES)];
        let more = lines.len() - shown.len();
        let folder_name = directory
            .folder(content.folder)
            .map_or_else(String::new, |f| f.name.to_string());
        AlertMail {
            template: content.template,
            message_id: mail.message_id.clone(),
            references: self.world.keys.folder_root(content.folder, &domain),
            list_id: format!("{folder_name} <folder-{}.{domain}>", content.folder),
            unsubscribe_url: mail.person.map(|id| {
                format!(
                    "{url}/unsubscribe/{}",
                    self.world.keys.unsubscribe_token(id, mail.id, &alerts)
                )
            }),
            instance: self.world.instance.clone(),
            date: self.now(),
            to: (
                mail.to.clone(),
                person.map_or_else(HeaderText::default, |person| person.name.clone()),
            ),
            from: senders.from,
            sender: senders.sender,
            reply_to: senders.reply_to,
            time_zone: person
                .and_then(|person| directory.zone_of(person))
                .map(str::to_owned),
            folder_path: directory.path(content.folder),
            folder_name,
            folder_url: Some(format!("{url}/folders/{}", content.folder)),
            through_groups: through_groups(directory, content, person.map(AsRef::as_ref)),
            through_everyone: principals(directory, content)
                .any(|principal| principal == Principal::Everyone),
            lines: shown
                .iter()
                .map(|(line, file)| alert_line(directory, line, file, &url))
                .collect(),
            more: u32::try_from(more).unwrap_or(u32::MAX),
            more_url: (more > 0).then(|| format!("{url}/events?trace={}", mail.trace)),
            company: company(directory),
            own: directory
                .settings()
                .template(content.template, language)
                .cloned(),
            language,
            product_url: Some(url),
        }
    }
}

impl Flow {
    /// What a mail to one person says, a notice of `events`; the reason where it is not to be sent.
    pub(crate) fn letter_to_person(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        default_sender: &EmailAddress,
        events: &[Event],
    ) -> Result<LetterMail, Reason> {
        directory.check_address(&mail.to)?;
        let person = mail.person.and_then(|id| directory.person(id));
        let person = person.filter(|person| person.active);
        let person = person.ok_or(Reason::UserDisabled)?;
        let url = self.product_url(directory);
        let says = match &mail.content {
            MailContent::Password(content) => self.password_words(mail, content, person, &url)?,
            MailContent::Notice(content) if person.is_admin() => {
                notice_words(content, events, &url)
            }
            MailContent::Notice(_) => return Err(Reason::NoReadRight),
            _ => return Err(Reason::Cancelled),
        };
        let language = directory.language_of(person);
        let mut letter = LetterMail {
            message_id: mail.message_id.clone(),
            instance: self.world.instance.clone(),
            date: self.now(),
            to: (mail.to.clone(), person.name.clone()),
            from: default_sender.clone(),
            language,
            time_zone: directory.zone_of(person).map(str::to_owned),
            company: company(directory),
            own: None,
            says,
            product_url: url,
        };
        let own = directory.settings().template(letter.template(), language);
        letter.own = own.cloned();
        Ok(letter)
    }

    fn password_words(
        &self,
        mail: &OutboxMail,
        content: &PasswordContent,
        person: &Person,
        url: &str,
    ) -> Result<LetterWords, Reason> {
        // Over, or made for an address that was corrected since: the link would open the account to whoever has it.
        if content.until <= self.now() || mail.to.key() != person.email.key() {
            return Err(Reason::Cancelled);
        }
        let token = self.world.keys.password_token(person, content.until);
        Ok(LetterWords::Password {
            reset: content.reset,
            url: format!("{url}/password/{token}"),
            until: content.until,
        })
    }

    /// Where people reach the page.
    pub(crate) fn product_url(&self, directory: &Directory) -> String {
        let set = directory.settings().email.product_url.clone();
        set.unwrap_or_else(|| self.world.base_url.clone())
    }
}

/// `550 5.1.1 no such user`.
pub(crate) fn relay_said(mail: &MailFacts) -> Option<String> {
    let text = mail.smtp_text.as_deref()?;
    let code = mail.smtp_code.map(|code| code.to_string());
    let parts = [code.as_deref(), mail.smtp_enhanced.as_deref(), Some(text)];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    Some(parts.join(" "))
}

fn notice_words(content: &NoticeContent, events: &[Event], url: &str) -> LetterWords {
    let line = |event: &Event| {
        let said = event.mail.as_ref().and_then(|mail| relay_said(mail));
        NoticeLine {
            summary: event.summary.clone(),
            detail: said.or_else(|| match &event.detail {
                Detail::Note(words) if !event.summary.contains(words) => Some(words.clone()),
                _ => None,
            }),
            at: event.at,
            url: format!("{url}/events/{}", event.id),
        }
    };
    let kinds = TOLD_TYPES
        .iter()
        .map(|of| format!("object_type={}", of.code()));
    let actions = TOLD_ACTIONS
        .iter()
        .map(|action| format!("action={}", action.code()));
    let query: Vec<String> = kinds.chain(actions).collect();
    LetterWords::Notice {
        events: events.iter().map(line).collect(),
        more: content.more,
        more_url: format!("{url}/events?{}", query.join("&")),
    }
}

fn alert_line(directory: &Directory, line: &MailLine, file: &File, url: &str) -> AlertMailLine {
    AlertMailLine {
        name: file.name.to_string(),
        path: format!("{}/{}", directory.path(file.folder), file.name),
        action: line.action,
        size: file.current.blob.size,
        at: line.at,
        actor_name: line.actor.name().unwrap_or("Colombier").to_owned(),
        url: Some(format!("{url}/folders/{}?file={}", file.folder, file.id)),
    }
}

fn principals<'a>(
    directory: &'a Directory,
    content: &'a AlertContent,
) -> impl Iterator<Item = Principal> + 'a {
    content
        .alerts
        .iter()
        .filter_map(|(alert, _)| directory.alert(*alert))
        .map(|alert| alert.principal)
}

/// The groups through which one gets it; none when subscribed oneself.
fn through_groups(
    directory: &Directory,
    content: &AlertContent,
    person: Option<&Person>,
) -> Vec<String> {
    let oneself = |principal| matches!((principal, person), (Principal::User(id), Some(person)) if id == person.id);
    if principals(directory, content).any(oneself) {
        return Vec::new();
    }
    let groups = principals(directory, content).filter_map(|principal| match principal {
        Principal::Group(id) => directory.group(id),
        _ => None,
    });
    groups.map(|group| group.name.to_string()).collect()
}

/// From, Sender and Reply-To by `always_default_sender`; several actors: the default sender.
fn senders(
    directory: &Directory,
    lines: &[(MailLine, File)],
    default_sender: &EmailAddress,
) -> Senders<HeaderText> {
    let ours = (default_sender.clone(), HeaderText::from("Colombier"));
    let always = directory.settings().email.always_default_sender;
    Senders::of(only_actor(lines), ours, always)
}

/// The person who did all that a mail tells of, if it was one.
fn only_actor(lines: &[(MailLine, File)]) -> Option<Named<HeaderText>> {
    let actors: BTreeSet<Option<UserId>> = lines
        .iter()
        .map(|(line, _)| line.actor.person_id())
        .collect();
    let (line, _) = lines.first()?;
    match &line.actor {
        Actor::Person { name, email, .. } if actors.len() == 1 => {
            let shown = if name.is_empty() {
                HeaderText::from(email.as_str())
            } else {
                name.clone()
            };
            Some((email.clone(), shown))
        }
        _ => None,
    }
}

/// What the installation calls itself: the domain it sends from.
pub(crate) fn company(directory: &Directory) -> String {
    let sender = directory.settings().email.default_sender.as_ref();
    sender.map_or_else(String::new, |sender| sender.domain().to_owned())
}

/// The domain of an address as it stands in ids (IDNA 2008). One that cannot be written so cannot be sent from.
pub(crate) fn ascii_domain(address: &EmailAddress) -> String {
    idna::domain_to_ascii(address.domain()).unwrap_or_else(|_| NOWHERE.to_owned())
}

/// The domain of ids where there is none of our own.
pub(crate) const NOWHERE: &str = "localhost.localdomain";

/// From the first event told of to now, in milliseconds.
pub(crate) fn delay_ms(mail: &OutboxMail, now: Timestamp) -> u64 {
    now.since(mail.first_at).ms()
}
