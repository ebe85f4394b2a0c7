//! The peer: SQLite with FTS5, tuned. Rows in one table, a contentless index beside it (no second copy of the text, no
//! sizes for a ranking nobody asks for), type and action as tokens of the indexed text so that nothing is joined to
//! filter, merged into one segment after loading, the file mapped into memory, statements prepared once.

use std::{
    fmt::Write as _,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use domain::event::{Action, ObjectType};
use rusqlite::{Connection, params};

use crate::{
    corpus::{Corpus, Line},
    engine::Engine,
    question::{Found, PAGE, Pattern, Question},
    timing::{now, timed},
};

const BATCH: usize = 8_192;

pub(crate) struct Sqlite {
    connection: Mutex<Connection>,
    trigram: bool,
}

/// A row, decoded as ours are.
#[allow(dead_code, reason = "decoded to be paid for, as for a caller")]
struct Row {
    id: u64,
    ts: u64,
    object_type: String,
    action: String,
    actor: String,
    subject: String,
}

impl Sqlite {
    pub(crate) fn open(place: &Path, trigram: bool) -> Self {
        let connection = Connection::open(place.join("journal.db")).unwrap();
        // FULL: a commit is on disk before it is acknowledged, as ours.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
                 PRAGMA mmap_size = 17179869184; PRAGMA temp_store = MEMORY;
                 CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, ts INTEGER NOT NULL, type TEXT NOT NULL,
                   action TEXT NOT NULL, actor TEXT NOT NULL, subject TEXT NOT NULL);
                 CREATE INDEX IF NOT EXISTS events_by_time ON events (ts);",
            )
            .unwrap();
        let tokenize = if trigram { "trigram" } else { "unicode61" };
        connection
            .execute_batch(&format!(
                "CREATE VIRTUAL TABLE IF NOT EXISTS fts USING
                   fts5(text, content = '', columnsize = 0, tokenize = '{tokenize}');"
            ))
            .unwrap();
        Self {
            connection: Mutex::new(connection),
            trigram,
        }
    }

    fn token(&self, object_type: Option<ObjectType>, action: Option<Action>) -> Vec<String> {
        let types = object_type.map(|known| type_token(known, self.trigram));
        let actions = action.map(|known| action_token(known, self.trigram));
        types.into_iter().chain(actions).collect()
    }

    fn insert(&self, connection: &Connection, line: &Line) {
        let mut text = self
            .token(Some(line.object_type), Some(line.action))
            .join(" ");
        write!(text, "\n{}", line.text()).unwrap();
        let mut row = connection
            .prepare_cached(
                "INSERT INTO events (ts, type, action, actor, subject) VALUES (?, ?, ?, ?, ?)",
            )
            .unwrap();
        let (ts, object_type, action) = (
            line.ts.cast_signed(),
            line.object_type.code(),
            line.action.code(),
        );
        let id = row
            .insert(params![ts, object_type, action, line.actor, line.subject])
            .unwrap();
        let mut index = connection
            .prepare_cached("INSERT INTO fts (rowid, text) VALUES (?, ?)")
            .unwrap();
        index.execute(params![id, text]).unwrap();
    }

    /// The FTS5 query; `None`: nothing for the index.
    fn query(&self, question: &Question) -> Option<String> {
        let mut words = self.token(question.object_type, question.action);
        words.extend(
            question
                .pattern
                .as_ref()
                .map(|pattern| pattern.text().to_owned()),
        );
        let quoted: Vec<String> = words
            .iter()
            .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
            .collect();
        (!quoted.is_empty()).then(|| quoted.join(" AND "))
    }

    fn cannot(&self, question: &Question) -> bool {
        // The pieces of tokens are in no index of unicode61; it would scan, as trigram does for two characters.
        !self.trigram && matches!(question.pattern, Some(Pattern::Part(_)))
    }
}

/// Trigrams: three characters of their own each, so that one list of rows is the answer.
fn type_token(object_type: ObjectType, trigram: bool) -> String {
    if trigram {
        triple('\u{1}', object_type as u8)
    } else {
        format!("xtype{object_type}")
    }
}

fn action_token(action: Action, trigram: bool) -> String {
    if trigram {
        triple('\u{2}', action as u8)
    } else {
        // An underscore would split it.
        format!("xaction{}", action.code().replace('_', ""))
    }
}

fn triple(mark: char, number: u8) -> String {
    format!("{mark}{}{mark}", char::from(b'a' + number))
}

impl Engine for Sqlite {
    fn load(&mut self, corpus: &Corpus) -> (Duration, Duration) {
        let begin = now();
        let connection = self.connection.lock().unwrap();
        for batch in corpus.batches(BATCH) {
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            for line in &batch {
                self.insert(&connection, line);
            }
            connection.execute_batch("COMMIT").unwrap();
        }
        let loaded = begin.elapsed();
        connection
            .execute_batch("INSERT INTO fts (fts) VALUES ('optimize'); PRAGMA wal_checkpoint(TRUNCATE); ANALYZE;")
            .unwrap();
        (loaded, begin.elapsed())
    }

    fn ask(&mut self, question: &Question) -> (Duration, Found) {
        if self.cannot(question) {
            return (Duration::ZERO, Found::Cannot);
        }
        let connection = self.connection.lock().unwrap();
        let short = question
            .pattern
            .as_ref()
            .is_some_and(|pattern| pattern.text().len() < 3);
        timed(|| {
            let (from, below) = bounds(&connection, question);
            if short && self.trigram {
                let like = format!("%{}%", question.pattern.as_ref().map_or("", Pattern::text));
                scan(&connection, question.count, &like, from, below)
            } else {
                let query = self
                    .query(question)
                    .expect("every question has something for the index");
                find(&connection, question.count, &query, from, below)
            }
        })
    }

    fn append(&mut self, feed: Vec<Line>, clients: usize, time: Duration) -> (Duration, u64) {
        let next = AtomicU64::new(0);
        let begin = now();
        // One connection for all: waiting for a lock of SQLite's own would be slower.
        thread::scope(|scope| {
            for _ in 0..clients {
                scope.spawn(|| {
                    while begin.elapsed() < time {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let line = &feed[usize::try_from(number).unwrap() % feed.len()];
                        let connection = self.connection.lock().unwrap();
                        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
                        self.insert(&connection, line);
                        connection.execute_batch("COMMIT").unwrap();
                    }
                });
            }
        });
        (begin.elapsed(), next.load(Ordering::Relaxed))
    }
}

/// Numbers ascend with time here: a range of time is one of numbers, found through the index on time.
fn bounds(connection: &Connection, question: &Question) -> (i64, i64) {
    let below = question.below.map_or(i64::MAX, u64::cast_signed);
    let Some((from, to)) = question.between else {
        return (0, below);
    };
    let first_since = |ts: u64| -> i64 {
        let mut first = connection
            .prepare_cached("SELECT id FROM events WHERE ts >= ? ORDER BY ts LIMIT 1")
            .unwrap();
        first
            .query_row([ts.cast_signed()], |row| row.get(0))
            .unwrap_or(i64::MAX)
    };
    (first_since(from), first_since(to).min(below))
}

fn find(connection: &Connection, count: bool, query: &str, from: i64, below: i64) -> Found {
    if count && (from, below) == (0, i64::MAX) {
        let mut all = connection
            .prepare_cached("SELECT count(*) FROM fts WHERE fts MATCH ?")
            .unwrap();
        return Found::Count(
            all.query_row([query], |row| row.get::<_, i64>(0))
                .unwrap()
                .cast_unsigned(),
        );
    }
    if count {
        let mut some = connection
            .prepare_cached(
                "SELECT count(*) FROM fts WHERE fts MATCH ? AND rowid >= ? AND rowid < ?",
            )
            .unwrap();
        let found: i64 = some
            .query_row(params![query, from, below], |row| row.get(0))
            .unwrap();
        return Found::Count(found.cast_unsigned());
    }
    let mut page = connection
        .prepare_cached(
            "SELECT e.id, e.ts, e.type, e.action, e.actor, e.subject FROM fts CROSS JOIN events e ON e.id = fts.rowid
             WHERE fts MATCH ?1 AND fts.rowid >= ?2 AND fts.rowid < ?3 ORDER BY fts.rowid DESC LIMIT ?4",
        )
        .unwrap();
    Found::Rows(decoded(&mut page, query, from, below))
}

/// Two characters are less than a trigram: the text is read.
fn scan(connection: &Connection, count: bool, like: &str, from: i64, below: i64) -> Found {
    if count {
        let mut all = connection
            .prepare_cached(
                "SELECT count(*) FROM events WHERE (subject LIKE ?1 OR actor LIKE ?1) AND id >= ?2 AND id < ?3",
            )
            .unwrap();
        let found: i64 = all
            .query_row(params![like, from, below], |row| row.get(0))
            .unwrap();
        return Found::Count(found.cast_unsigned());
    }
    let mut page = connection
        .prepare_cached(
            "SELECT id, ts, type, action, actor, subject FROM events
             WHERE (subject LIKE ?1 OR actor LIKE ?1) AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4",
        )
        .unwrap();
    Found::Rows(decoded(&mut page, like, from, below))
}

fn decoded(
    page: &mut rusqlite::CachedStatement<'_>,
    text: &str,
    from: i64,
    below: i64,
) -> Vec<u64> {
    let limit = i64::try_from(PAGE).unwrap();
    let rows = page
        .query_map(params![text, from, below, limit], |row| {
            Ok(Row {
                id: row.get::<_, i64>(0)?.cast_unsigned(),
                ts: row.get::<_, i64>(1)?.cast_unsigned(),
                object_type: row.get(2)?,
                action: row.get(3)?,
                actor: row.get(4)?,
                subject: row.get(5)?,
            })
        })
        .unwrap();
    let rows: Vec<Row> = rows.map(Result::unwrap).collect();
    rows.iter().map(|row| row.id).collect()
}
