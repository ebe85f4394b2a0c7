//! Building and opening segments.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
};

use journal::{Builder, Cache, Entry, Journal, Listing, Needle, Query, Segment};

use crate::{events, watch};

/// The segments in `folder`, built of `events` if they are not there.
pub(crate) fn segments(events: &Path, folder: &Path, cache: &Cache) -> Vec<Segment> {
    if !folder.exists() {
        fs::create_dir_all(folder).unwrap();
        build(events, folder);
    }
    let (took, segments) = watch::took(|| {
        (0..)
            .map_while(|number| File::open(folder.join(format!("{number:04}"))).ok())
            .map(|file| Segment::open(file.into(), cache).unwrap())
            .collect::<Vec<_>>()
    });
    println!("opened {} segments in {:.1} ms", segments.len(), took.clock);
    segments
}

fn build(events: &Path, folder: &Path) {
    let mut lines = events::lines(events)
        .map(|line| events::entry(&line))
        .peekable();
    let (mut spent, mut built, mut number) = (0.0, 0, 0);
    while lines.peek().is_some() {
        let entries: Vec<Entry> = lines.by_ref().take(65_536).collect();
        let (took, bytes) = watch::took(|| {
            let mut builder = Builder::new();
            for entry in &entries {
                builder.push(entry).unwrap();
            }
            builder.finish().unwrap()
        });
        fs::write(folder.join(format!("{number:04}")), bytes).unwrap();
        (spent, built, number) = (spent + took.processor, built + entries.len(), number + 1);
    }
    println!(
        "built {built} entries in {spent:.0} ms of one processor: {:.0} a second",
        built as f64 / spent * 1e3
    );
}

/// Prints what each section takes.
pub(crate) fn sizes(segments: &[Segment]) {
    let entries: usize = segments.iter().map(Segment::len).sum();
    let mut sections = BTreeMap::new();
    for (name, len) in segments.iter().flat_map(Segment::sections) {
        *sections.entry(name).or_insert(0) += len;
    }
    for (name, len) in sections {
        println!(
            "{name:20} {:8.2} bytes an entry",
            len as f64 / entries as f64
        );
    }
    let all: u64 = segments.iter().map(Segment::bytes).sum();
    println!(
        "{:20} {:8.2} bytes an entry",
        "all",
        all as f64 / entries as f64
    );
}

/// Appends to a tail and searches it.
pub(crate) fn tail(events: &Path) {
    let cache = Cache::new(64 << 20);
    let journal = Journal::new(Vec::new(), &cache);
    let entries: Vec<Entry> = events::lines(events)
        .take(65_535)
        .map(|line| events::entry(&line))
        .collect();
    let mut appends = Vec::new();
    for entry in entries {
        appends.push(watch::took(|| journal.append([entry])).0);
        if journal.fresh() >= 6_000 {
            journal.compact().unwrap();
        }
    }
    watch::report("append one", &appends, "");
    watch::report(
        "compact",
        &watch::rounds(1, || {}, || journal.compact().unwrap()),
        "",
    );
    for needle in ["7f3a0", "zzqqx", "shared", "10.12", "q"] {
        let query = Query {
            wanted: vec![Needle::Text(needle.into())],
            ..Query::everything()
        };
        let page = || {
            journal
                .snapshot()
                .search(&query, &Listing::default())
                .unwrap()
        };
        let times = watch::rounds(200, || cache.clear(), page);
        watch::report(&format!("tail of 65,535, page 1, {needle:?}"), &times, "");
    }
}
