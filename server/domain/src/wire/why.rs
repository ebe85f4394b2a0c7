use std::fmt;

use serde::{Deserialize, Serialize};

use super::Words;
use crate::{
    address::EmailAddress,
    event::{Action, ObjectType, Reason},
    id::{AlertId, EventId, UserId},
    right::Principal,
    time::Timestamp,
};

/// `GET /why`: what became of a mail that someone was to get about a deposit, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Why {
    /// How it ended.
    pub outcome: WhyOutcome,
    /// The code of what it ended by: a reason of an event, or one of `no_alert`, `alert_later`, `alert_not_recursive`,
    /// `alert_other_kind`, `joined_later`, `no_account`, `no_deposit`, `no_mail`, `collecting`, `queued`.
    pub reason: Option<String>,
    /// The answer, in one sentence.
    pub sentence: Words,
    /// What happened, oldest first.
    pub steps: Vec<WhyStep>,
    /// What can be done; empty where there is nothing to do.
    pub advice: Words,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WhyOutcome {
    /// The relay took the mail.
    Sent,
    /// It has not left yet.
    Waiting,
    /// It was not sent, by a rule.
    Skipped,
    /// It was refused, or given up.
    Failed,
    /// The address was refused too often: nothing is sent to it.
    Suspended,
    /// It came back after it had been taken.
    Bounced,
    /// The journal does not reach back so far.
    ExpiredFromJournal,
    /// There was to be no mail.
    None,
}

impl fmt::Display for WhyOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sent => "sent",
            Self::Waiting => "waiting",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Suspended => "suspended",
            Self::Bounced => "bounced",
            Self::ExpiredFromJournal => "expired_from_journal",
            Self::None => "none",
        })
    }
}

/// One thing that happened on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhyStep {
    /// When.
    pub at: Timestamp,
    /// Its event.
    pub event_id: EventId,
    /// What it is about.
    pub object_type: ObjectType,
    /// What happened.
    pub action: Action,
    /// The same in words.
    pub text: Words,
}

/// `GET /folders/{id}/alerts/dry-run`: who would be mailed if a file were added now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRun {
    /// Everybody whom an alert means, by alert.
    pub people: Vec<DryRunPerson>,
}

/// What one alert would mean for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRunPerson {
    /// Who.
    pub user: UserId,
    /// Its name, or its address where it gave none.
    pub name: String,
    /// By which alert.
    pub alert: AlertId,
    /// Whether a mail would go.
    pub mailed: bool,
    /// To where.
    pub addresses: Vec<EmailAddress>,
    /// Why none, or why not to all addresses.
    pub reason: Option<Reason>,
    /// When the mail would leave if nothing else were deposited.
    pub earliest: Timestamp,
    /// When it would leave at the latest, however much were deposited.
    pub latest: Timestamp,
    /// The same in words.
    pub sentence: Words,
}

/// `GET /alerts`: an alert, and for how many of those it means it cannot work now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertOverview {
    /// The alert.
    #[serde(flatten)]
    pub alert: super::Alert,
    /// How many people it means.
    pub people: u32,
    /// How many of them it can reach now.
    pub reached: u32,
    /// The folder stops inheritance: rights given above do not reach it.
    pub folder_restricted: bool,
    /// Why it does not reach the others, each with their number.
    pub flags: Vec<AlertFlag>,
}

/// One thing that stands against an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertFlag {
    /// `no_read_right`, `user_disabled`, `no_address`, `address_suspended`, `unsubscribed`, `folder_deleted`.
    pub reason: Reason,
    /// For how many people.
    pub people: u32,
}

impl AlertOverview {
    /// Whether it needs looking after: it reaches nobody, or someone it means could be reached and is not. Of everyone,
    /// those are meant who may read; who unsubscribed wants no mail.
    pub fn is_broken(&self) -> bool {
        let everyone = self.alert.principal == Principal::Everyone;
        let lost = |flag: &AlertFlag| match flag.reason {
            Reason::Unsubscribed => false,
            Reason::NoReadRight | Reason::UserDisabled => !everyone,
            _ => true,
        };
        let unnamed = self.alert.principal == Principal::Depositor;
        (self.reached == 0 && !unnamed) || self.flags.iter().any(lost)
    }
}

impl DryRun {
    /// One line a person: the alert that would mail it, else the first that would not.
    pub fn by_person(&self) -> Vec<&DryRunPerson> {
        let mut lines: Vec<&DryRunPerson> = Vec::new();
        for line in &self.people {
            match lines.iter_mut().find(|known| known.user == line.user) {
                Some(known) if line.mailed && !known.mailed => *known = line,
                Some(_) => {}
                None => lines.push(line),
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::FolderId, wire::Alert};

    fn overview(principal: Principal, reached: u32, reasons: &[Reason]) -> AlertOverview {
        AlertOverview {
            alert: Alert {
                id: AlertId(1),
                folder: FolderId(1),
                folder_path: None,
                principal,
                principal_name: String::new(),
                recursive: true,
                on: Vec::new(),
                own_actions: false,
                broken: false,
                reason: None,
                created_at: Timestamp::from_ms(0),
            },
            people: 3,
            reached,
            folder_restricted: false,
            flags: reasons
                .iter()
                .map(|reason| AlertFlag {
                    reason: *reason,
                    people: 1,
                })
                .collect(),
        }
    }

    #[test]
    fn an_alert_is_broken_when_it_misses_someone_it_means() {
        let one = Principal::User(UserId(1));
        assert!(overview(one, 2, &[Reason::NoReadRight]).is_broken());
        assert!(overview(Principal::Everyone, 2, &[Reason::AddressSuspended]).is_broken());
        assert!(overview(one, 0, &[]).is_broken(), "a group of nobody");
        assert!(!overview(one, 2, &[Reason::Unsubscribed]).is_broken());
        let few = [Reason::NoReadRight, Reason::UserDisabled];
        assert!(!overview(Principal::Everyone, 1, &few).is_broken());
    }

    #[test]
    fn who_is_meant_twice_is_one_line_and_is_mailed_if_either_alert_mails() {
        let line = |user, alert, mailed| DryRunPerson {
            user: UserId(user),
            name: String::new(),
            alert: AlertId(alert),
            mailed,
            addresses: Vec::new(),
            reason: None,
            earliest: Timestamp::from_ms(0),
            latest: Timestamp::from_ms(0),
            sentence: Words::default(),
        };
        let run = DryRun {
            people: vec![line(1, 1, false), line(2, 1, false), line(1, 2, true)],
        };
        let lines = run.by_person();
        let told: Vec<_> = lines.iter().map(|l| (l.user.0, l.mailed)).collect();
        assert_eq!(told, [(1, true), (2, false)]);
    }
}
