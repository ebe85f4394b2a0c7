//! Does mail to an address of one's own come back to its inbox? A test mail is sent there and waited for; what was
//! tested once is tested every day.

use domain::{
    change::{self, Plan},
    directory::Directory,
    event::{Action, Event, ObjectType, Stamp},
    filter::{EventFilter, Scope},
    forwarding::{ForwardingTest, PATIENCE, REPEATED},
    id::{InboxId, MailId},
    outbox::FORWARDING_PROBE,
    refusal::{Noun, Refusal},
    time::Timestamp,
    wire::{Forwarding, ForwardingState},
};

use crate::{
    Flow, FlowError,
    access::MayManageInbox,
    letter::relay_said,
    port::{ReadMessage, RegistryExt as _},
};

impl Flow {
    /// How the last test of each external address of an inbox fared.
    pub async fn forwarding(&self, may: &MayManageInbox) -> Result<Vec<Forwarding>, FlowError> {
        let directory = self.directory();
        let inbox = directory
            .inbox(*may.inbox())
            .ok_or(Refusal::Missing(Noun::Inbox))?;
        let mut all = Vec::new();
        for address in &inbox.external_addresses {
            let test = directory.forwarding_test(address);
            let (state, said) = match test {
                None => (ForwardingState::Unknown, None),
                Some(test) => self.state_of(test).await?,
            };
            all.push(Forwarding {
                address: address.clone(),
                state,
                said,
                asked_at: test.map(|test| test.asked_at),
                back_at: test.and_then(|test| test.back_at),
            });
        }
        Ok(all)
    }

    /// Sends a test mail to an external address of an inbox.
    pub async fn test_forwarding(
        &self,
        may: &MayManageInbox,
        address: &str,
    ) -> Result<Vec<Forwarding>, FlowError> {
        let stamp = may.viewer().stamp(self.now());
        self.ask_forwarding(*may.inbox(), address.trim().to_owned(), stamp)
            .await?;
        self.forwarding(may).await
    }

    async fn ask_forwarding(
        &self,
        inbox: InboxId,
        address: String,
        stamp: Stamp,
    ) -> Result<(), FlowError> {
        let (keys, domain) = (
            self.world.keys.clone(),
            self.sender_domain(&self.directory()),
        );
        let ask = move |d: &Directory, plan: &mut Plan| {
            change::test_forwarding(d, plan, (inbox, &address), (&keys, &domain), &stamp)
        };
        let doing = "testing the forwarding of an address";
        self.world.store.change(doing, ask).await?;
        self.outbox_bell.notify_one();
        Ok(())
    }

    async fn state_of(
        &self,
        test: &ForwardingTest,
    ) -> Result<(ForwardingState, Option<String>), FlowError> {
        if test.back_at.is_some() {
            return Ok((ForwardingState::Works, None));
        }
        let filter = EventFilter {
            object_types: vec![ObjectType::Email],
            scope: Scope::All,
            ..EventFilter::default()
        };
        let told = self.world.store.chain(test.trace, filter).await?;
        let failed = |event: &&Event| matches!(event.action, Action::Fail | Action::Bounce);
        if let Some(failure) = told.iter().rev().find(failed) {
            let said = failure.mail.as_ref().and_then(|mail| relay_said(mail));
            return Ok((ForwardingState::Refused, said));
        }
        let sent = told.iter().any(|event| event.action == Action::Send);
        Ok(match (sent, self.now() >= test.asked_at + PATIENCE) {
            (_, false) => (ForwardingState::OnItsWay, None),
            (true, true) => (ForwardingState::Missed, None),
            (false, true) => (ForwardingState::NotSent, None),
        })
    }

    /// Notes that a test mail came back, if `read` is one.
    pub(super) async fn note_forwarding(
        &self,
        read: &ReadMessage,
        at: Timestamp,
    ) -> Result<bool, FlowError> {
        let ours = read.message_id.as_deref();
        let ours = ours.and_then(|id| self.world.keys.read_message_id(id));
        let Some((_, id)) = ours.filter(|(kind, _)| kind == FORWARDING_PROBE) else {
            return Ok(false);
        };
        let stamp = Stamp::system(self.now());
        let note = move |d: &Directory, plan: &mut Plan| {
            change::forwarding_is_back(d, plan, MailId(id), at, &stamp);
            Ok(())
        };
        let doing = "noting that a test of forwarding came back";
        self.world.store.change(doing, note).await?;
        Ok(true)
    }

    /// Tells of tests that did not come back, and repeats those that are a day old.
    pub async fn tend_forwarding(&self) -> Result<(), FlowError> {
        let (directory, now) = (self.directory(), self.now());
        for test in directory.forwarding_tests() {
            let Some(inbox) = change::tested_inbox(&directory, test) else {
                continue;
            };
            if now >= test.asked_at + REPEATED {
                self.ask_forwarding(inbox.id, test.address.to_string(), Stamp::system(now))
                    .await?;
            } else if test.back_at.is_none() && !test.missed && now >= test.asked_at + PATIENCE {
                // One that our own relay has not taken, or that was refused, says nothing of the host.
                if self.state_of(test).await?.0 == ForwardingState::Missed {
                    self.miss_forwarding(test).await?;
                }
            }
        }
        Ok(())
    }

    /// Unless it came back meanwhile, or another one was asked for.
    async fn miss_forwarding(&self, test: &ForwardingTest) -> Result<(), FlowError> {
        let (test, stamp) = (test.clone(), Stamp::system(self.now()));
        let miss = move |d: &Directory, plan: &mut Plan| {
            if d.forwarding_test(&test.address)
                .is_some_and(|now| **now == test)
            {
                change::forwarding_is_missed(d, plan, &test, &stamp);
            }
            Ok(())
        };
        let doing = "telling that forwarding seems broken";
        self.world.store.change(doing, miss).await?;
        Ok(())
    }
}
