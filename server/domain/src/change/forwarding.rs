//! Tests of forwarding: asked for, come back, missed.

use std::sync::Arc;

use super::{Delta, Plan};
use crate::{
    directory::Directory,
    event::{Action, Event, ObjectType, Stamp},
    forwarding::ForwardingTest,
    id::{InboxId, MailId},
    inbox::Inbox,
    mac::MacKeys,
    outbox::{MailContent, MailState, OutboxMail, ProbeContent},
    refusal::{Noun, Refusal},
    time::{Span, Timestamp},
};

/// How often an address is tested at most.
const AT_MOST_EVERY: Span = Span::from_minutes(1);

/// Sends a test mail to an external address of an inbox, with SETTING TEST; at most one a minute, whoever presses the button how often.
pub fn test_forwarding(
    directory: &Directory,
    plan: &mut Plan,
    (inbox, address): (InboxId, &str),
    (keys, domain): (&MacKeys, &str),
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let inbox = directory
        .inbox(inbox)
        .ok_or(Refusal::Missing(Noun::Inbox))?;
    let address = inbox
        .external_addresses
        .iter()
        .find(|external| external.as_str() == address)
        .ok_or(Refusal::BadField("address"))?;
    let last = directory.forwarding_test(address);
    if last.is_some_and(|test| stamp.at < test.asked_at + AT_MOST_EVERY) {
        return Ok(());
    }
    let language = directory.settings().email.language;
    let says = language.pick("essai de renvoi de", "test of forwarding of");
    let event = Event::draft(stamp, ObjectType::Setting, Action::Test)
        .object(inbox.id.0)
        .says(language, &format!("{says} {address}"));
    let trace = plan.event(event);
    let content = MailContent::Probe(ProbeContent { inbox: inbox.id });
    let id: MailId = plan.give(|c| &mut c.mail);
    plan.mail(OutboxMail {
        id,
        person: None,
        to: address.clone(),
        message_id: keys.message_id(content.template(), id, domain),
        content,
        trace,
        causes: vec![trace],
        first_at: stamp.at,
        created_at: stamp.at,
        due: stamp.at,
        attempt: 0,
        state: MailState::Waiting,
        last: None,
    });
    plan.put(Delta::Forwarding(Arc::new(ForwardingTest {
        address: address.clone(),
        mail: id,
        trace,
        asked_at: stamp.at,
        back_at: None,
        missed: false,
    })));
    Ok(())
}

/// A test mail came back, with SETTING RECEIVE; one that is not the last of its address, or came before, changes nothing.
pub fn forwarding_is_back(
    directory: &Directory,
    plan: &mut Plan,
    mail: MailId,
    at: Timestamp,
    stamp: &Stamp,
) {
    let of = directory.forwarding_tests().find(|test| test.mail == mail);
    let Some(test) = of.filter(|test| test.back_at.is_none()) else {
        return;
    };
    let language = directory.settings().email.language;
    let says = language.pick("le renvoi fonctionne pour", "forwarding works for");
    let event = Event::draft(stamp, ObjectType::Setting, Action::Receive)
        .says(language, &format!("{says} {}", test.address))
        .tells(test.trace, vec![test.trace]);
    plan.event(event);
    plan.put(Delta::Forwarding(Arc::new(ForwardingTest {
        back_at: Some(at),
        ..(**test).clone()
    })));
}

/// A test mail did not come back in time, with SYSTEM FAIL, which administrators are told of.
pub fn forwarding_is_missed(
    directory: &Directory,
    plan: &mut Plan,
    test: &ForwardingTest,
    stamp: &Stamp,
) {
    let language = directory.settings().email.language;
    let says = language.pick(
        "le mail d’essai n’est pas revenu ; le renvoi semble coupé pour",
        "the test mail did not come back; forwarding seems broken for",
    );
    let event = Event::draft(stamp, ObjectType::System, Action::Fail)
        .says(language, &format!("{says} {}", test.address))
        .tells(test.trace, vec![test.trace]);
    plan.event(event);
    plan.put(Delta::Forwarding(Arc::new(ForwardingTest {
        missed: true,
        ..test.clone()
    })));
}

/// The inbox that has the address of a test, if one still has.
pub fn tested_inbox<'a>(directory: &'a Directory, test: &ForwardingTest) -> Option<&'a Arc<Inbox>> {
    let has = |inbox: &&Arc<Inbox>| inbox.external_addresses.contains(&test.address);
    directory.inboxes().find(has)
}
