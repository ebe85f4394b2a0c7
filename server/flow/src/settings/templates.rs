//! The words of mails, changed by admins.

use domain::{
    event::{Action, Actor},
    file::File,
    id::{AlertId, EventId, FileId, FolderId, MailId, NoticeId},
    outbox::{AlertContent, MailContent, MailLine, MailState, OutboxMail},
    person::{Language, Person},
    refusal::{Noun, Refusal},
    template::{Template, TemplateName},
    time::Span,
    wire,
};

use crate::{
    Flow, FlowError,
    access::MayAdmin,
    letter::company,
    port::{
        AcknowledgementMail, AlertMail, AlertMailLine, LetterMail, LetterWords, NoticeLine,
        Rendered,
    },
};

/// Files that a preview tells of.
const SHOWN: usize = 5;

impl Flow {
    /// All mails whose words can be changed.
    pub fn templates(&self, _may: &MayAdmin) -> Vec<wire::TemplateHead> {
        let directory = self.directory();
        let head = |name, language| wire::TemplateHead {
            name,
            language,
            own: directory.settings().template(name, language).is_some(),
        };
        let both = |name| [head(name, Language::Fr), head(name, Language::En)];
        TemplateName::ALL.into_iter().flat_map(both).collect()
    }

    /// The words of a mail.
    pub fn template(
        &self,
        _may: &MayAdmin,
        name: TemplateName,
        language: Option<Language>,
    ) -> wire::MailTemplate {
        let directory = self.directory();
        let settings = directory.settings();
        let language = language.unwrap_or(settings.email.language);
        let default = self.world.composer.carried(name, language);
        let own = settings.template(name, language);
        let now = own.unwrap_or(&default).clone();
        wire::MailTemplate {
            name,
            language,
            subject: now.subject,
            text: now.text,
            html: now.html,
            own: own.is_some(),
            default,
            fields: self.world.composer.fields(name),
        }
    }

    /// Saves the words of a mail; those carried along are not one's own.
    pub async fn put_template(
        &self,
        may: &MayAdmin,
        name: TemplateName,
        form: &wire::TemplateForm,
    ) -> Result<wire::MailTemplate, FlowError> {
        let (language, words) = self.checked(name, form)?;
        let carried = self.world.composer.carried(name, language);
        let own = (words != carried).then_some(words);
        self.save(may.viewer(), move |settings| {
            settings.set_template(name, language, own.clone());
            Ok(())
        })
        .await?;
        Ok(self.template(may, name, Some(language)))
    }

    /// Goes back to the words carried along.
    pub async fn reset_template(
        &self,
        may: &MayAdmin,
        name: TemplateName,
        language: Option<Language>,
    ) -> Result<wire::MailTemplate, FlowError> {
        let language = language.unwrap_or(self.directory().settings().email.language);
        self.save(may.viewer(), move |settings| {
            settings.set_template(name, language, None);
            Ok(())
        })
        .await?;
        Ok(self.template(may, name, Some(language)))
    }

    /// What a mail says in the words that are saved.
    pub async fn preview_saved(
        &self,
        may: &MayAdmin,
        name: TemplateName,
        language: Option<Language>,
    ) -> Result<Template, FlowError> {
        let saved = self.template(may, name, language);
        let form = wire::PreviewForm {
            template: wire::TemplateForm {
                language: Some(saved.language),
                subject: saved.subject,
                text: saved.text,
                html: saved.html,
            },
            folder: None,
            user: None,
        };
        self.preview_template(may, name, &form).await
    }

    /// What a mail would say in these words.
    pub async fn preview_template(
        &self,
        may: &MayAdmin,
        name: TemplateName,
        form: &wire::PreviewForm,
    ) -> Result<Template, FlowError> {
        let (language, words) = self.checked(name, &form.template)?;
        let directory = self.directory();
        let person = match form.user {
            Some(id) => directory.person(id).ok_or(Refusal::Missing(Noun::User))?,
            None => directory
                .person(may.viewer().person().id)
                .ok_or(Refusal::Missing(Noun::User))?,
        };
        let rendered = match name {
            TemplateName::Alert | TemplateName::DownloadReceipt | TemplateName::DepositReceipt => {
                let form = (name, form.folder);
                self.preview_alert(person, form, language, words).await?
            }
            TemplateName::Credentials | TemplateName::PasswordReset | TemplateName::AdminNotice => {
                self.preview_letter(person, name, language, words)?
            }
            TemplateName::TicketAcknowledgement => {
                let mail = AcknowledgementMail {
                    reference: "#12".to_owned(),
                    subject: language.pick("Question", "Question").to_owned(),
                    customer: (person.email.clone(), person.name.clone()),
                    inbox: (person.email.clone(), "Support".into()),
                    text: language.pick("Bonjour", "Hello").to_owned(),
                    language,
                    company: company(&directory),
                    product_url: self.product_url(&directory),
                    own: Some(words),
                };
                self.world.composer.acknowledgement_words(&mail)?
            }
        };
        Ok(Template {
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
        })
    }

    async fn preview_alert(
        &self,
        person: &Person,
        (name, folder): (TemplateName, Option<FolderId>),
        language: Language,
        words: Template,
    ) -> Result<Rendered, FlowError> {
        let directory = self.directory();
        let shown = folder;
        let folder = match folder {
            Some(id) => {
                directory
                    .folder(id)
                    .ok_or(Refusal::Missing(Noun::Folder))?
                    .id
            }
            None => directory
                .folders()
                .next()
                .map_or(FolderId(0), |folder| folder.id),
        };
        let files = match shown {
            Some(_) => self.world.store.files_in(folder, None, SHOWN).await?,
            None => Vec::new(),
        };
        let lines: Vec<(MailLine, File)> = files
            .into_iter()
            .map(|file| (line_of(&file, person, name), file))
            .collect();
        let mail = self.preview_mail(person, folder, name);
        let MailContent::Alert(content) = &mail.content else {
            return Err(FlowError::missing(Noun::Mail));
        };
        let sender = directory.settings().email.default_sender.clone();
        let sender = sender.unwrap_or_else(|| person.email.clone());
        let mut letter = self.alert_letter(&directory, &mail, content, &lines, &sender);
        letter.language = language;
        letter.own = Some(words);
        if letter.lines.is_empty() {
            make_up(&mut letter);
        }
        // The link of a preview must end nothing.
        letter.unsubscribe_url = letter.folder_url.clone();
        Ok(self.world.composer.alert_words(&letter)?)
    }

    fn preview_mail(&self, person: &Person, folder: FolderId, name: TemplateName) -> OutboxMail {
        let now = self.now();
        OutboxMail {
            id: MailId(0),
            person: Some(person.id),
            to: person.email.clone(),
            message_id: String::new(),
            content: MailContent::Alert(AlertContent {
                template: name,
                folder,
                alerts: vec![(AlertId(0), NoticeId(0))],
                lines: Vec::new(),
                more: 0,
                second: false,
            }),
            trace: EventId(0),
            causes: Vec::new(),
            first_at: now,
            created_at: now,
            due: now,
            attempt: 0,
            state: MailState::Waiting,
            last: None,
        }
    }

    fn preview_letter(
        &self,
        person: &Person,
        name: TemplateName,
        language: Language,
        words: Template,
    ) -> Result<Rendered, FlowError> {
        let directory = self.directory();
        let url = self.product_url(&directory);
        let mail = LetterMail {
            message_id: String::new(),
            instance: String::new(),
            date: self.now(),
            to: (person.email.clone(), person.name.clone()),
            from: person.email.clone(),
            language,
            time_zone: directory.zone_of(person).map(str::to_owned),
            company: company(&directory),
            own: Some(words),
            says: self.preview_words(name, language, &url),
            product_url: url,
        };
        Ok(self.world.composer.letter_words(&mail)?)
    }

    fn preview_words(&self, name: TemplateName, language: Language, url: &str) -> LetterWords {
        if name == TemplateName::AdminNotice {
            let line = |summary: &str, detail: Option<&str>| NoticeLine {
                summary: summary.to_owned(),
                detail: detail.map(str::to_owned),
                at: self.now(),
                url: format!("{url}/events"),
            };
            let (paused, failed) = language.pick(
                (
                    "SUSPEND: envoi des mails suspendu",
                    "FAIL: Email notification",
                ),
                (
                    "SUSPEND: sending mail is paused",
                    "FAIL: Email notification",
                ),
            );
            return LetterWords::Notice {
                events: vec![
                    line(paused, Some("connection refused")),
                    line(failed, Some("550 5.1.1 no such user")),
                ],
                more: 0,
                more_url: format!("{url}/events"),
            };
        }
        LetterWords::Password {
            reset: name == TemplateName::PasswordReset,
            // No token: a preview opens nothing.
            url: format!("{url}/password"),
            until: self.now() + Span::from_days(1),
        }
    }

    /// The language and the words, if they can be used.
    fn checked(
        &self,
        name: TemplateName,
        form: &wire::TemplateForm,
    ) -> Result<(Language, Template), Refusal> {
        let language = form.language;
        let language = language.unwrap_or(self.directory().settings().email.language);
        let words = form.words();
        let words = Template {
            subject: words.subject.trim().to_owned(),
            ..words
        };
        if words.subject.is_empty() {
            return Err(Refusal::BadField("subject"));
        }
        if let Some(part) = words.too_long() {
            return Err(Refusal::BadField(part));
        }
        match self.world.composer.check(name, language, &words) {
            Ok(()) => Ok((language, words)),
            Err(fault) => Err(Refusal::BadTemplate(fault.part, fault.flaw)),
        }
    }
}

fn line_of(file: &File, person: &Person, name: TemplateName) -> MailLine {
    MailLine {
        file: FileId(file.id.0),
        event: EventId(0),
        events: Vec::new(),
        action: match name {
            TemplateName::DownloadReceipt => Action::Download,
            _ => Action::Add,
        },
        actor: Actor::person(person),
        at: file.current.at,
        alerts: Vec::new(),
    }
}

/// A new file and a changed one, where there are no real ones to tell of.
fn make_up(letter: &mut AlertMail) {
    if letter.folder_name.is_empty() {
        "Plans".clone_into(&mut letter.folder_name);
        "/Plans".clone_into(&mut letter.folder_path);
    }
    let minutes = letter.language.pick("compte rendu.odt", "minutes.odt");
    let line = |(name, action): (&str, Action)| AlertMailLine {
        name: name.to_owned(),
        path: format!("{}/{name}", letter.folder_path),
        action,
        size: 48_000,
        at: letter.date,
        actor_name: "Anna Martin".to_owned(),
        url: letter.folder_url.clone(),
    };
    let actions = match letter.template {
        TemplateName::DownloadReceipt => [Action::Download; 2],
        _ => [Action::Add, Action::Modify],
    };
    letter.lines = [("plan.pdf", actions[0]), (minutes, actions[1])]
        .map(line)
        .to_vec();
}
