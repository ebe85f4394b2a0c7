//! The generator's events as the store would hand them over.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use journal::Entry;
use serde::{Deserialize, Serialize};

/// A line of `gen_events.py`.
#[derive(Deserialize)]
pub(crate) struct Line {
    pub(crate) id: u64,
    ts: i64,
    #[serde(rename = "type")]
    object_type: String,
    action: String,
    actor: String,
    pub(crate) subject: String,
}

/// An event about as the store writes it: `MessagePack` with names.
#[derive(Serialize)]
struct Row<'a> {
    id: u64,
    at: i64,
    object_type: &'a str,
    action: &'a str,
    actor: Actor<'a>,
    object_id: Option<u64>,
    folder_id: Option<u64>,
    path: Option<&'a str>,
    target_path: Option<&'a str>,
    summary: &'a str,
    trace: u64,
    causes: Vec<u64>,
    detail: &'a str,
    ip: Option<&'a str>,
    via: &'a str,
    size: Option<u64>,
    status: &'a str,
    reason: Option<&'a str>,
    mail: Option<&'a str>,
}

#[derive(Serialize)]
enum Actor<'a> {
    Stranger(&'a str),
}

pub(crate) const TYPES: &[&str] = &[
    "FILE", "FOLDER", "ALERT", "EMAIL", "USER", "SETTING", "TICKET",
];
pub(crate) const ACTIONS: &[&str] = &[
    "ADD", "DOWNLOAD", "MODIFY", "DELETE", "MOVE", "GRANT", "SEND", "SKIP", "FAIL", "RETRY",
    "RECEIVE", "LOGIN", "CLOSE",
];
pub(crate) const FOLDERS: u64 = 10_000;

fn code(of: &[&str], word: &str) -> u8 {
    of.iter().position(|one| *one == word).unwrap() as u8
}

/// The file's lines.
pub(crate) fn lines(path: &Path) -> impl Iterator<Item = Line> {
    let lines = BufReader::new(File::open(path).unwrap()).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap())
}

/// The entry of a line.
pub(crate) fn entry(line: &Line) -> Entry {
    let path = line
        .subject
        .split_whitespace()
        .find(|word| word.starts_with('/'));
    let folder = path.map(|path| {
        let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
        folder
            .bytes()
            .fold(7_u64, |hash, byte| hash.wrapping_mul(31) ^ u64::from(byte))
            % FOLDERS
    });
    let mail = line.object_type == "EMAIL";
    let recipient = line
        .subject
        .split(" to ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let linked = matches!(line.object_type.as_str(), "EMAIL" | "ALERT");
    let summary = format!("{}: {} {}", line.action, line.object_type, line.subject);
    Entry {
        id: line.id,
        at: line.ts,
        object_type: code(TYPES, &line.object_type),
        action: code(ACTIONS, &line.action),
        actor: format!("mailto:{}", line.actor),
        folder,
        recipient: recipient.filter(|_| mail).map(str::to_owned),
        links: if linked {
            vec![line.id.saturating_sub(3)]
        } else {
            Vec::new()
        },
        text: format!("{summary}\n{}", line.actor).to_lowercase(),
        row: row(line, folder, &summary).into(),
    }
}

fn row(line: &Line, folder: Option<u64>, summary: &str) -> Vec<u8> {
    rmp_serde::to_vec_named(&Row {
        id: line.id,
        at: line.ts,
        object_type: &line.object_type,
        action: &line.action,
        actor: Actor::Stranger(&line.actor),
        object_id: None,
        folder_id: folder,
        path: None,
        target_path: None,
        summary,
        trace: line.id,
        causes: Vec::new(),
        detail: "none",
        ip: None,
        via: "system",
        size: None,
        status: "ok",
        reason: None,
        mail: None,
    })
    .unwrap()
}
