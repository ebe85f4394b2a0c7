//! Why something asked for is not done.

use crate::{address::EmailAddress, template::TemplateFlaw, text::BadName};

/// A noun that can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Noun {
    /// A person.
    User,
    /// A group.
    Group,
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A version of a file.
    Version,
    /// An alert.
    Alert,
    /// A mail that waits.
    Mail,
    /// An event.
    Event,
    /// A session.
    Session,
    /// An API token.
    Token,
    /// A saved search.
    Search,
    /// An inbox.
    Inbox,
    /// A ticket.
    Ticket,
    /// A message of a ticket, or one that was received.
    Message,
    /// A distribution list.
    MailGroup,
    /// The forward of an address.
    Forward,
}

impl Noun {
    /// The word in codes: `user`, `group`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Folder => "folder",
            Self::File => "file",
            Self::Version => "version",
            Self::Alert => "alert",
            Self::Mail => "mail",
            Self::Event => "event",
            Self::Session => "session",
            Self::Token => "token",
            Self::Search => "search",
            Self::Inbox => "inbox",
            Self::Ticket => "ticket",
            Self::Message => "message",
            Self::MailGroup => "mail group",
            Self::Forward => "forward",
        }
    }
}

/// A rule that stands against what was asked. Each has a stable code and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not there, or not for this viewer to know of.
    #[error("no such {}", .0.as_str())]
    Missing(Noun),
    /// Signed in, but not allowed.
    #[error("not allowed")]
    Forbidden,
    /// The name cannot be used.
    #[error("bad name: {0}")]
    BadName(#[from] BadName),
    /// The name is in use in that folder, or by another group.
    #[error("the name is taken")]
    NameTaken,
    /// Another person signs in with this address.
    #[error("another person has this address")]
    AddressTaken(EmailAddress),
    /// The last active admin cannot be removed, disabled or made a member.
    #[error("the last admin")]
    LastAdmin,
    /// One cannot remove one's own account.
    #[error("one's own account")]
    Oneself,
    /// A folder cannot be moved into itself or below itself.
    #[error("a folder cannot be moved into itself")]
    IntoItself,
    /// The folder above, or the folder of the file, is in the trash.
    #[error("the place is in the trash")]
    PlaceTrashed,
    /// It is in the trash: restore it first.
    #[error("it is in the trash")]
    Trashed,
    /// The tree is deeper than 64 folders.
    #[error("too deep")]
    TooDeep,
    /// The same alert exists.
    #[error("the same alert exists")]
    AlertExists,
    /// An alert tells of new files, of new versions, or both.
    #[error("an alert on nothing")]
    AlertOnNothing,
    /// A field of a form has a value that cannot be used; the name is the field's.
    #[error("the value of {0} cannot be used")]
    BadField(&'static str),
    /// Too many of something, such as further addresses or rights on one folder.
    #[error("too many: {0}")]
    TooMany(&'static str),
    /// The files to send along are more than 20 MB together.
    #[error("the attachments are too large")]
    AttachmentsTooLarge,
    /// It changed meanwhile; look again.
    #[error("it changed meanwhile")]
    Changed,
    /// The first admin exists already.
    #[error("set-up is over")]
    SetupOver,
    /// Another inbox, mail group or forward has this address.
    #[error("another inbox has this address")]
    InboxAddressTaken(EmailAddress),
    /// A template of a mail cannot be used: its part, and what is wrong.
    #[error("the template cannot be used: {1}")]
    BadTemplate(&'static str, TemplateFlaw),
    /// The link to set a password was used, or is too old.
    #[error("the link is over")]
    LinkOver,
    /// A newer message of the ticket was not seen by who answers.
    #[error("a newer message was not seen")]
    NewerMessage,
}

impl Refusal {
    /// The stable code of the API's problem.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing(noun) => match noun {
                Noun::User => "user_not_found",
                Noun::Group => "group_not_found",
                Noun::Folder => "folder_not_found",
                Noun::File => "file_not_found",
                Noun::Version => "version_not_found",
                Noun::Alert => "alert_not_found",
                Noun::Mail => "mail_not_found",
                Noun::Event => "event_not_found",
                Noun::Session => "session_not_found",
                Noun::Token => "token_not_found",
                Noun::Search => "search_not_found",
                Noun::Inbox => "inbox_not_found",
                Noun::Ticket => "ticket_not_found",
                Noun::Message => "message_not_found",
                Noun::MailGroup => "mail_group_not_found",
                Noun::Forward => "forward_not_found",
            },
            Self::Forbidden => "forbidden",
            Self::BadName(BadName::Empty) => "name_empty",
            Self::BadName(BadName::TooLong) => "name_too_long",
            Self::BadName(BadName::Forbidden) => "name_forbidden",
            Self::BadName(BadName::Reserved) => "name_reserved",
            Self::NameTaken => "name_taken",
            Self::AddressTaken(_) => "address_taken",
            Self::LastAdmin => "last_admin",
            Self::Oneself => "oneself",
            Self::IntoItself => "into_itself",
            Self::PlaceTrashed => "place_trashed",
            Self::Trashed => "trashed",
            Self::TooDeep => "too_deep",
            Self::AlertExists => "alert_exists",
            Self::AlertOnNothing => "alert_on_nothing",
            Self::BadField(_) => "bad_field",
            Self::TooMany(_) => "too_many",
            Self::AttachmentsTooLarge => "attachments_too_large",
            Self::Changed => "changed",
            Self::SetupOver => "setup_over",
            Self::InboxAddressTaken(_) => "inbox_address_taken",
            Self::BadTemplate(..) => "bad_template",
            Self::LinkOver => "link_over",
            Self::NewerMessage => "newer_message",
        }
    }
}
