//! What administrators were told of by mail: how far the journal was read for it.

use serde::{Deserialize, Serialize};

use crate::{
    event::{Action, Event, ObjectType},
    id::EventId,
    template::TemplateName,
    time::Timestamp,
};

/// How far administrators were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// The last event that they were told of, or need not be.
    pub upto: EventId,
    /// When the last mail was made.
    pub told_at: Option<Timestamp>,
}

/// Types of events that may be told.
pub const TOLD_TYPES: [ObjectType; 3] = [ObjectType::System, ObjectType::Email, ObjectType::Ticket];

/// Their actions.
pub const TOLD_ACTIONS: [Action; 5] = [
    Action::Suspend,
    Action::Resume,
    Action::Fail,
    Action::Bounce,
    Action::Hold,
];

/// Whether an event of these types and actions is told: sending stopped or went on, the disk is nearly full, a mail did
/// not arrive, an address is suspended, a message was held. Of the mails that tell it nothing is told.
pub fn is_told(event: &Event) -> bool {
    let own = TemplateName::AdminNotice.code();
    let tells_itself = event
        .mail
        .as_ref()
        .and_then(|mail| mail.template.as_deref())
        == Some(own);
    let wanted = match event.object_type {
        ObjectType::System => !matches!(event.action, Action::Bounce | Action::Hold),
        ObjectType::Email => matches!(
            event.action,
            Action::Fail | Action::Bounce | Action::Suspend
        ),
        ObjectType::Ticket => event.action == Action::Hold,
        _ => false,
    };
    wanted && !tells_itself
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{MailFacts, Stamp};

    #[test]
    fn what_stops_a_mail_is_told_and_what_concerns_the_telling_itself_is_not() {
        let stamp = Stamp::system(Timestamp::from_ms(0));
        let event = |of, action| Event::draft(&stamp, of, action);
        assert!(is_told(&event(ObjectType::System, Action::Suspend)));
        assert!(is_told(&event(ObjectType::Email, Action::Bounce)));
        assert!(is_told(&event(ObjectType::Ticket, Action::Hold)));
        assert!(!is_told(&event(ObjectType::Email, Action::Send)));
        assert!(!is_told(&event(ObjectType::Alert, Action::Suspend)));
        let facts = |template: &str| MailFacts {
            template: Some(template.to_owned()),
            ..MailFacts::default()
        };
        let failed = |template| event(ObjectType::Email, Action::Fail).with_mail(facts(template));
        assert!(is_told(&failed("alert")));
        assert!(!is_told(&failed("admin_notice")));
    }
}
