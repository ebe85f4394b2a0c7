//! Mail that is sent on: whom it goes to, that it is sent on once only, and what leaves.

use std::collections::BTreeSet;

use domain::{
    address::EmailAddress,
    directory::Directory,
    id::UserId,
    outbox::ForwardContent,
    received::{MessageClass, Received, Verdict},
    redirect::{Redirect, RedirectKind},
    srs,
    time::Timestamp,
};

use super::taking::held;
use crate::{
    Flow, FlowError,
    letter::NOWHERE,
    port::{Composed, ReadMessage, SentOn, TakenInto, Taking, TraceHead},
};

/// What the marker of mail sent on is signed for.
const MARKER: &str = "forwarded";

/// What is sent on for a group, a forward, or a bounce on its way home.
pub(crate) struct Onward {
    /// The message, our trace before it.
    pub(crate) composed: Composed,
    /// The envelope's sender; `None`: the null sender.
    pub(crate) sender: Option<EmailAddress>,
    /// It is not the default sender.
    pub(crate) own_sender: bool,
}

impl Flow {
    /// What becomes of a message to a group or forward.
    pub(super) fn judge_redirect(
        &self,
        received: &Received,
        read: &ReadMessage,
        redirect: &Redirect,
        taking: Taking,
    ) -> Taking {
        if let Some(hop) = self.hop(read) {
            let why = format!(
                "it was sent on by {hop} already: a second automatic redirection, by {}, is stopped",
                redirect.address
            );
            return held(taking, &why);
        }
        let directory = self.directory();
        let group = redirect.kind == RedirectKind::Group;
        if group && read.class == MessageClass::Bounce {
            return held(taking, "a delivery status is not sent on to a group");
        }
        if redirect.inside_only && !is_inside(&directory, read) {
            return held(taking, "only people of the house may write to this group");
        }
        let recipients = recipients(&directory, redirect);
        let most = redirect
            .max_recipients
            .map_or(usize::MAX, |most| most as usize);
        if recipients.is_empty() {
            return held(taking, "it has no recipient who can be reached");
        }
        if recipients.len() > most {
            let why = format!("it has {} recipients, more than {most}", recipients.len());
            return held(taking, &why);
        }
        let to = Some(redirect.id);
        sent_on(
            received,
            read,
            SentOn {
                redirect: to,
                recipients,
            },
            taking,
        )
    }

    /// Whom a bounce to `address` is for, if it is a return address that we made.
    pub(super) fn home_of(&self, address: &EmailAddress) -> Option<EmailAddress> {
        srs::original(&self.world.keys, address, self.now())
    }

    /// The address by which we sent it on before.
    pub(super) fn hop(&self, read: &ReadMessage) -> Option<String> {
        let (address, signature) = read.forwarded.as_deref()?.trim().rsplit_once("; ")?;
        let ours = self.world.keys.verify(MARKER, address, signature);
        ours.then(|| address.to_owned())
    }

    /// What is sent on; `None`: the message is gone.
    pub(crate) async fn onward(
        &self,
        content: &ForwardContent,
        default_sender: &EmailAddress,
    ) -> Result<Option<Onward>, FlowError> {
        let Some(received) = self.world.store.received(content.received).await? else {
            return Ok(None);
        };
        let raw = self.raw_of(&received).await?;
        let by = received.envelope.to.first().unwrap_or(default_sender);
        let from = received.envelope.from.as_ref();
        let rewritten = from.and_then(|from| self.return_path(from));
        let own_sender = rewritten.is_some();
        let sender = from.map(|_| rewritten.unwrap_or_else(|| default_sender.clone()));
        let head = self.trace_head(by, received.envelope.at);
        Ok(Some(Onward {
            composed: Composed {
                bytes: self.world.composer.traced(&head, &raw),
                from: received.from.unwrap_or_else(|| default_sender.clone()),
                subject: received.subject,
            },
            sender,
            own_sender,
        }))
    }

    /// The return address of mail from `from`; `None` where bounces could not come to us.
    fn return_path(&self, from: &EmailAddress) -> Option<EmailAddress> {
        let ours = self.world.mail_in.domain.as_deref()?;
        srs::rewritten(&self.world.keys, from, ours, self.now())
    }

    fn trace_head(&self, by: &EmailAddress, at: Timestamp) -> TraceHead {
        let (keys, host) = (&self.world.keys, self.world.mail_in.domain.as_deref());
        TraceHead {
            host: host.unwrap_or(NOWHERE).to_owned(),
            by: by.clone(),
            marker: format!("{by}; {}", keys.sign(MARKER, by.as_str())),
            instance: self.world.instance.clone(),
            at,
        }
    }
}

/// What becomes of a delivery status that comes to a return address of ours: it goes home.
pub(super) fn judge_return(
    received: &Received,
    read: &ReadMessage,
    home: EmailAddress,
    taking: Taking,
) -> Taking {
    if received.envelope.from.is_some() {
        return held(taking, "only a delivery status comes back this way");
    }
    let on = SentOn {
        redirect: None,
        recipients: vec![(None, home)],
    };
    sent_on(received, read, on, taking)
}

fn sent_on(received: &Received, read: &ReadMessage, on: SentOn, mut taking: Taking) -> Taking {
    let to: Vec<&str> = on
        .recipients
        .iter()
        .take(20)
        .map(|(_, to)| to.as_str())
        .collect();
    taking.verdict = Verdict::Forwarded;
    taking.reasons.push(format!("sent on to {}", to.join(", ")));
    taking.message_id.clone_from(&read.message_id);
    taking.reached = received.envelope.to.first().cloned();
    taking.into = TakenInto::SentOn(on);
    taking
}

fn is_inside(directory: &Directory, read: &ReadMessage) -> bool {
    let Some((from, _)) = &read.from else {
        return false;
    };
    let key = from.key();
    directory.people().any(|person| {
        let mut addresses = person.all_addresses().into_iter();
        person.active && addresses.any(|address| address.key() == key)
    })
}

/// Active people at their first address, then the other addresses, each once.
fn recipients(directory: &Directory, redirect: &Redirect) -> Vec<(Option<UserId>, EmailAddress)> {
    let mut seen = BTreeSet::new();
    let people = redirect
        .people
        .iter()
        .filter_map(|id| directory.person(*id));
    let people = people
        .filter(|person| person.active)
        .map(|person| (Some(person.id), person.email.clone()));
    let others = redirect.addresses.iter().map(|to| (None, to.clone()));
    people
        .chain(others)
        .filter(|(_, to)| seen.insert(to.key()))
        .collect()
}
