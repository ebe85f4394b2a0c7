//! Rules of an inbox, and the answers kept ready in it.

use std::collections::BTreeSet;

use domain::{
    change,
    directory::Directory,
    fold::fold,
    received::{Attribution, AttributionState, MessageClass, Received, Verdict},
    refusal::{Noun, Refusal},
    right::Level,
    rule::{CannedAnswer, Rule, RuleFacts, RuleMoment},
    template::{Template, TemplateName},
    ticket::{Ticket, TicketMessage},
    wire::{RuleTrial, RuleTrialTicket},
};

use crate::{
    Flow, FlowError,
    access::{MayManageInbox, MayReadTicket},
    letter::company,
    port::{AnswerFields, RegistryExt as _, Ruled, TicketEdit, TicketFilter},
};

/// Tickets that a trial looks at.
const TRIED: usize = 200;

impl Flow {
    /// The rules of an inbox, in order.
    pub fn rules(&self, may: &MayManageInbox) -> Vec<Rule> {
        self.directory().rules_of(*may.inbox()).to_vec()
    }

    /// Replaces them.
    pub async fn put_rules(
        &self,
        may: &MayManageInbox,
        rules: Vec<Rule>,
    ) -> Result<Vec<Rule>, FlowError> {
        for rule in &rules {
            self.check_answer(rule)?;
        }
        let (id, stamp) = (*may.inbox(), may.viewer().stamp(self.now()));
        let decide = move |d: &_, plan: &mut _| change::set_rules(d, plan, id, &rules, &stamp);
        let doing = "saving the rules of an inbox";
        self.world.store.change(doing, decide).await?;
        Ok(self.rules(may))
    }

    /// What rules would have done with the first messages of the newest tickets; nothing is changed.
    pub async fn try_rules(
        &self,
        may: &MayManageInbox,
        rules: &[Rule],
    ) -> Result<RuleTrial, FlowError> {
        let filter = TicketFilter {
            inboxes: Some(vec![*may.inbox()]),
            ..TicketFilter::default()
        };
        let store = &self.world.store;
        let tickets = store.tickets(filter, None, TRIED).await?;
        let mut trial = RuleTrial {
            tickets: u32::try_from(tickets.len()).unwrap_or(u32::MAX),
            items: Vec::new(),
        };
        for ticket in tickets {
            let first = store.ticket_messages(ticket.id, None, 1).await?;
            let facts = first
                .first()
                .and_then(|first| facts(RuleMoment::New, first, None, &first.attribution));
            let Some(facts) = facts else {
                continue;
            };
            let acting = rules.iter().filter(|rule| rule.fits(&facts));
            let names: Vec<String> = acting.map(|rule| rule.name.clone()).collect();
            if !names.is_empty() {
                trial.items.push(RuleTrialTicket {
                    ticket: ticket.id,
                    subject: ticket.subject,
                    from: facts.from,
                    rules: names,
                });
            }
        }
        Ok(trial)
    }

    /// The answers kept ready in an inbox, in order, with their fields as they are written.
    pub fn canned_answers(&self, may: &MayManageInbox) -> Vec<CannedAnswer> {
        self.directory().answers_of(*may.inbox()).to_vec()
    }

    /// Replaces them.
    pub async fn put_canned_answers(
        &self,
        may: &MayManageInbox,
        answers: Vec<CannedAnswer>,
    ) -> Result<Vec<CannedAnswer>, FlowError> {
        for answer in &answers {
            let known = self.world.composer.check_answer(&answer.text);
            known.map_err(|fault| Refusal::BadTemplate(fault.part, fault.flaw))?;
        }
        let (id, stamp) = (*may.inbox(), may.viewer().stamp(self.now()));
        let decide = move |d: &_, plan: &mut _| change::set_answers(d, plan, id, &answers, &stamp);
        let doing = "saving the answers kept ready in an inbox";
        self.world.store.change(doing, decide).await?;
        Ok(self.canned_answers(may))
    }

    /// The answers kept ready for a ticket, their fields filled in: to be looked over and sent.
    pub fn answers_for(&self, may: &MayReadTicket) -> Result<Vec<CannedAnswer>, FlowError> {
        let (directory, ticket) = (self.directory(), may.ticket());
        let inbox = directory
            .inbox(ticket.inbox)
            .ok_or(Refusal::Missing(Noun::Inbox))?;
        let url = self.product_url(&directory);
        let agent = may.viewer().person();
        let fields = AnswerFields {
            reference: format!("#{}", ticket.id),
            subject: ticket.subject.clone(),
            status: ticket.status.code(),
            url: format!("{url}/tickets/{}", ticket.id),
            customer: (
                ticket.customer.email.clone(),
                ticket.customer.name.as_str().into(),
            ),
            agent: (agent.email.clone(), agent.name.clone()),
            signature: inbox.signature.clone(),
            inbox: (inbox.sender().clone(), inbox.name.clone()),
            company: company(&directory),
            product_url: url,
        };
        let filled = directory.answers_of(ticket.inbox).iter().map(|answer| {
            Ok(CannedAnswer {
                name: answer.name.clone(),
                text: self.world.composer.answer(&answer.text, &fields)?,
            })
        });
        filled.collect()
    }

    /// What rules do with a message, once it is known who sent it; and what is answered in place of the acknowledgement.
    pub(super) async fn ruled(
        &self,
        received: &Received,
        attribution: &Attribution,
    ) -> Result<Option<(Ruled, Option<String>)>, FlowError> {
        let moment = match received.verdict {
            Some(Verdict::Ticket) => RuleMoment::New,
            Some(Verdict::Reply) => RuleMoment::Reply,
            _ => return Ok(None),
        };
        let (Some(ticket), Some(message)) = (received.ticket, received.message) else {
            return Ok(None);
        };
        if received.class != Some(MessageClass::Normal) {
            return Ok(None);
        }
        let store = &self.world.store;
        let Some(ticket) = store.ticket(ticket).await? else {
            return Ok(None);
        };
        let directory = self.directory();
        if directory.rules_of(ticket.inbox).is_empty() {
            return Ok(None);
        }
        let message = self.message_in(ticket.id, message).await?;
        let facts =
            message.and_then(|message| facts(moment, &message, Some(received), attribution));
        Ok(facts.and_then(|facts| effect(&directory, &ticket, &facts)))
    }

    /// The answer of a rule has the fields of the acknowledgement.
    fn check_answer(&self, rule: &Rule) -> Result<(), Refusal> {
        let Some(answer) = &rule.actions.answer else {
            return Ok(());
        };
        let language = self.directory().settings().email.language;
        let words = answer_in(self.world.composer.carried(NAME, language), answer.clone());
        let known = self.world.composer.check(NAME, language, &words);
        known.map_err(|fault| Refusal::BadTemplate(fault.part, fault.flaw))
    }
}

const NAME: TemplateName = TemplateName::TicketAcknowledgement;

/// The words of an acknowledgement whose text is a rule's.
pub(super) fn answer_in(carried: Template, text: String) -> Template {
    Template {
        text,
        html: String::new(),
        ..carried
    }
}

fn facts(
    moment: RuleMoment,
    message: &TicketMessage,
    received: Option<&Received>,
    attribution: &Attribution,
) -> Option<RuleFacts> {
    let envelope = received.map_or(&[][..], |received| &received.envelope.to);
    let named = message.to.iter().chain(&message.cc).map(|to| &to.email);
    Some(RuleFacts {
        moment,
        to: envelope.iter().chain(named).cloned().collect(),
        from: message.from.as_ref()?.email.clone(),
        folded: fold(&format!("{}\n{}", message.subject, message.text)),
        verified: attribution.state == AttributionState::Verified,
    })
}

/// What all rules that fit do together; of what only one can have the last one counts.
fn effect(
    directory: &Directory,
    ticket: &Ticket,
    facts: &RuleFacts,
) -> Option<(Ruled, Option<String>)> {
    let mut ruled = Ruled {
        rules: Vec::new(),
        edit: TicketEdit::default(),
        forward: Vec::new(),
    };
    let mut answer = None;
    let mut told = BTreeSet::new();
    let all = directory.rules_of(ticket.inbox).iter();
    for rule in all.filter(|rule| rule.fits(facts)) {
        let actions = &rule.actions;
        let may_answer = |id: &_| {
            directory.person(*id).is_some_and(|person| {
                directory.inbox_level(person, ticket.inbox) >= Some(Level::Write)
            })
        };
        if let Some(id) = actions.assign.filter(may_answer) {
            ruled.edit.assignee = Some(Some(id));
        }
        ruled.edit.priority = actions.priority.or(ruled.edit.priority);
        ruled.edit.status = actions.status.or(ruled.edit.status);
        ruled.edit.further_tags.extend(actions.tags.iter().cloned());
        answer = actions.answer.clone().or(answer);
        let new = actions.forward.iter().filter(|to| told.insert(to.key()));
        ruled.forward.extend(new.cloned());
        ruled.rules.push(rule.name.clone());
    }
    (!ruled.rules.is_empty()).then_some((ruled, answer))
}
