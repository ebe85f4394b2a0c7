use bytes::Bytes;
use domain::{
    address::EmailAddress,
    event::Action,
    person::Language,
    template::{Template, TemplateFlaw, TemplateName},
    text::HeaderText,
    time::Timestamp,
};

/// A mail ready for the final dot: RFC 5322 bytes with CRLF line ends, not yet dot-stuffed.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The message.
    pub bytes: Vec<u8>,
    /// What stands in From.
    pub from: EmailAddress,
    /// Its subject, for the journal.
    pub subject: String,
}

/// A folder alert or a receipt, all words decided but not yet put together.
#[derive(Clone, Debug)]
pub struct AlertMail {
    /// Which of them: receipts are no list's mails (RFC 2919).
    pub template: TemplateName,
    /// Message-ID with angle brackets.
    pub message_id: String,
    /// Root of the folder's thread, with angle brackets.
    pub references: String,
    /// List-Id value: `<folder-ID.domain>` with the folder's name before it.
    pub list_id: String,
    /// The one-click unsubscribe URL.
    pub unsubscribe_url: Option<String>,
    /// Loop marker of this installation.
    pub instance: String,
    /// When it is made: the Date.
    pub date: Timestamp,
    /// The recipient's address and name.
    pub to: (EmailAddress, HeaderText),
    /// From.
    pub from: (EmailAddress, HeaderText),
    /// Sender, when it differs from From.
    pub sender: Option<EmailAddress>,
    /// Reply-To: the acting person.
    pub reply_to: Option<(EmailAddress, HeaderText)>,
    /// Language of the mail.
    pub language: Language,
    /// IANA zone in which times are shown; `None`: UTC.
    pub time_zone: Option<String>,
    /// Name of the subscribed folder.
    pub folder_name: String,
    /// Its path.
    pub folder_path: String,
    /// Its page.
    pub folder_url: Option<String>,
    /// Why one gets it: the names of the groups, empty when subscribed oneself.
    pub through_groups: Vec<String>,
    /// Everyone was subscribed.
    pub through_everyone: bool,
    /// The files.
    pub lines: Vec<AlertMailLine>,
    /// How many more there are.
    pub more: u32,
    /// The journal page that lists all.
    pub more_url: Option<String>,
    /// The product's own page.
    pub product_url: Option<String>,
    /// What the installation calls itself.
    pub company: String,
    /// The installation's own words; `None`: those carried along.
    pub own: Option<Template>,
}

/// One file in a folder alert.
#[derive(Clone, Debug)]
pub struct AlertMailLine {
    /// File name, as it is now.
    pub name: String,
    /// Path, as it is now.
    pub path: String,
    /// ADD, MODIFY or DOWNLOAD.
    pub action: Action,
    /// Bytes.
    pub size: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor_name: String,
    /// The file's page.
    pub url: Option<String>,
}

/// A mail that only shows that sending works.
#[derive(Clone, Debug)]
pub struct TestMail {
    /// Message-ID with angle brackets.
    pub message_id: String,
    /// Loop marker of this installation.
    pub instance: String,
    /// The Date.
    pub date: Timestamp,
    /// The recipient.
    pub to: EmailAddress,
    /// From: the default sender.
    pub from: EmailAddress,
    /// Language.
    pub language: Language,
}

/// A message of a ticket that leaves.
#[derive(Clone, Debug)]
pub struct TicketMail {
    /// Message-ID with angle brackets.
    pub message_id: String,
    /// The message it answers: In-Reply-To.
    pub in_reply_to: Option<String>,
    /// References, oldest first.
    pub references: Vec<String>,
    /// Loop marker of this installation.
    pub instance: String,
    /// The Date.
    pub date: Timestamp,
    /// From: the inbox.
    pub from: (EmailAddress, HeaderText),
    /// To.
    pub to: Vec<(EmailAddress, HeaderText)>,
    /// Cc.
    pub cc: Vec<(EmailAddress, HeaderText)>,
    /// Subject.
    pub subject: String,
    /// The text, with LF line ends.
    pub text: String,
    /// The same in HTML; made of the text where there is none.
    pub html: Option<String>,
    /// Written by Colombier: `Auto-Submitted: auto-replied`.
    pub automatic: bool,
    /// Files that are sent along.
    pub files: Vec<AttachedFile>,
}

/// A file that is sent along.
#[derive(Clone, Debug)]
pub struct AttachedFile {
    /// Its name.
    pub name: String,
    /// `type/subtype`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// A mail to one person that concerns no folder: from the default sender, without List-* headers.
#[derive(Clone, Debug)]
pub struct LetterMail {
    /// Message-ID with angle brackets.
    pub message_id: String,
    /// Loop marker of this installation.
    pub instance: String,
    /// The Date.
    pub date: Timestamp,
    /// The recipient's address and name.
    pub to: (EmailAddress, HeaderText),
    /// From: the default sender.
    pub from: EmailAddress,
    /// Language of the mail.
    pub language: Language,
    /// IANA zone in which times are shown; `None`: UTC.
    pub time_zone: Option<String>,
    /// The product's own page.
    pub product_url: String,
    /// What the installation calls itself.
    pub company: String,
    /// The installation's own words; `None`: those carried along.
    pub own: Option<Template>,
    /// What it says.
    pub says: LetterWords,
}

impl LetterMail {
    /// Which mail it is.
    pub const fn template(&self) -> TemplateName {
        match self.says {
            LetterWords::Password { reset: true, .. } => TemplateName::PasswordReset,
            LetterWords::Password { reset: false, .. } => TemplateName::Credentials,
            LetterWords::Notice { .. } => TemplateName::AdminNotice,
        }
    }
}

/// What is said to who wrote a message that is a ticket now.
#[derive(Clone, Debug)]
pub struct AcknowledgementMail {
    /// The ticket's reference.
    pub reference: String,
    /// Its subject.
    pub subject: String,
    /// Who wrote.
    pub customer: (EmailAddress, HeaderText),
    /// The inbox it came to.
    pub inbox: (EmailAddress, HeaderText),
    /// What was written.
    pub text: String,
    /// Language of the mail.
    pub language: Language,
    /// What the installation calls itself.
    pub company: String,
    /// The product's own page.
    pub product_url: String,
    /// The installation's own words; `None`: those carried along.
    pub own: Option<Template>,
}

/// The fields of an answer kept ready.
#[derive(Clone, Debug)]
pub struct AnswerFields {
    /// The ticket's reference.
    pub reference: String,
    /// Its subject.
    pub subject: String,
    /// Where it stands.
    pub status: &'static str,
    /// Its page.
    pub url: String,
    /// Who wrote.
    pub customer: (EmailAddress, HeaderText),
    /// Who answers.
    pub agent: (EmailAddress, HeaderText),
    /// What stands below answers.
    pub signature: String,
    /// The inbox it came to.
    pub inbox: (EmailAddress, HeaderText),
    /// What the installation calls itself.
    pub company: String,
    /// The product's own page.
    pub product_url: String,
}

/// What stands before a message that is sent on (RFC 5321, section 4.4).
#[derive(Clone, Debug)]
pub struct TraceHead {
    /// Our name.
    pub host: String,
    /// The address by which it is sent on.
    pub by: EmailAddress,
    /// The signed marker by which it is known again: `address; mac`.
    pub marker: String,
    /// Loop marker of this installation.
    pub instance: String,
    /// When it came.
    pub at: Timestamp,
}

/// What a mail says, its fields filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// Words that cannot be used: the part they stand in (`subject`, `text`, `html`) and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// The part.
    pub part: &'static str,
    /// What is wrong, with its line.
    pub flaw: TemplateFlaw,
}

/// What a [`LetterMail`] says.
#[derive(Clone, Debug)]
pub enum LetterWords {
    /// A link to set a password.
    Password {
        /// The person asked for it; else an admin made the account.
        reset: bool,
        /// The link.
        url: String,
        /// When it ends.
        until: Timestamp,
    },
    /// What went wrong.
    Notice {
        /// Events, oldest first.
        events: Vec<NoticeLine>,
        /// How many more there are.
        more: u32,
        /// Where all of them are seen.
        more_url: String,
    },
}

/// One event in a mail to administrators.
#[derive(Clone, Debug)]
pub struct NoticeLine {
    /// Its summary.
    pub summary: String,
    /// What is known of why: the relay's words, or ours.
    pub detail: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Its page.
    pub url: String,
}

/// A mail could not be put together: a fault of a template, not of the mail.
#[derive(Debug, thiserror::Error)]
#[error("composing a mail: {0}")]
pub struct ComposeError(pub String);

/// Puts mails together (RFC 5322, 2045): headers cleaned, text and HTML parts.
pub trait Composer: Send + Sync {
    /// A folder alert.
    fn alert(&self, mail: &AlertMail) -> Result<Composed, ComposeError>;

    /// A message of a ticket.
    fn ticket(&self, mail: &TicketMail) -> Result<Composed, ComposeError>;

    /// The words carried along.
    fn carried(&self, name: TemplateName, language: Language) -> Template;

    /// The fields that the words of a mail can have, such as `recipient.name`, sorted.
    fn fields(&self, name: TemplateName) -> Vec<String>;

    /// Whether words can be used: they parse, know only [`Composer::fields`], and end.
    fn check(
        &self,
        name: TemplateName,
        language: Language,
        template: &Template,
    ) -> Result<(), TemplateFault>;

    /// What a folder alert says.
    fn alert_words(&self, mail: &AlertMail) -> Result<Rendered, ComposeError>;

    /// What a mail to one person says.
    fn letter_words(&self, mail: &LetterMail) -> Result<Rendered, ComposeError>;

    /// What an acknowledgement says.
    fn acknowledgement_words(&self, mail: &AcknowledgementMail) -> Result<Rendered, ComposeError>;

    /// Whether an answer kept ready can be used: it parses, knows only the fields of [`AnswerFields`], and ends.
    fn check_answer(&self, text: &str) -> Result<(), TemplateFault>;

    /// An answer kept ready, its fields filled in.
    fn answer(&self, text: &str, fields: &AnswerFields) -> Result<String, ComposeError>;

    /// A mail to one person.
    fn letter(&self, mail: &LetterMail) -> Result<Composed, ComposeError>;

    /// A message that is sent on, our trace before it: what was signed in it stays as it is.
    fn traced(&self, head: &TraceHead, raw: &[u8]) -> Vec<u8>;

    /// A test mail.
    fn test(&self, mail: &TestMail) -> Result<Composed, ComposeError>;
}
