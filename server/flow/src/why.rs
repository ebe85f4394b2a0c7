//! Why someone did, or did not, get a mail about a deposit: one sentence, the steps that prove it, and what can be
//! done. The past is read from events, not from what is true today.

mod advice;
mod deposit;
mod dry_run;
mod end;
mod overview;
mod past;
mod sentence;
mod step;
mod then;

use domain::{
    address::EmailAddress,
    directory::Directory,
    event::{Detail, Event},
    id::{FileId, FolderId, UserId},
    person::Person,
    refusal::Refusal,
    time::Timestamp,
    wire::{Why, WhyOutcome},
};

use crate::{Flow, FlowError, access::Viewer, accounts::address, files::name_of};
use deposit::Asked;
use end::{Cause, End};
use past::{Past, Reader};
use sentence::Told;

/// A question. Without a person it is about oneself; without file and folder about the last mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhyQuery {
    /// The person.
    pub user: Option<UserId>,
    /// Or an address, anybody's.
    pub address: Option<String>,
    /// The file.
    pub file: Option<FileId>,
    /// Or a folder: the last deposit in it or below.
    pub folder: Option<FolderId>,
    /// The deposit of this time, or the last before it; absent: the last.
    pub at: Option<Timestamp>,
}

/// Whom a question is about.
#[derive(Clone, Debug)]
struct Subject {
    person: Option<UserId>,
    /// Only this address, if one was asked for.
    address: Option<EmailAddress>,
}

impl Subject {
    /// Keys of the addresses that count, in the first picture that knows the person.
    fn keys(&self, pictures: [&Directory; 2]) -> Vec<String> {
        if let Some(address) = &self.address {
            return vec![address.key()];
        }
        let known = |d: &Directory| self.person.and_then(|id| d.person(id).cloned());
        let mut keys: Vec<String> = pictures
            .into_iter()
            .filter_map(known)
            .flat_map(|person| own_keys(&person))
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    fn name(&self, pictures: [&Directory; 2]) -> String {
        if let Some(address) = &self.address {
            return address.to_string();
        }
        let mut names = pictures.into_iter().filter_map(|d| name_of(d, self.person));
        names
            .next()
            .or_else(|| self.person.map(|id| format!("user:{id}")))
            .unwrap_or_default()
    }
}

fn own_keys(person: &Person) -> Vec<String> {
    let addresses = person.all_addresses().into_iter();
    addresses.map(EmailAddress::key).collect()
}

impl Flow {
    /// Answers for oneself, and for an admin about anybody.
    pub async fn why(&self, viewer: &Viewer, query: &WhyQuery) -> Result<Why, FlowError> {
        let subject = self.subject(viewer, query)?;
        let asked = self.deposit_asked(viewer, query, &subject).await?;
        match asked {
            Asked::Deposit(deposit) => self.why_of(viewer, &subject, &deposit).await,
            Asked::Nothing(cause, what) => {
                let directory = self.directory();
                let told = Told {
                    who: subject.name([&directory, &directory]),
                    what,
                };
                Ok(answer(&[End::of(cause)], &told, Vec::new()))
            }
        }
    }

    async fn why_of(
        &self,
        viewer: &Viewer,
        subject: &Subject,
        deposit: &Event,
    ) -> Result<Why, FlowError> {
        let folder = deposit.folder_id.unwrap_or(FolderId(0));
        let reader = subject.person.map(|person| Reader { person, folder });
        let past = self.past(deposit.id, reader).await?;
        let named = self.may_know(viewer, &past.directory, folder)?;
        let now = self.directory();
        let keys = subject.keys([&past.directory, &now]);
        let events = self
            .events_of(subject, deposit, &keys, &past.directory)
            .await?;
        let ends = self.ends(subject, deposit, &events, (&past, &keys)).await?;
        let mut told = Told::about(deposit, named);
        told.who = subject.name([&past.directory, &now]);
        let steps = steps(deposit, &past, &events, (&told, &ends));
        Ok(answer(&ends, &told, steps))
    }

    fn subject(&self, viewer: &Viewer, query: &WhyQuery) -> Result<Subject, FlowError> {
        let directory = self.directory();
        let asked = query
            .address
            .as_deref()
            .map(|text| address(text, "address"));
        let asked = asked.transpose()?;
        let owner = asked
            .as_ref()
            .and_then(|address| owner(&directory, viewer, address));
        let subject = Subject {
            person: match (&asked, query.user) {
                (_, Some(user)) => Some(user),
                (Some(_), None) => owner,
                (None, None) => Some(viewer.person.id),
            },
            address: asked,
        };
        let own = subject.person == Some(viewer.person.id)
            && subject
                .address
                .as_ref()
                .is_none_or(|address| own_keys(&viewer.person).contains(&address.key()));
        if own || viewer.is_admin() {
            Ok(subject)
        } else {
            Err(Refusal::Forbidden.into())
        }
    }

    /// The events by which this deposit was, or was not, told to the subject, oldest first.
    async fn events_of(
        &self,
        subject: &Subject,
        deposit: &Event,
        keys: &[String],
        then: &Directory,
    ) -> Result<Vec<Event>, FlowError> {
        let tells = |event: &Event| event.causes.contains(&deposit.id);
        let concerns = |event: &Event| match (&event.mail, &event.detail) {
            (Some(mail), _) => mail.to.as_ref().is_some_and(|to| keys.contains(&to.key())),
            (None, Detail::Notice { alert, people, .. }) => subject.person.is_some_and(|id| {
                people.contains(&id) || people.is_empty() && then::means(then, *alert, id)
            }),
            _ => false,
        };
        let mut events = self.told_of(deposit, keys).await?;
        events.retain(|event| tells(event) && concerns(event));
        Ok(events)
    }
}

/// Who has this address: oneself first, then whoever signs in with it, then whoever else gets mail there.
fn owner(directory: &Directory, viewer: &Viewer, address: &EmailAddress) -> Option<UserId> {
    let key = address.key();
    if own_keys(&viewer.person).contains(&key) {
        return Some(viewer.person.id);
    }
    let by_mail = || {
        let mut people = directory.people();
        people.find(|person| own_keys(person).contains(&key))
    };
    let found = directory.person_by_email(address).or_else(by_mail);
    found.map(|person| person.id)
}

/// The first of the ends is the answer; those of other addresses are said after it.
fn answer(ends: &[End], told: &Told, steps: Vec<domain::wire::WhyStep>) -> Why {
    let Some(main) = ends.first() else {
        return answer(&[End::of(Cause::NoAlert)], told, steps);
    };
    Why {
        outcome: main.outcome(),
        reason: main.cause.code().map(str::to_owned),
        sentence: sentence::of(ends, told),
        steps,
        advice: advice::of(main, told),
    }
}

fn steps(
    deposit: &Event,
    past: &Past,
    events: &[Event],
    (told, ends): (&Told, &[End]),
) -> Vec<domain::wire::WhyStep> {
    let mut steps = vec![step::deposit(deposit, told)];
    let alert = ends
        .iter()
        .find_map(|end| end.alert)
        .or_else(|| events.iter().find_map(then::alert_of))
        .and_then(|id| past.directory.alert(id));
    steps.extend(alert.map(|alert| step::alert(&past.directory, alert, told)));
    let last = events.last().map_or(deposit.id, |event| event.id);
    let undecided = ends.iter().any(|end| end.outcome() == WhyOutcome::Waiting);
    let turns = past
        .turns
        .iter()
        .filter(|(event, _)| undecided || event.id < last);
    steps.extend(turns.map(|(event, reads)| step::turn(event, *reads, told)));
    steps.extend(events.iter().map(|event| step::told(event, told)));
    steps.sort_by_key(|step| step.event_id);
    steps
}
