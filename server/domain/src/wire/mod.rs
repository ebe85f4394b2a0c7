//! The JSON of `/api/v1`, a file a noun: what the server answers and the page, scripts and tests read.
//!
//! Ids are strings, times RFC 3339 UTC, spans `90s`. A shape that is read (`User`) has all of its fields always, `null`
//! where there is nothing. A shape that is sent carries what a person typed (`name`, `email`) as text, so that the
//! server can answer with the field's own problem. In a change (`…Change`) an absent field stays as it is; where a
//! value can be cleared, `null` clears it.

mod address;
mod alert;
mod delays;
mod delivery;
mod doctor;
mod event;
mod facets;
mod file;
mod folder;
mod group;
mod health;
mod histogram;
mod inbox;
mod me;
mod outbox;
mod problem;
mod received;
mod redirect;
mod right;
mod rule;
mod search;
mod secret;
mod session;
mod settings;
mod setup;
mod smtp_test;
mod template;
mod ticket;
mod token;
mod trash;
mod user;
mod why;

pub use address::{AddressCheck, TakesMail};
pub use alert::{Alert, AlertChange, NewAlert};
pub use delays::{Delay, Delays};
pub use delivery::{AddressHealth, DeliveryReport, DeliveryTrouble, DomainTrouble};
pub use doctor::{CheckName, CheckStatus, DoctorCheck, MailDoctor};
pub use event::{Count, Event};
pub use facets::{ActionCount, ActorCount, Facets, TypeCount};
pub use file::{File, FileChange, Version};
pub use folder::{Folder, FolderChange, FolderRef, NewFolder};
pub use group::{Group, GroupChange, NewGroup};
pub use health::Health;
pub use histogram::{Bar, Histogram};
pub use inbox::{
    Forwarding, ForwardingForm, ForwardingGuide, ForwardingState, Inbox, InboxChange, NewInbox,
};
pub use me::{Me, MeChange};
pub use outbox::{OutboxId, OutboxItem, OutboxKind, OutboxState, RelayPause, Trouble};
pub use problem::Problem;
pub use received::Received;
pub use redirect::{Forward, ForwardForm, MailGroup, MailGroupForm, Senders};
pub use right::{PrincipalName, Right};
pub use rule::{RuleTrial, RuleTrialTicket};
pub use search::{NewSearch, SavedSearch};
pub use secret::Secret;
pub use session::SignIn;
pub use settings::{
    DefaultRelay, EmailForm, EmailSettings, JournalForm, JournalSettings, KeepingForm,
    KeepingSettings, SmtpForm, SmtpSettings,
};
pub use setup::{Setup, SetupState};
pub use smtp_test::{
    Failure, Said, SmtpProbe, SmtpProbeForm, SmtpTest, SmtpTestForm, SmtpWay, Speaker,
    TestedValues, Tls, Words,
};
pub use template::{MailTemplate, PreviewForm, TemplateForm, TemplateHead};
pub use ticket::{
    Attachment, Authentication, NewAttachment, NewTicket, NewTicketMessage, Ticket, TicketChange,
    TicketMessage, addresses,
};
pub use token::{NewToken, Token, TokenMade};
pub use trash::{TrashItem, TrashKind};
pub use user::{NewPassword, NewUser, PasswordLink, PasswordRequest, User, UserChange};
pub use why::{AlertFlag, AlertOverview, DryRun, DryRunPerson, Why, WhyOutcome, WhyStep};

use serde::{Deserialize, Deserializer, Serialize};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct List<T> {
    /// In the list's order.
    pub items: Vec<T>,
    /// Give it back as `cursor` for the next page; `null`: this is the last one.
    pub next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A list of one page.
    pub const fn whole(items: Vec<T>) -> Self {
        Self {
            items,
            next_cursor: None,
        }
    }

    /// The same page of something made of each item.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> List<U> {
        List {
            items: self.items.into_iter().map(make).collect(),
            next_cursor: self.next_cursor,
        }
    }
}

/// For a field that can be absent (stays), `null` (is cleared) or a value: with `#[serde(default)]`.
#[expect(
    clippy::option_option,
    reason = "absent, null and a value are three things"
)]
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_stays_and_null_clears() {
        let absent: UserChange = serde_json::from_str("{}").unwrap();
        assert_eq!(absent.language, None);
        let cleared: UserChange = serde_json::from_str(r#"{"language":null}"#).unwrap();
        assert_eq!(cleared.language, Some(None));
        assert_eq!(serde_json::to_string(&absent).unwrap(), "{}");
        assert_eq!(
            serde_json::to_string(&cleared).unwrap(),
            r#"{"language":null}"#
        );
    }
}
