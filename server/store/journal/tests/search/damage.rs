//! Damage is noticed, whichever byte it hits.

use std::{collections::BTreeMap, sync::Arc};

use journal::{Cache, Entry, Error, Journal, Listing, Needle, Part, Query, Segment, build};

use crate::{
    rule,
    world::{self, Dice},
};

fn entries(seed: u64, many: u64) -> Vec<Entry> {
    let mut dice = Dice::new(seed);
    (1..=many)
        .map(|id| world::entry(&mut dice, id * 3))
        .collect()
}

fn open(bytes: &[u8]) -> Result<Segment, Error> {
    Segment::open(bytes.to_vec().into(), &Cache::new(1 << 20))
}

/// Searches in many ways; an answer that is not an error must be right.
fn use_all(bytes: &[u8], entries: &[Entry]) -> Result<(), Error> {
    let cache = Cache::new(1 << 20);
    let segment = Arc::new(Segment::open(bytes.to_vec().into(), &cache)?);
    let snapshot = Journal::new(vec![segment.clone()], &cache).snapshot();
    for needle in
        ["devis", "an", "x/", "0f", "日本語", "plan de"].map(|text| Needle::Text(text.into()))
    {
        let query = Query {
            wanted: vec![needle],
            ..Query::everything()
        };
        let found: Vec<u64> = entries
            .iter()
            .rev()
            .filter(|entry| rule::finds(&query, entry))
            .map(|entry| entry.id)
            .collect();
        if let Ok(page) = snapshot.search(
            &query,
            &Listing {
                limit: 1_000,
                ..Listing::default()
            },
        ) {
            assert_eq!(
                page.hits.iter().map(|hit| hit.id).collect::<Vec<_>>(),
                found
            );
        }
        if let Ok(count) = snapshot.count(&query) {
            assert_eq!(count, found.len() as u64);
        }
    }
    if let Ok(facets) = snapshot.facets(&Query::everything(), 3) {
        assert_eq!(facets.total, entries.len() as u64);
    }
    for (entry, read) in entries.iter().zip(segment.entries()) {
        let Ok(read) = read else { break };
        assert_eq!((&read.row, &read.text), (&entry.row, &entry.text));
    }
    Ok(())
}

#[test]
fn a_damaged_byte_is_an_error_and_never_a_wrong_answer() {
    let entries = entries(7, 300);
    let whole = build(&entries).unwrap();
    open(&whole).unwrap().verify().unwrap();
    let mut dice = Dice::new(8);
    for _ in 0..300 {
        let mut bytes = whole.clone();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
        let verified = open(&bytes).and_then(|segment| segment.verify());
        assert!(
            matches!(verified, Err(Error::Damaged { .. } | Error::NotASegment)),
            "byte {at}: {verified:?}"
        );
        let _ = use_all(&bytes, &entries);
    }
}

#[test]
fn a_cut_off_segment_is_an_error() {
    let entries = entries(9, 50);
    let whole = build(&entries).unwrap();
    for len in (0..whole.len()).step_by(7) {
        assert!(
            open(&whole[..len])
                .and_then(|segment| segment.verify())
                .is_err()
        );
    }
}

#[test]
fn a_damaged_index_is_made_again_from_the_events() {
    let entries = entries(10, 500);
    let whole = build(&entries).unwrap();
    let by_id: BTreeMap<u64, Entry> = entries
        .iter()
        .map(|entry| (entry.id, entry.clone()))
        .collect();
    let mut rebuilt = 0;
    for at in (0..whole.len()).step_by(997) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let Err(Error::Damaged {
            part: Part::Index, ..
        }) = open(&bytes).and_then(|segment| segment.verify())
        else {
            continue;
        };
        let again = Segment::rebuild(bytes.into(), |id, row| {
            let entry = by_id[&id].clone();
            assert_eq!(row, entry.row);
            Ok(entry)
        });
        assert_eq!(again.unwrap(), whole);
        rebuilt += 1;
    }
    assert!(rebuilt > 3);
}

#[test]
fn damaged_events_are_told_from_a_damaged_index() {
    let entries = entries(11, 500);
    let mut bytes = build(&entries).unwrap();
    bytes[200] ^= 1;
    let damage = open(&bytes).and_then(|segment| segment.verify());
    assert!(
        matches!(
            damage,
            Err(Error::Damaged {
                part: Part::Events,
                ..
            })
        ),
        "{damage:?}"
    );
}
