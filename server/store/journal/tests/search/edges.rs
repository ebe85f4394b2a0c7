//! Segments and needles at the edge of what there is.

use std::sync::Arc;

use journal::{
    BuildError, Builder, Cache, Codes, Entry, Journal, Listing, Needle, Order, Query, Segment,
    build,
};

use crate::{
    rule,
    world::{self, Dice},
};

fn with_text(id: u64, text: &str) -> Entry {
    Entry {
        id,
        at: id as i64,
        text: text.to_owned(),
        row: format!("{id}").into(),
        ..Entry::default()
    }
}

fn journal_of(entries: &[Entry]) -> Journal {
    let cache = Cache::new(16 << 20);
    let segment = Segment::open(build(entries).unwrap().into(), &cache).unwrap();
    segment.verify().unwrap();
    Journal::new(vec![Arc::new(segment)], &cache)
}

fn found(journal: &Journal, query: &Query) -> Vec<u64> {
    let listing = Listing {
        limit: usize::MAX - 1,
        order: Order::Oldest,
        after: None,
    };
    let page = journal.snapshot().search(query, &listing).unwrap();
    assert_eq!(
        journal.snapshot().count(query).unwrap(),
        page.hits.len() as u64
    );
    page.hits.into_iter().map(|hit| hit.id).collect()
}

fn text(text: &str) -> Query {
    Query {
        wanted: vec![Needle::Text(text.to_owned())],
        ..Query::everything()
    }
}

#[test]
fn an_empty_segment_has_nothing_and_harms_nothing() {
    let journal = journal_of(&[]);
    assert!(journal.snapshot().is_empty());
    for needle in ["", "a", "abc", "a/b", "/"] {
        assert_eq!(found(&journal, &text(needle)).len(), 0);
    }
    assert_eq!(journal.snapshot().row(1).unwrap(), None);
    assert_eq!(journal.snapshot().at_or_after(0).unwrap(), None);
    assert_eq!(journal.snapshot().links_to(1).unwrap().len(), 0);
    assert_eq!(
        journal
            .snapshot()
            .histogram(&Query::everything(), &[0, 9])
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn one_entry_is_found_by_all_it_has() {
    let entry = Entry {
        id: u64::MAX,
        at: i64::MIN,
        object_type: 255,
        action: 254,
        actor: String::new(),
        folder: Some(u64::MAX),
        links: vec![0, u64::MAX],
        text: "é".to_owned(),
        ..Entry::default()
    };
    let journal = journal_of(std::slice::from_ref(&entry));
    let query = Query {
        object_types: Codes::from_iter([255]),
        actions: Codes::from_iter([254]),
        actor: Some(String::new()),
        folders: Some([u64::MAX].into_iter().collect()),
        to: Some(0),
        from: Some(i64::MIN),
        ..text("é")
    };
    assert_eq!(found(&journal, &query), [u64::MAX]);
    assert_eq!(journal.snapshot().links_to(0).unwrap(), [u64::MAX]);
    assert_eq!(
        journal.snapshot().at_or_before(i64::MIN).unwrap(),
        Some(u64::MAX)
    );
}

#[test]
fn a_segment_takes_65536_entries_and_no_more() {
    let mut builder = Builder::new();
    for id in 1..=65_536 {
        builder
            .push(&with_text(
                id,
                if id % 1_000 == 0 {
                    "rare one"
                } else {
                    "common"
                },
            ))
            .unwrap();
    }
    assert!(builder.is_full());
    assert!(matches!(
        builder.push(&with_text(70_000, "")),
        Err(BuildError::Full)
    ));
    let cache = Cache::new(1 << 20);
    let segment = Arc::new(Segment::open(builder.finish().unwrap().into(), &cache).unwrap());
    assert_eq!(
        (segment.len(), segment.first(), segment.last()),
        (65_536, Some(1), Some(65_536))
    );
    assert_eq!(segment.clone().entries().count(), 65_536);
    let journal = Journal::new(vec![segment], &cache);
    assert_eq!(found(&journal, &text("rare o")).len(), 65);
    assert_eq!(found(&journal, &text("m")).len(), 65_536 - 65);
    assert_eq!(found(&journal, &text("ommo")).last(), Some(&65_536));
}

#[test]
fn ids_must_ascend() {
    let mut builder = Builder::new();
    builder.push(&with_text(5, "")).unwrap();
    assert!(matches!(
        builder.push(&with_text(5, "")),
        Err(BuildError::NotAscending { id: 5, last: 5 })
    ));
}

#[test]
fn huge_texts_and_words_are_searched_like_others() {
    let word = "w".repeat(60_000);
    let entries = [
        with_text(1, &word),
        with_text(2, &format!("{word}x / {}", "mot ".repeat(15_000))),
        with_text(3, &"@".repeat(60_000)),
        with_text(4, &"a@".repeat(30_000)),
        with_text(5, ""),
    ];
    let journal = journal_of(&entries);
    assert_eq!(found(&journal, &text(&word)), [1, 2]);
    assert_eq!(found(&journal, &text(&format!("{word}x"))), [2]);
    assert_eq!(found(&journal, &text(&format!("{word}y"))), [0_u64; 0]);
    assert_eq!(found(&journal, &text("x / mot mot")), [2]);
    assert_eq!(found(&journal, &text("@@")), [3]);
    assert_eq!(found(&journal, &text("@a@")), [4]);
    assert_eq!(found(&journal, &text("")), [1, 2, 3, 4, 5]);
}

#[test]
fn every_kind_of_needle_agrees_with_the_rules() {
    let mut dice = Dice::new(77);
    let entries: Vec<Entry> = (1..=3_000).map(|id| world::entry(&mut dice, id)).collect();
    let journal = journal_of(&entries);
    let needles = [
        "",
        " ",
        "\n",
        "\n\n",
        "a",
        "x",
        "@",
        "é",
        "ß",
        "日",
        "本語",
        "日本語",
        "0f",
        "re",
        "ort",
        "reports",
        "ports/",
        "/x",
        "x\n",
        "b.org",
        "@b.org",
        "org.",
        "anna@b.org",
        "0f3a9c-",
        "— ",
        "\0",
        "\u{7f}",
        "\u{ff}",
        "zzz",
        "zz",
        "z",
        "reportsreportsreportsreportsreports",
    ];
    for needle in needles {
        for needle in [
            Needle::Text(needle.to_owned()),
            Needle::Address(needle.to_owned()),
        ] {
            let wanted = Query {
                wanted: vec![needle.clone()],
                ..Query::everything()
            };
            let unwanted = Query {
                unwanted: vec![needle],
                ..Query::everything()
            };
            for query in [wanted, unwanted] {
                let expected: Vec<u64> = entries
                    .iter()
                    .filter(|entry| rule::finds(&query, entry))
                    .map(|entry| entry.id)
                    .collect();
                assert_eq!(found(&journal, &query), expected, "{query:?}");
            }
        }
    }
}

#[test]
fn entries_come_back_as_they_were() {
    let mut dice = Dice::new(78);
    let entries: Vec<Entry> = (1..=2_000)
        .map(|id| world::entry(&mut dice, id * 2))
        .collect();
    let cache = Cache::new(1 << 20);
    let segment = Arc::new(Segment::open(build(&entries).unwrap().into(), &cache).unwrap());
    for (mut entry, read) in entries.into_iter().zip(segment.entries()) {
        entry.links.sort_unstable();
        entry.links.dedup();
        assert_eq!(*read.unwrap(), entry);
    }
}
