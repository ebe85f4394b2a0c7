//! What becomes of due notices: a pure decision on one picture of the directory.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use domain::{
    alert::Alert,
    check::Checked,
    directory::Directory,
    event::{Action, Actor, Detail, Event, ObjectType, Reason, Stamp},
    file::File,
    id::{AlertId, EventId, FileId, UserId},
    notice::{Line, depositor, one_line_a_file},
    outbox::{AlertContent, MAX_MAIL_LINES, MailContent, MailLine},
    person::Person,
    right::Principal,
    template::TemplateName,
    time::{Span, Timestamp},
};

use crate::port::{DueNotice, NewMail};

/// The mails to make and the ALERT events to write, in order.
pub(super) fn decide(
    directory: &Directory,
    due: &[DueNotice],
    files: &BTreeMap<FileId, File>,
    at: Timestamp,
) -> (Vec<NewMail>, Vec<Event>) {
    let mut settling = Settling {
        directory,
        files,
        at,
        told: BTreeMap::new(),
        outcomes: Vec::new(),
    };
    for (place, notice) in due.iter().enumerate() {
        settling.notice(place, notice);
    }
    let mails = settling.mails(due);
    let stamp = Stamp::system(at);
    let events = settling
        .outcomes
        .iter()
        .map(|outcome| outcome.event(directory, due, &stamp))
        .collect();
    (mails, events)
}

/// How long the mail of a second person at one address waits for the first one's to be taken.
const AFTER_THE_FIRST: Span = Span::from_minutes(1);

/// Lines of one person for one kind of mail, with the notice (by place) each comes from.
type Told<'a> = Vec<(usize, &'a Line)>;

/// What goes into one mail: lines for one person, of one template, that leave at one time.
type Kind = (UserId, TemplateName, Timestamp);

struct Settling<'a> {
    directory: &'a Directory,
    files: &'a BTreeMap<FileId, File>,
    at: Timestamp,
    told: BTreeMap<Kind, Told<'a>>,
    outcomes: Vec<Outcome>,
}

/// One ALERT event to be: SEND without a reason, SKIP with one.
struct Outcome {
    notice: usize,
    reason: Option<Reason>,
    people: BTreeSet<UserId>,
    files: BTreeSet<FileId>,
    causes: BTreeSet<EventId>,
}

impl<'a> Settling<'a> {
    fn notice(&mut self, place: usize, due: &'a DueNotice) {
        let before = self.outcomes.len();
        if let Some(alert) = self.directory.alert(due.notice.alert) {
            for (person, lines) in self.people_of(alert, &due.lines) {
                let leaves = self.directory.mail_due(&due.notice, person).max(self.at);
                self.person((place, leaves), alert, person, &lines);
            }
        } else {
            self.skip(
                place,
                Reason::AlertRemoved,
                None,
                &due.lines.iter().collect::<Vec<_>>(),
            );
        }
        if self.outcomes.len() == before {
            // A group that has nobody, or nobody who was there then: nobody to mail.
            self.skip(
                place,
                Reason::NoAddress,
                None,
                &due.lines.iter().collect::<Vec<_>>(),
            );
        }
    }

    /// The people whom an alert means, each with the lines that are for it.
    fn people_of(&self, alert: &Alert, lines: &'a [Line]) -> Vec<(&'a Arc<Person>, Vec<&'a Line>)> {
        let directory = self.directory;
        let all = || lines.iter().collect();
        let people = directory.people_of(alert.principal).into_iter();
        match alert.principal {
            Principal::User(_) | Principal::Everyone => {
                people.map(|person| (person, all())).collect()
            }
            Principal::Group(id) => {
                let member = |person| directory.group(id)?.membership(person);
                let belonged = |person, line: &Line| {
                    member(person).is_some_and(|member| member.since < line.event)
                };
                let own = |id| lines.iter().filter(|line| belonged(id, line)).collect();
                people.map(|person| (person, own(person.id))).collect()
            }
            Principal::Depositor => {
                let mut each: BTreeMap<UserId, Vec<&Line>> = BTreeMap::new();
                for line in lines {
                    let file = self.files.get(&line.file);
                    if let Some(id) = depositor(line.action, &line.actor, file) {
                        each.entry(id).or_default().push(line);
                    }
                }
                each.into_iter()
                    .filter_map(|(id, own)| Some((directory.person(id)?, own)))
                    .collect()
            }
        }
    }

    fn person(
        &mut self,
        (place, leaves): (usize, Timestamp),
        alert: &Arc<Alert>,
        person: &Arc<Person>,
        lines: &[&'a Line],
    ) {
        let addresses = person.all_addresses();
        let healthy = addresses
            .iter()
            .filter(|address| self.directory.check_address(address).is_ok())
            .count();
        let no_address = (healthy == 0).then_some(Reason::AddressSuspended);
        if healthy > 0 && healthy < addresses.len() {
            // The mail goes to the other addresses; that this one is left out is told too.
            self.skip(place, Reason::AddressSuspended, Some(person.id), lines);
        }
        for line in lines {
            let checked = Checked {
                alert: alert.id,
                person: person.id,
                event: line.event,
                action: line.action,
                actor: &line.actor,
                file: self.files.get(&line.file),
            };
            let reason = self.directory.check_line(checked).err().or(no_address);
            self.outcome(place, reason, Some(person.id), &[line]);
            if reason.is_none() {
                let kind = (person.id, alert.template(line.action), leaves);
                self.told.entry(kind).or_default().push((place, line));
            }
        }
    }

    fn skip(&mut self, place: usize, reason: Reason, person: Option<UserId>, lines: &[&Line]) {
        self.outcome(place, Some(reason), person, lines);
    }

    fn outcome(
        &mut self,
        place: usize,
        reason: Option<Reason>,
        person: Option<UserId>,
        lines: &[&Line],
    ) {
        let found = self
            .outcomes
            .iter()
            .position(|outcome| outcome.notice == place && outcome.reason == reason);
        let at = found.unwrap_or_else(|| {
            self.outcomes.push(Outcome {
                notice: place,
                reason,
                people: BTreeSet::new(),
                files: BTreeSet::new(),
                causes: BTreeSet::new(),
            });
            self.outcomes.len() - 1
        });
        let outcome = &mut self.outcomes[at];
        outcome.people.extend(person);
        outcome.files.extend(lines.iter().map(|line| line.file));
        outcome.causes.extend(lines.iter().map(|line| line.event));
    }

    /// One mail an address: a person's due lines together, one line a file. Of two people with the same address the
    /// second one's waits a little: it does not leave once the first one's was taken.
    fn mails(&self, due: &[DueNotice]) -> Vec<NewMail> {
        let mut mails: Vec<NewMail> = Vec::new();
        let mut to: HashMap<String, Vec<usize>> = HashMap::new();
        for (kind, told) in &self.told {
            let Some(person) = self.directory.person(kind.0) else {
                continue;
            };
            for mut mail in self.mails_to(person, *kind, told, due) {
                let same = to.entry(mail.to.key()).or_default();
                if same.iter().any(|place| tells_all(&mails[*place], &mail)) {
                    mail.not_before = mail.not_before + AFTER_THE_FIRST;
                    if let MailContent::Alert(content) = &mut mail.content {
                        content.second = true;
                    }
                }
                same.push(mails.len());
                mails.push(mail);
            }
        }
        mails
    }

    fn mails_to(
        &self,
        person: &Person,
        (_, template, leaves): Kind,
        told: &Told<'_>,
        due: &[DueNotice],
    ) -> Vec<NewMail> {
        let places: BTreeSet<usize> = told.iter().map(|(place, _)| *place).collect();
        let notices: Vec<_> = places.iter().map(|place| &due[*place].notice).collect();
        let Some(first) = notices.first() else {
            return Vec::new();
        };
        let mut lines: Vec<Line> = told.iter().map(|(_, line)| (*line).clone()).collect();
        lines.sort_by_key(|line| line.event);
        let causes: BTreeSet<EventId> = lines.iter().map(|line| line.event).collect();
        let first_at = lines
            .iter()
            .map(|line| line.at)
            .min()
            .unwrap_or(first.first_at);
        let merged = one_line_a_file(lines);
        let more = merged.len().saturating_sub(MAX_MAIL_LINES);
        let content = MailContent::Alert(AlertContent {
            template,
            folder: first.folder,
            alerts: notices
                .iter()
                .map(|notice| (notice.alert, notice.id))
                .collect(),
            lines: merged
                .into_iter()
                .take(MAX_MAIL_LINES)
                .map(|line| mail_line(line, told, due))
                .collect(),
            more: u32::try_from(more).unwrap_or(u32::MAX),
            second: false,
        });
        let mail = |to: &domain::address::EmailAddress| NewMail {
            person: person.id,
            to: to.clone(),
            content: content.clone(),
            trace: notices
                .iter()
                .map(|notice| notice.trace)
                .min()
                .unwrap_or(first.trace),
            causes: causes.iter().copied().collect(),
            first_at,
            not_before: leaves,
        };
        let healthy = person
            .all_addresses()
            .into_iter()
            .filter(|to| self.directory.check_address(to).is_ok());
        healthy.map(mail).collect()
    }
}

/// Whether whoever reads `first` need not read `second`.
fn tells_all(first: &NewMail, second: &NewMail) -> bool {
    first.content.template() == second.content.template()
        && first.not_before <= second.not_before
        && second
            .causes
            .iter()
            .all(|cause| first.causes.contains(cause))
}

fn mail_line((line, events): (Line, Vec<EventId>), told: &Told<'_>, due: &[DueNotice]) -> MailLine {
    let of_file = told.iter().filter(|(_, other)| other.file == line.file);
    let alerts: BTreeSet<AlertId> = of_file.map(|(place, _)| due[*place].notice.alert).collect();
    MailLine {
        file: line.file,
        event: line.event,
        events,
        action: line.action,
        actor: line.actor,
        at: line.at,
        alerts: alerts.into_iter().collect(),
    }
}

impl Outcome {
    fn event(&self, directory: &Directory, due: &[DueNotice], stamp: &Stamp) -> Event {
        let notice = &due[self.notice].notice;
        let path = directory.path(notice.folder);
        let action = if self.reason.is_some() {
            Action::Skip
        } else {
            Action::Send
        };
        let people = self.people.iter().filter_map(|id| directory.person(*id));
        let names: Vec<&str> = people
            .take(20)
            .map(|person| person.email.as_str())
            .collect();
        let mut draft = Event::draft(stamp, ObjectType::Alert, action)
            .object(notice.alert.0)
            .folder(notice.folder)
            .path(&path)
            .says(
                directory.settings().email.language,
                &format!("{path} → {}", names.join(", ")),
            )
            .tells(notice.trace, self.causes.iter().copied().collect());
        draft.actor = Actor::System;
        draft.detail = Detail::Notice {
            notice: notice.id,
            alert: notice.alert,
            people: self.people.iter().copied().collect(),
            lines: u32::try_from(self.files.len()).unwrap_or(u32::MAX),
        };
        match self.reason {
            Some(reason) => Event {
                reason: Some(reason),
                ..draft
            },
            None => draft,
        }
    }
}
