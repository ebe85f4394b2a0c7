//! Random searches against the rule, while events arrive, are sealed, expire and are merged.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    event::{Action, Event, ObjectType},
    filter::{ActorFilter, EventFilter, EventPage, Keywords, Order, Scope},
    histogram::{Cut, Step},
    id::{EventId, FolderId, UserId},
};
use flow::port::{Journal as _, Notices as _};
use store::RedbStore;

use crate::world::{Place, append, at, expire_sessions, listed, seal};

/// Searches of one run, unless `ORACLE_QUERIES` says otherwise.
const QUERIES: usize = 360;

/// Chance that can be had again: splitmix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }

    fn some<T>(&mut self, one_in: u64, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(one_in) == 0).then(|| make(self))
    }
}

fn filter(random: &mut Random, newest: u64) -> EventFilter {
    let n = random.below(newest) + 1;
    let words = [
        String::new(),
        format!("n{n}"),
        format!("devis-{}", n % 97),
        format!("to{}@b.org", n % 50),
        "evenement".to_owned(),
        "é".to_owned(),
        "-devis-7".to_owned(),
        format!("\"file-{n}.pdf\""),
        "n1 été".to_owned(),
        "/plans/3/ -login".to_owned(),
        "nowhere".to_owned(),
        "ts/1".to_owned(),
    ];
    let typed = &words[usize::try_from(random.below(words.len() as u64)).unwrap()];
    EventFilter {
        object_types: random
            .some(3, |_| vec![ObjectType::File, ObjectType::Email])
            .unwrap_or_default(),
        actions: random.some(3, |_| vec![Action::Add]).unwrap_or_default(),
        keywords: Keywords::parse(typed),
        actor: random.some(6, |random| ActorFilter::Person(UserId(random.below(12)))),
        folders: random.some(5, |random| {
            Arc::new(BTreeSet::from([FolderId(random.below(5))]))
        }),
        from: random.some(4, |random| at(random.below(newest))),
        to: random.some(4, |random| at(random.below(newest))),
        scope: if random.below(2) == 0 {
            Scope::All
        } else {
            member(random)
        },
    }
}

fn member(random: &mut Random) -> Scope {
    let person = random.below(11);
    Scope::Member {
        person: UserId(person),
        addresses: BTreeSet::from([format!("to{person}@b.org")]),
        readable: Arc::new((0..random.below(4)).map(FolderId).collect()),
        managed: Arc::new(random.some(3, |_| FolderId(4)).into_iter().collect()),
    }
}

/// Everything that can be asked of one filter.
async fn compare(store: &RedbStore, model: &[Event], filter: &EventFilter, random: &mut Random) {
    let wanted: Vec<&Event> = model.iter().filter(|event| filter.matches(event)).collect();
    let count = store.count(filter.clone()).await.unwrap();
    assert_eq!(count, wanted.len() as u64, "{filter:?}");
    let after = random.some(2, |random| EventId(random.below(model.len() as u64 + 2)));
    let limit = 1 + usize::try_from(random.below(40)).unwrap();
    for order in [Order::Newest, Order::Oldest] {
        let page = EventPage {
            after,
            limit,
            order,
        };
        let seen = store.search(filter.clone(), page).await.unwrap();
        let mut rest: Vec<&Event> = wanted
            .iter()
            .filter(|event| match order {
                Order::Newest => after.is_none_or(|after| event.id < after),
                Order::Oldest => after.is_none_or(|after| event.id > after),
            })
            .copied()
            .collect();
        if order == Order::Newest {
            rest.reverse();
        }
        assert_eq!(seen.more, rest.len() > limit, "{filter:?}");
        rest.truncate(limit);
        assert_eq!(seen.events.iter().collect::<Vec<_>>(), rest, "{filter:?}");
    }
    let facets = store.facets(filter.clone(), 3).await.unwrap();
    assert_eq!(facets.total, count);
    let cut = Cut {
        step: Step::AtMost(50),
        utc_offset: 60,
    };
    let bars = store.histogram(filter.clone(), cut).await.unwrap();
    let bars = bars.map_or(0, |bars| bars.bars.iter().flatten().sum::<u64>());
    assert_eq!(bars, count, "{filter:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_searches_are_what_the_rule_says_while_events_arrive_are_sealed_and_expire() {
    let queries = std::env::var("ORACLE_QUERIES")
        .ok()
        .and_then(|text| text.parse().ok());
    let queries: usize = queries.unwrap_or(QUERIES);
    let place = Place::new();
    let store = place.open();
    let mut random = Random(7);
    let mut newest = 0;
    for round in 0..6_u64 {
        append(&store, newest + 1, newest + 1_500 + 700 * round).await;
        newest += 1_500 + 700 * round;
        let background = store.clone();
        let sealing = tokio::spawn(async move { seal(&background).await });
        store
            .note(
                store.alert_cursor().await.unwrap(),
                EventId(newest),
                Vec::new(),
            )
            .await
            .unwrap();
        if round % 2 == 1 {
            expire_sessions(&store, newest / 2).await;
        }
        let model = listed(&store).await;
        assert!(model.windows(2).all(|pair| pair[0].id < pair[1].id));
        for _ in 0..queries / 6 {
            let filter = filter(&mut random, newest);
            compare(&store, &model, &filter, &mut random).await;
        }
        sealing.await.unwrap();
    }
}
