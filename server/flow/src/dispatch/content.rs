//! What a leased mail is when it leaves: looked at once more, and put together, by its kind.

use domain::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, Event, ObjectType, Reason},
    filter::{EventFilter, Scope},
    id::FileId,
    notice::{Line, one_line_a_file},
    outbox::{
        AlertContent, ForwardContent, MailContent, MailLine, NoticeContent, OutboxMail,
        TicketContent,
    },
    refusal::Refusal,
};

use crate::{
    Flow, FlowError,
    check::recheck,
    port::{ComposeError, Composed, SkippedLines, TestMail},
};

/// What becomes of a mail.
pub(super) enum Content {
    /// It is put together.
    Leaving(Leaving),
    /// Nothing of it is left to say, because of its first line; and of all its lines.
    Skipped(Reason, Vec<SkippedLines>),
    /// It cannot be put together now: what is wrong with it.
    PutOff(String),
}

/// A mail that is put together, on its way to the relay.
pub(super) struct Leaving {
    pub(super) composed: Composed,
    /// What it does not say any more.
    pub(super) skipped: Vec<SkippedLines>,
    /// The envelope's sender; `None`: the null sender.
    pub(super) sender: Option<EmailAddress>,
    /// It is not the default sender.
    pub(super) own_sender: bool,
}

impl Content {
    /// A mail as a whole is not sent.
    const fn skipped(reason: Reason) -> Self {
        Self::Skipped(reason, Vec::new())
    }

    /// A mail from the default sender, put together or not.
    fn by_default_sender(
        composed: Result<Composed, ComposeError>,
        skipped: Vec<SkippedLines>,
        sender: &EmailAddress,
    ) -> Self {
        match composed {
            Ok(composed) => Self::Leaving(Leaving {
                composed,
                skipped,
                sender: Some(sender.clone()),
                own_sender: false,
            }),
            Err(error) => Self::PutOff(error.to_string()),
        }
    }
}

impl Flow {
    /// Looks at a mail once more and puts it together. Only failures of our own store come back as errors.
    pub(super) async fn leaving_content(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        sender: &EmailAddress,
    ) -> Result<Content, FlowError> {
        match &mail.content {
            MailContent::Alert(content) => {
                self.alert_content(directory, mail, content, sender).await
            }
            MailContent::Ticket(content) => self.ticket_content(directory, mail, content).await,
            MailContent::Forward(content) => {
                self.onward_content(directory, mail, content, sender).await
            }
            MailContent::Password(_) => Ok(self.letter_content(directory, mail, sender, &[])),
            MailContent::Probe(_) => Ok(self.probe_content(directory, mail, sender)),
            MailContent::Notice(content) => {
                self.notice_content(directory, mail, content, sender).await
            }
        }
    }

    async fn alert_content(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        content: &AlertContent,
        sender: &EmailAddress,
    ) -> Result<Content, FlowError> {
        let lines = self.lines_of(mail, content).await?;
        let files = self
            .world
            .store
            .files_by_id(lines.iter().map(|line| line.file).collect())
            .await?;
        let checked = recheck(directory, mail, lines, files);
        let first = checked.skipped.first().map(|skipped| skipped.reason);
        if let Some(first) = first.filter(|_| checked.lines.is_empty()) {
            return Ok(Content::Skipped(first, checked.skipped));
        }
        if content.second && self.told_another(mail).await? {
            return Ok(Content::skipped(Reason::Duplicate));
        }
        let letter = self.alert_letter(directory, mail, content, &checked.lines, sender);
        let composed = self.world.composer.alert(&letter);
        Ok(Content::by_default_sender(
            composed,
            checked.skipped,
            sender,
        ))
    }

    /// Whether a relay took a mail to the same address that tells all that `mail` tells.
    async fn told_another(&self, mail: &OutboxMail) -> Result<bool, FlowError> {
        let filter = EventFilter {
            object_types: vec![ObjectType::Email],
            actions: vec![Action::Send],
            scope: Scope::All,
            ..EventFilter::default()
        };
        let sent = self.world.store.chain(mail.trace, filter).await?;
        let template = mail.content.template();
        Ok(sent.iter().any(|event| {
            let facts = event.mail.as_deref();
            facts.and_then(|facts| facts.template.as_deref()) == Some(template)
                && facts
                    .and_then(|facts| facts.to.as_ref())
                    .is_some_and(|to| to.key() == mail.to.key())
                && mail.causes.iter().all(|cause| event.causes.contains(cause))
        }))
    }

    /// All lines of a mail. The row holds those that are shown; of a longer mail the rest is read from its events.
    async fn lines_of(
        &self,
        mail: &OutboxMail,
        content: &AlertContent,
    ) -> Result<Vec<MailLine>, FlowError> {
        if content.more == 0 {
            return Ok(content.lines.clone());
        }
        let mut lines = Vec::new();
        for cause in &mail.causes {
            let Some(event) = self.world.store.event(*cause).await? else {
                continue;
            };
            let Some(file) = event.object_id else {
                continue;
            };
            let (action, actor, at) = (event.action, event.actor, event.at);
            lines.push(Line {
                event: event.id,
                file: FileId(file),
                action,
                actor,
                at,
                path: String::new(),
            });
        }
        let alerts: Vec<_> = content.alerts.iter().map(|(alert, _)| *alert).collect();
        Ok(one_line_a_file(lines)
            .into_iter()
            .map(|(line, events)| MailLine {
                file: line.file,
                event: line.event,
                events,
                action: line.action,
                actor: line.actor,
                at: line.at,
                alerts: alerts.clone(),
            })
            .collect())
    }

    /// A message of a ticket: from its inbox, or with the null sender where Colombier wrote it.
    async fn ticket_content(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        content: &TicketContent,
    ) -> Result<Content, FlowError> {
        let letter = match self.ticket_letter(mail, content).await {
            Ok(Some(letter)) => letter,
            Ok(None) => return Ok(Content::skipped(Reason::Cancelled)),
            Err(FlowError::Blob(error)) => return Ok(Content::PutOff(error.to_string())),
            Err(error) => return Err(error),
        };
        if let Err(reason) = directory.check_address(&mail.to) {
            return Ok(Content::skipped(reason));
        }
        Ok(match self.world.composer.ticket(&letter) {
            Ok(composed) => Content::Leaving(Leaving {
                sender: (!content.acknowledgement).then(|| composed.from.clone()),
                composed,
                skipped: Vec::new(),
                own_sender: true,
            }),
            Err(error) => Content::PutOff(error.to_string()),
        })
    }

    /// A test of forwarding, unless another one was asked for meanwhile.
    fn probe_content(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        sender: &EmailAddress,
    ) -> Content {
        let test = directory.forwarding_test(&mail.to);
        if test.is_none_or(|test| test.mail != mail.id) {
            return Content::skipped(Reason::Cancelled);
        }
        let letter = TestMail {
            message_id: mail.message_id.clone(),
            instance: self.world.instance.clone(),
            date: self.now(),
            to: mail.to.clone(),
            from: sender.clone(),
            language: directory.settings().email.language,
        };
        Content::by_default_sender(self.world.composer.test(&letter), Vec::new(), sender)
    }

    async fn notice_content(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        content: &NoticeContent,
        sender: &EmailAddress,
    ) -> Result<Content, FlowError> {
        let mut events = Vec::new();
        for id in &content.events {
            events.extend(self.world.store.event(*id).await?);
        }
        Ok(self.letter_content(directory, mail, sender, &events))
    }

    /// A mail to one person from the default sender; `events` are those of a notice.
    fn letter_content(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        sender: &EmailAddress,
        events: &[Event],
    ) -> Content {
        let letter = match self.letter_to_person(directory, mail, sender, events) {
            Ok(letter) => letter,
            Err(reason) => return Content::skipped(reason),
        };
        Content::by_default_sender(self.world.composer.letter(&letter), Vec::new(), sender)
    }

    /// A message that was received, on its way to one more address; a person of a group only as long as it is active.
    async fn onward_content(
        &self,
        directory: &Directory,
        mail: &OutboxMail,
        content: &ForwardContent,
        sender: &EmailAddress,
    ) -> Result<Content, FlowError> {
        let is_active = |id| directory.person(id).is_some_and(|person| person.active);
        if !mail.person.is_none_or(is_active) {
            return Ok(Content::skipped(Reason::UserDisabled));
        }
        if let Err(reason) = directory.check_address(&mail.to) {
            return Ok(Content::skipped(reason));
        }
        Ok(match self.onward(content, sender).await {
            Ok(Some(onward)) => Content::Leaving(Leaving {
                composed: onward.composed,
                skipped: Vec::new(),
                sender: onward.sender,
                own_sender: onward.own_sender,
            }),
            Ok(None) => Content::skipped(Reason::Cancelled),
            Err(FlowError::Blob(error)) => Content::PutOff(error.to_string()),
            Err(FlowError::Refused(Refusal::Missing(_))) => {
                Content::PutOff("its message is not in the store".to_owned())
            }
            Err(error) => return Err(error),
        })
    }
}
