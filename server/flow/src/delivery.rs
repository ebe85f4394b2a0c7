//! How mail fares: what was taken and how fast, what stumbled and why, and the addresses that refuse it.

use std::{cmp::Reverse, collections::BTreeMap};

use domain::{
    event::{Action, Event, ObjectType},
    filter::{EventFilter, EventPage, Keywords, Order, Scope},
    time::Timestamp,
    wire::{AddressHealth, DeliveryReport, DeliveryTrouble, DomainTrouble, List},
};

use crate::{Flow, FlowError, access::MayAdmin, journal::share, page::Page};

/// Events of trouble that are read, the newest.
const READ: usize = 5_000;

/// Events read at once.
const TOGETHER: usize = 500;

/// Mails looked at for the last one to an address.
const LOOKED_AT: usize = 50;

/// Domains that are named.
const DOMAINS: usize = 20;

const TROUBLE: [Action; 4] = [Action::Retry, Action::Fail, Action::Bounce, Action::Skip];

impl Flow {
    /// What became of mails since `from`.
    pub async fn delivery_report(
        &self,
        may: &MayAdmin,
        from: Timestamp,
    ) -> Result<DeliveryReport, FlowError> {
        let mails = |actions: &[Action]| EventFilter {
            object_types: vec![ObjectType::Email],
            actions: actions.to_vec(),
            from: Some(from),
            scope: Scope::All,
            ..EventFilter::default()
        };
        let went = mails(&[Action::Send]);
        let sent = self.world.store.count(went.clone()).await?;
        let mut delays = self.delays_of(&went, sent).await?;
        delays.sort_unstable();
        let read = self.newest_trouble(&mails(&TROUBLE)).await?;
        Ok(DeliveryReport {
            from,
            outbox: self.outbox_state(may).await?,
            sent,
            p50_ms: share(&delays, 50),
            p95_ms: share(&delays, 95),
            troubles: troubles(&read),
            domains: domains(&read),
            read: read.len() as u64,
        })
    }

    async fn newest_trouble(&self, filter: &EventFilter) -> Result<Vec<Event>, FlowError> {
        let mut read: Vec<Event> = Vec::new();
        while read.len() < READ {
            let page = EventPage {
                after: read.last().map(|event| event.id),
                limit: TOGETHER,
                order: Order::Newest,
            };
            let seen = self.world.store.search(filter.clone(), page).await?.events;
            let last = seen.len() < TOGETHER;
            read.extend(seen);
            if last {
                break;
            }
        }
        Ok(read)
    }

    /// The addresses that refused mail and were not accepted since, by address.
    pub async fn troubled_addresses(
        &self,
        _may: &MayAdmin,
        page: &Page<String>,
    ) -> Result<List<AddressHealth>, FlowError> {
        let directory = self.directory();
        let kept = directory
            .troubled_addresses()
            .filter(|health| page.goes_on_with(&health.key));
        let list = page.of(kept.map(|health| health.as_ref().clone()), |health| {
            health.key.clone()
        });
        let mut items = Vec::with_capacity(list.items.len());
        for health in &list.items {
            let accepted = self.last_accepted(&health.key).await?;
            items.push(AddressHealth::new(health, accepted));
        }
        Ok(List {
            items,
            next_cursor: list.next_cursor,
        })
    }

    /// Of the last mails that name the address, the last to it; it may be named as who sent one.
    async fn last_accepted(&self, address: &str) -> Result<Option<Timestamp>, FlowError> {
        let sent = self.newest_sent(address, LOOKED_AT).await?;
        let to = |event: &&Event| {
            let to = event.mail.as_ref().and_then(|mail| mail.to.as_ref());
            to.is_some_and(|to| to.key() == address)
        };
        Ok(sent.iter().find(to).map(|event| event.at))
    }

    /// The newest mails that left and have these keywords.
    pub(crate) async fn newest_sent(
        &self,
        keywords: &str,
        limit: usize,
    ) -> Result<Vec<Event>, FlowError> {
        let filter = EventFilter {
            object_types: vec![ObjectType::Email],
            actions: vec![Action::Send],
            keywords: Keywords::parse(keywords),
            scope: Scope::All,
            ..EventFilter::default()
        };
        let page = EventPage {
            after: None,
            limit,
            order: Order::Newest,
        };
        Ok(self.world.store.search(filter, page).await?.events)
    }
}

fn troubles(read: &[Event]) -> Vec<DeliveryTrouble> {
    let mut counts: BTreeMap<(Action, Option<_>), u64> = BTreeMap::new();
    for event in read {
        *counts.entry((event.action, event.reason)).or_default() += 1;
    }
    let trouble = |((action, reason), count)| DeliveryTrouble {
        action,
        reason,
        count,
    };
    let mut all: Vec<DeliveryTrouble> = counts.into_iter().map(trouble).collect();
    all.sort_by_key(|trouble| Reverse(trouble.count));
    all
}

fn domains(read: &[Event]) -> Vec<DomainTrouble> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for event in read {
        let to = event.mail.as_ref().and_then(|mail| mail.to.as_ref());
        if let Some(to) = to {
            *counts.entry(to.domain().to_lowercase()).or_default() += 1;
        }
    }
    let domain = |(domain, count)| DomainTrouble { domain, count };
    let mut all: Vec<DomainTrouble> = counts.into_iter().map(domain).collect();
    all.sort_by_key(|one| Reverse(one.count));
    all.truncate(DOMAINS);
    all
}
