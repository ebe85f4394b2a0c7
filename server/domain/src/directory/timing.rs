//! When mails leave.

use super::Directory;
use crate::{id::FolderId, person::Person, timing::MailTiming};

impl Directory {
    /// When the mails of alerts on `folder` leave, as it says or the nearest above that says so; `None`: as the settings
    /// say.
    pub fn mail_timing(&self, folder: FolderId) -> Option<&MailTiming> {
        self.lineage(folder)
            .find_map(|folder| folder.mail_timing.as_ref())
    }

    /// The zone of a person, else the installation's; `None` is UTC.
    pub fn zone_of<'a>(&'a self, person: &'a Person) -> Option<&'a str> {
        let own = person.time_zone.as_deref();
        own.or(self.settings.email.time_zone.as_deref())
    }
}

#[cfg(feature = "zones")]
mod due {
    use std::collections::BTreeSet;

    use super::{Directory, MailTiming, Person};
    use crate::{
        alert::Alert,
        notice::Notice,
        time::Timestamp,
        timing::{due_after, next_time},
    };

    impl Directory {
        /// When a notice of `alert` with these first and last events is due; where its mails leave at set times, the
        /// earliest of its people's zones.
        pub fn notice_due(&self, alert: &Alert, first: Timestamp, last: Timestamp) -> Timestamp {
            let email = &self.settings.email;
            match self.mail_timing(alert.folder) {
                None => due_after((email.time_email, email.time_email_max), first, last),
                Some(MailTiming::After {
                    time_email,
                    time_email_max,
                }) => due_after((*time_email, *time_email_max), first, last),
                Some(MailTiming::At { times, days }) => {
                    let people = self.people_of(alert.principal);
                    let mut zones: BTreeSet<Option<&str>> =
                        people.iter().map(|person| self.zone_of(person)).collect();
                    if zones.is_empty() {
                        zones.insert(email.time_zone.as_deref());
                    }
                    let due = zones
                        .iter()
                        .map(|zone| next_time(times, *days, *zone, first));
                    due.min().unwrap_or(first)
                }
            }
        }

        /// When the mail of a due notice leaves for `person`: at a set time, that of its own zone.
        pub fn mail_due(&self, notice: &Notice, person: &Person) -> Timestamp {
            match self.mail_timing(notice.folder) {
                Some(MailTiming::At { times, days }) if !notice.hastened => {
                    next_time(times, *days, self.zone_of(person), notice.due)
                }
                _ => notice.due,
            }
        }
    }
}
