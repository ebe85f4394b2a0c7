//! What must hold after any number of crashes, once everything has been told.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::house::{House, text};

/// How a whole journal is read.
const PAGE: usize = 200;

/// The journal, by what the proof asks of it.
#[derive(Default)]
pub(crate) struct Journal {
    events: Vec<Value>,
}

fn is(event: &Value, object_type: &str, action: &str) -> bool {
    event["object_type"] == object_type && event["action"] == action
}

fn causes(event: &Value) -> impl Iterator<Item = String> {
    event["causes"].as_array().into_iter().flatten().map(text)
}

impl Journal {
    async fn read(house: &House) -> Self {
        let mut journal = Self::default();
        let mut cursor = String::new();
        loop {
            let page = house
                .api
                .get(&format!("/events?limit={PAGE}{cursor}"))
                .await;
            journal
                .events
                .extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return journal,
            }
        }
    }

    fn of(&self, object_type: &str, action: &str) -> impl Iterator<Item = &Value> {
        self.events
            .iter()
            .filter(move |event| is(event, object_type, action))
    }

    /// Pairs of deposit and address for which a mail has left.
    fn told(&self) -> BTreeSet<(String, String)> {
        self.of("EMAIL", "SEND")
            .flat_map(|event| causes(event).map(|cause| (cause, text(&event["to"]))))
            .collect()
    }

    fn added(&self) -> Vec<String> {
        self.of("FILE", "ADD")
            .map(|event| text(&event["id"]))
            .collect()
    }

    fn all_told(&self, to: &[String]) -> bool {
        let told = self.told();
        let pairs = self.added().into_iter();
        let mut pairs = pairs.flat_map(|id| to.iter().map(move |to| (id.clone(), to.clone())));
        pairs.all(|pair| told.contains(&pair))
    }

    /// How often a mail was in doubt, by Message-ID.
    pub(crate) fn doubts(&self) -> HashMap<String, usize> {
        let mut doubts = HashMap::new();
        for event in self.of("EMAIL", "RETRY") {
            assert_eq!(
                event["reason"], "in_doubt",
                "nothing else is tried again here: {event}"
            );
            *doubts.entry(text(&event["message_id"])).or_default() += 1;
        }
        doubts
    }
}

impl House {
    /// Waits until every deposit was told to everyone, and proves all there is to prove. The server runs.
    pub(crate) async fn prove(&self) -> Journal {
        let end = Instant::now() + Duration::from_mins(1);
        let journal = loop {
            let journal = Journal::read(self).await;
            if journal.all_told(&self.subscribers) && self.outbox_is_empty().await {
                break journal;
            }
            assert!(
                Instant::now() < end,
                "not everything was told: {:#?}",
                journal.events
            );
            sleep(Duration::from_millis(50)).await;
        };
        self.nothing_acknowledged_is_lost(&journal).await;
        numbers_have_no_gap(&journal);
        each_alert_occurrence_is_in_one_state(&journal, self.subscribers.len());
        each_deposit_was_told_once(&journal, self.subscribers.len());
        self.the_relays_log_is_the_journals(&journal);
        journal
    }

    async fn outbox_is_empty(&self) -> bool {
        self.api.get("/outbox").await["items"]
            .as_array()
            .unwrap()
            .is_empty()
    }

    /// Each acknowledged deposit has its event, once, and its content.
    async fn nothing_acknowledged_is_lost(&self, journal: &Journal) {
        let mut by_name: HashMap<String, Vec<&Value>> = HashMap::new();
        for event in journal.of("FILE", "ADD") {
            let path = text(&event["path"]);
            by_name
                .entry(path.rsplit('/').next().unwrap().to_owned())
                .or_default()
                .push(event);
        }
        assert!(
            by_name.values().all(|events| events.len() == 1),
            "a name was added twice"
        );
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        for done in acknowledged {
            let event = by_name
                .get(&done.name)
                .unwrap_or_else(|| panic!("{} is lost", done.name))[0];
            let path = format!("/api/v1/files/{}/content", text(&event["object_id"]));
            let answer = self.api.send("GET", &path, "", b"").await.unwrap();
            assert!(
                answer.status == 200 && answer.body == done.content,
                "the content of {} is lost",
                done.name
            );
        }
    }

    /// Every mail in the relay's log is an EMAIL SEND and the other way round; doubles were in doubt.
    fn the_relays_log_is_the_journals(&self, journal: &Journal) {
        let mut log: BTreeMap<(String, String), usize> = BTreeMap::new();
        for taken in self.smtp.taken() {
            *log.entry((taken.message_id(), taken.to)).or_default() += 1;
        }
        let sent = journal
            .of("EMAIL", "SEND")
            .map(|event| (text(&event["message_id"]), text(&event["to"])));
        let sent: BTreeSet<_> = sent.collect();
        assert_eq!(log.keys().cloned().collect::<BTreeSet<_>>(), sent);
        let doubts = journal.doubts();
        for ((message_id, to), times) in &log {
            let doubted = doubts.get(message_id).copied().unwrap_or(0);
            assert!(
                *times <= 1 + doubted,
                "{message_id} to {to}: taken {times} times, in doubt {doubted} times"
            );
        }
    }

    /// How many mails the relay took more than once.
    pub(crate) fn doubles(&self) -> usize {
        let taken = self.smtp.taken();
        let different: BTreeSet<String> =
            taken.iter().map(super::smtp::Taken::message_id).collect();
        taken.len() - different.len()
    }
}

fn numbers_have_no_gap(journal: &Journal) {
    let mut numbers: Vec<u64> = journal
        .events
        .iter()
        .map(|event| text(&event["id"]).parse().unwrap())
        .collect();
    numbers.sort_unstable();
    assert!(
        numbers.iter().copied().eq(1..=numbers.len() as u64),
        "the journal has gaps"
    );
}

/// Each deposit was noticed by each alert, and settled once.
fn each_alert_occurrence_is_in_one_state(journal: &Journal, alerts: usize) {
    let mut settled: HashMap<(String, String), usize> = HashMap::new();
    for event in journal
        .of("ALERT", "SEND")
        .chain(journal.of("ALERT", "SKIP"))
    {
        for cause in causes(event) {
            *settled
                .entry((cause, text(&event["object_id"])))
                .or_default() += 1;
        }
    }
    assert!(
        settled.values().all(|times| *times == 1),
        "an occurrence was settled twice"
    );
    assert_eq!(settled.len(), journal.added().len() * alerts);
}

/// Each deposit was told to each address by one mail.
fn each_deposit_was_told_once(journal: &Journal, addresses: usize) {
    let mut told: HashMap<(String, String), usize> = HashMap::new();
    for event in journal.of("EMAIL", "SEND") {
        for cause in causes(event) {
            *told.entry((cause, text(&event["to"]))).or_default() += 1;
        }
    }
    assert!(
        told.values().all(|times| *times == 1),
        "a deposit was told twice to one address"
    );
    assert_eq!(told.len(), journal.added().len() * addresses);
}
