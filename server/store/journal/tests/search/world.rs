//! Entries and queries by chance, from a seed.

use std::{fmt::Write as _, sync::Arc};

use bytes::Bytes;
use journal::{Codes, Entry, Ids, Member, Needle, Query, Scope};

/// Chance: xorshift64*, so that a seed says it all.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % most
    }

    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const WORDS: &[&str] = &[
    "devis",
    "plan",
    "facture",
    "elodie",
    "x",
    "a",
    "ab",
    "2024",
    "pdf",
    "report",
    "reports",
    "straße",
    "日本語",
    "файл",
    "naive",
    "0f3a9c",
    "invoice",
];
const MARKS: &[&str] = &[" ", "/", "-", ".", "\n", "@", ": ", "_", "", "—"];
const ADDRESSES: &[&str] = &[
    "anna@b.org",
    "joanna@b.org",
    "anna@b.org.uk",
    "anna@b.org-x",
    "a+b@c.de",
    "b.org1@b.org",
    "org@x.org",
    "élo@b.fr",
];

fn text(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(12) {
        match dice.below(8) {
            0 => text.push_str(dice.one(ADDRESSES)),
            1 => write!(text, "{:x}", dice.below(40_000)).unwrap(),
            _ => text.push_str(dice.one(WORDS)),
        }
        text.push_str(dice.one(MARKS));
    }
    text
}

pub(crate) fn entry(dice: &mut Dice, id: u64) -> Entry {
    let late = i64::from(dice.once_in(50)) * dice.below(3_000) as i64;
    Entry {
        id,
        at: id as i64 * 10 - late - 500,
        object_type: dice.below(5) as u8,
        action: dice.below(4) as u8 * 60,
        actor: format!("user:{}", dice.below(20)),
        folder: (!dice.once_in(4)).then(|| dice.below(40) as u64 * 7),
        recipient: dice.once_in(3).then(|| dice.one(ADDRESSES).to_owned()),
        links: (0..dice.below(4))
            .map(|_| 1 + dice.below(id as usize) as u64)
            .collect(),
        text: text(dice),
        row: Bytes::from(format!("row {id} {}", text(dice))),
    }
}

pub(crate) fn query(dice: &mut Dice, entries: &[Arc<Entry>]) -> Query {
    let span = entries.len().max(1) * 10;
    let mut query = Query::everything();
    for _ in 0..=dice.below(3) {
        match dice.below(8) {
            0 => query.object_types = codes(dice, 1),
            1 => query.actions = codes(dice, 60),
            2 => query.actor = Some(format!("user:{}", dice.below(22))),
            3 => query.folders = Some(folders(dice)),
            4 => query.from = Some(dice.below(span) as i64 - 500),
            5 => query.to = Some(dice.below(span) as i64 - 400),
            6 => query.unwanted.push(needle(dice, entries)),
            _ => query.wanted.push(needle(dice, entries)),
        }
    }
    if dice.once_in(3) {
        query.scope = scope(dice);
    }
    query
}

fn codes(dice: &mut Dice, step: u8) -> Codes {
    (0..=dice.below(3))
        .map(|_| dice.below(5) as u8 * step)
        .collect()
}

fn folders(dice: &mut Dice) -> Ids {
    (0..dice.below(12))
        .map(|_| dice.below(300) as u64)
        .collect()
}

fn scope(dice: &mut Dice) -> Scope {
    if dice.once_in(20) {
        return Scope::Nothing;
    }
    Scope::Member(Arc::new(Member {
        actor: format!("user:{}", dice.below(22)),
        addresses: (0..dice.below(3))
            .map(|_| dice.one(ADDRESSES).to_owned())
            .collect(),
        readable: folders(dice),
        managed: folders(dice),
        folder_types: codes(dice, 1),
        mail_types: codes(dice, 1),
    }))
}

/// Something that is likely to be in a text: a piece of one, a word, an address, some of it changed.
fn needle(dice: &mut Dice, entries: &[Arc<Entry>]) -> Needle {
    match dice.below(6) {
        0 => Needle::Address(dice.one(ADDRESSES).to_owned()),
        1 => Needle::Text(dice.one(WORDS).to_owned()),
        2 => Needle::Text([dice.one(WORDS), dice.one(MARKS), dice.one(WORDS)].concat()),
        3 if dice.once_in(3) => Needle::Address([dice.one(WORDS), "@", dice.one(WORDS)].concat()),
        _ => {
            let piece = piece(dice, entries);
            if dice.once_in(20) {
                Needle::Address(piece)
            } else {
                Needle::Text(piece)
            }
        }
    }
}

fn piece(dice: &mut Dice, entries: &[Arc<Entry>]) -> String {
    let Some(entry) = (!entries.is_empty()).then(|| &entries[dice.below(entries.len())]) else {
        return "nothing".to_owned();
    };
    let len = entry.text.chars().count();
    let from = dice.below(len + 1);
    let many = if dice.once_in(3) {
        1 + dice.below(3)
    } else {
        dice.below(14)
    };
    entry.text.chars().skip(from).take(many).collect()
}
