//! The stable words of events.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::person::Language;

/// The word is none of the codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a known code")]
pub struct UnknownCode(pub String);

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownCode(text.to_owned())),
                }
            }
        }
    };
}

codes! {
    /// What an event is about.
    #[allow(missing_docs, reason = "the codes are the words of the product's vocabulary")]
    ObjectType {
        File = "FILE", Folder = "FOLDER", Alert = "ALERT", Email = "EMAIL", Link = "LINK", Right = "RIGHT",
        User = "USER", Group = "GROUP", Session = "SESSION", Token = "TOKEN", Setting = "SETTING",
        Ticket = "TICKET", System = "SYSTEM",
    }
}

codes! {
    /// What happened to it.
    #[allow(missing_docs, reason = "the codes are the words of the product's vocabulary")]
    Action {
        Add = "ADD", Modify = "MODIFY", Delete = "DELETE", Restore = "RESTORE", Rename = "RENAME", Move = "MOVE",
        Download = "DOWNLOAD", Grant = "GRANT", Revoke = "REVOKE", Login = "LOGIN", LoginFailed = "LOGIN_FAILED",
        Send = "SEND", Skip = "SKIP", Retry = "RETRY", Fail = "FAIL", Bounce = "BOUNCE", Receive = "RECEIVE",
        Hold = "HOLD", Test = "TEST", Suspend = "SUSPEND", Resume = "RESUME", Subscribe = "SUBSCRIBE",
        Unsubscribe = "UNSUBSCRIBE", Assign = "ASSIGN", Close = "CLOSE", Reopen = "REOPEN",
    }
}

codes! {
    /// The way an action came in.
    #[allow(missing_docs, reason = "the codes are the words of the product's vocabulary")]
    Via { Web = "web", Api = "api", Link = "link", Dav = "dav", Smtp = "smtp", Cli = "cli", System = "system" }
}

codes! {
    /// Whether it went well.
    #[allow(missing_docs, reason = "two words")]
    Status { Ok = "ok", Ko = "ko" }
}

codes! {
    /// Why a mail was skipped, failed or is tried again.
    #[allow(missing_docs, reason = "the codes are the words of the product's vocabulary")]
    Reason {
        AlertRemoved = "alert_removed", UserDisabled = "user_disabled", OwnAction = "own_action",
        FolderDeleted = "folder_deleted", FileDeleted = "file_deleted", FileMoved = "file_moved",
        NoReadRight = "no_read_right", NoAddress = "no_address", AddressInvalid = "address_invalid",
        AddressSuspended = "address_suspended", Unsubscribed = "unsubscribed",
        SmtpNotConfigured = "smtp_not_configured", Cancelled = "cancelled", Duplicate = "duplicate",
        RefusedRecipient = "refused_recipient", RefusedSender = "refused_sender",
        RefusedContent = "refused_content", AuthFailed = "auth_failed", TlsFailed = "tls_failed",
        Unreachable = "unreachable", Expired = "expired", InDoubt = "in_doubt",
    }
}

impl ObjectType {
    /// The word in summaries.
    pub const fn label(self, language: Language) -> &'static str {
        match self {
            Self::File => language.pick("Fichier", "File"),
            Self::Folder => language.pick("Dossier", "Folder"),
            Self::Alert => language.pick("Alerte", "Alert"),
            Self::Email => "Email",
            Self::Link => language.pick("Lien", "Link"),
            Self::Right => language.pick("Droit", "Right"),
            Self::User => language.pick("Utilisateur", "User"),
            Self::Group => language.pick("Groupe", "Group"),
            Self::Session => "Session",
            Self::Token => language.pick("Jeton", "Token"),
            Self::Setting => language.pick("Réglage", "Setting"),
            Self::Ticket => "Ticket",
            Self::System => language.pick("Système", "System"),
        }
    }
}
