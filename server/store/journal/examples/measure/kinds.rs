//! The kinds of search.

use std::{path::Path, sync::Arc};

use journal::{Cache, Codes, Ids, Journal, Listing, Member, Needle, Query, Scope};

use crate::{
    events,
    watch::{self, Took},
};

const ROUNDS: usize = 40;
const WEEK: i64 = 7 * 86_400_000;

fn text(needle: &str) -> Query {
    Query {
        wanted: vec![Needle::Text(needle.to_owned())],
        ..Query::everything()
    }
}

fn address(needle: &str) -> Query {
    Query {
        wanted: vec![Needle::Address(needle.to_owned())],
        ..Query::everything()
    }
}

/// FILE ADD.
fn deposits(query: Query) -> Query {
    let code = |of: &[&str], word| of.iter().position(|one| *one == word).unwrap() as u8;
    Query {
        object_types: Codes::from_iter([code(events::TYPES, "FILE")]),
        actions: Codes::from_iter([code(events::ACTIONS, "ADD")]),
        ..query
    }
}

fn within_words() -> Vec<(&'static str, Query)> {
    vec![
        ("type+action", deposits(Query::everything())),
        (
            "rare address (100)",
            address("needle-100-c0de@rare.example"),
        ),
        ("address (10)", address("needle-ten-91bc@rare.example")),
        (
            "address+type+action",
            deposits(address("needle-100-c0de@rare.example")),
        ),
        ("common token", text("shared")),
        ("common token+type+action", deposits(text("shared"))),
        ("substring", text("ultant")),
        ("substring (hex)", text("7f3a0")),
        ("substring (digits)", text("12345")),
        ("substring (3 digits)", text("123")),
        ("substring (invoi)", text("nvoi")),
        ("absent substring", text("zzqqx")),
        (
            "week",
            Query {
                from: Some(1_730_000_000_000),
                to: Some(1_730_000_000_000 + WEEK),
                ..Query::everything()
            },
        ),
        (
            "exact token, unwanted common",
            Query {
                unwanted: vec![Needle::Text("shared".into())],
                ..text("invoice")
            },
        ),
    ]
}

fn crossing() -> Vec<(&'static str, Query)> {
    vec![
        ("phrase (46 %)", text("shared with")),
        ("phrase (all)", text(": ")),
        ("address as text", text("needle-100-c0de@rare.example")),
        ("path", text("/accounting/2019")),
        ("absent phrase", text("with shared")),
        (
            "unwanted phrase",
            Query {
                unwanted: vec![Needle::Text("shared with".into())],
                ..Query::everything()
            },
        ),
        ("half an ip address", text("10.12")),
    ]
}

fn short() -> Vec<(&'static str, Query)> {
    vec![
        ("two letters (an)", text("an")),
        ("two digits (00)", text("00")),
        ("two letters, rare (qq)", text("qq")),
        ("two absent (µµ)", text("µµ")),
        ("one letter (e)", text("e")),
        ("one mark (#)", text("#")),
        ("mark and letter (-x)", text("-x")),
        ("letter and mark (e-)", text("e-")),
    ]
}

/// Measures all kinds.
pub(crate) fn measure(journal: &Journal, cache: &Cache, events: &Path) {
    for (group, kinds) in [
        ("words", within_words()),
        ("crossing", crossing()),
        ("short", short()),
    ] {
        for (name, query) in &kinds {
            pages(journal, cache, &format!("{group}: {name}"), query);
        }
        for (name, query) in &kinds {
            counts(journal, cache, &format!("{group}: {name}"), query);
        }
    }
    random(journal, cache, events);
    members(journal, cache);
    divisions(journal, cache);
}

fn pages(journal: &Journal, cache: &Cache, name: &str, query: &Query) {
    let snapshot = journal.snapshot();
    let page = || snapshot.search(query, &Listing::default()).unwrap();
    let found = format!("{} hits", page().hits.len());
    watch::report(
        &format!("page 1 cold  {name}"),
        &watch::rounds(ROUNDS, || cache.clear(), page),
        &found,
    );
    watch::report(
        &format!("page 1       {name}"),
        &watch::rounds(ROUNDS, || {}, page),
        "",
    );
}

fn counts(journal: &Journal, cache: &Cache, name: &str, query: &Query) {
    let snapshot = journal.snapshot();
    let count = || snapshot.count(query).unwrap();
    let found = format!("{}", count());
    watch::report(
        &format!("count cold   {name}"),
        &watch::rounds(ROUNDS, || cache.clear(), count),
        &found,
    );
    watch::report(
        &format!("count again  {name}"),
        &watch::rounds(ROUNDS, || {}, count),
        "",
    );
}

/// Page 1 of another address each time.
fn random(journal: &Journal, cache: &Cache, events: &Path) {
    let snapshot = journal.snapshot();
    let addresses: Vec<String> = events::lines(events)
        .step_by(997)
        .filter_map(|line| {
            line.subject
                .split([' ', '(', ')'])
                .find(|word| word.contains('@'))
                .map(str::to_owned)
        })
        .take(400)
        .collect();
    cache.clear();
    let search =
        |query: &Query| watch::took(|| snapshot.search(query, &Listing::default()).unwrap()).0;
    let times: Vec<Took> = addresses.iter().map(|one| search(&address(one))).collect();
    watch::report("page 1 random address", &times, "");
    let locals = addresses
        .iter()
        .filter_map(|address| address.split(['@', '.']).nth(1));
    let times: Vec<Took> = locals.map(|one| search(&text(one))).collect();
    watch::report("page 1 random word", &times, "");
    let deep = |after| Listing {
        after: Some(after),
        ..Listing::default()
    };
    let page = || {
        snapshot
            .search(&Query::everything(), &deep(900_000))
            .unwrap()
    };
    watch::report("page 100,000 deep", &watch::rounds(ROUNDS, || {}, page), "");
}

fn member(step: usize) -> Scope {
    Scope::Member(Arc::new(Member {
        actor: "mailto:kate.jensen3@corp.example".into(),
        addresses: ["needle-100-c0de@rare.example".to_owned()].into(),
        readable: (0..events::FOLDERS).step_by(step).collect(),
        managed: (0..events::FOLDERS).step_by(step * 10).collect::<Ids>(),
        folder_types: Codes::from_iter([0, 1]),
        mail_types: Codes::from_iter([3]),
    }))
}

fn members(journal: &Journal, cache: &Cache) {
    for (name, query) in [
        ("everything", Query::everything()),
        ("word", text("invoice")),
        ("digits", text("12345")),
    ] {
        for step in [2, 10] {
            let query = Query {
                scope: member(step),
                ..query.clone()
            };
            pages(journal, cache, &format!("member 1/{step}: {name}"), &query);
            counts(journal, cache, &format!("member 1/{step}: {name}"), &query);
        }
        pages(journal, cache, &format!("admin: {name}"), &query);
        counts(journal, cache, &format!("admin: {name}"), &query);
    }
}

fn divisions(journal: &Journal, cache: &Cache) {
    let snapshot = journal.snapshot();
    let edges: Vec<i64> = (0..120)
        .map(|week| 1_700_000_000_000 + week * WEEK)
        .collect();
    for (name, query) in [
        ("everything", Query::everything()),
        ("word", text("invoice")),
    ] {
        for clear in [true, false] {
            let forget = || {
                if clear {
                    cache.clear();
                }
            };
            let cold = if clear { "cold" } else { "again" };
            let bars = || snapshot.histogram(&query, &edges).unwrap();
            watch::report(
                &format!("histogram {cold}: {name}"),
                &watch::rounds(10, forget, bars),
                "",
            );
            let facets = || snapshot.facets(&query, 10).unwrap();
            watch::report(
                &format!("facets {cold}: {name}"),
                &watch::rounds(10, forget, facets),
                "",
            );
        }
    }
}
