use std::{
    fs::File,
    io::{self, BufRead, BufReader, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Context as _;
use clap::Args;
use domain::directory::Directory;
use store::{Draft, Lines};

use self::line::{BadLine, draft};
use super::ConfigArgs;
use crate::{log, wiring::Installation};

mod line;

/// Lines read and parsed at once: what one segment of the journal holds.
const BATCH: usize = 65_536;

/// Wrong lines that are named.
const NAMED: usize = 20;

/// Bring in what another installation, or this one, has exported; with the server stopped
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Events, one JSON object a line, as /api/v1/events/export writes them; - reads standard input
    #[arg(long, value_name = "FILE")]
    events: PathBuf,
    #[command(flatten)]
    config: ConfigArgs,
}

/// A batch of lines, and the number of the first.
struct Text {
    lines: Vec<(u64, String)>,
}

/// What was wrong, so far.
#[derive(Default)]
struct Wrong {
    count: AtomicU64,
    named: Mutex<Vec<(u64, BadLine)>>,
}

pub(super) fn run(import: Import) -> anyhow::Result<()> {
    let config = import.config.load()?;
    log::start(config.log_format);
    let lines = open(&import.events)?;
    super::runtime()?.block_on(async {
        let base_url = format!("http://{}", config.listen);
        let installation = Installation::open(config, base_url).await?;
        let done = bring_in(&installation, lines).await;
        installation.close().await?;
        done
    })
}

fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead + Send>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(1 << 20, io::stdin())));
    }
    let file = File::open(path).with_context(|| {
        format!(
            "{} could not be opened: name a file of events, or - for standard input",
            path.display()
        )
    })?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
}

async fn bring_in(
    installation: &Installation,
    lines: Box<dyn BufRead + Send>,
) -> anyhow::Result<()> {
    // What was deposited before is told of; what is imported is not.
    while installation.flow.match_events().await? {}
    let (wrong, broke) = (Arc::new(Wrong::default()), Arc::new(Mutex::new(None)));
    let directory = installation.flow.directory();
    let batches = Batches {
        lines,
        number: 0,
        broke: Arc::clone(&broke),
    };
    let found = Arc::clone(&wrong);
    let parse = move |text: Text| parsed(&directory, text, &found);
    let imported = installation.store().import(batches, parse, told).await?;
    eprintln!();
    if let Some(error) = broke.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let error: io::Error = error;
        return Err(anyhow::Error::new(error)
            .context("the file could not be read to its end; nothing was imported"));
    }
    match imported {
        Some(imported) => {
            println!(
                "{} events imported, from number {} on",
                imported.events, imported.first
            );
            Ok(())
        }
        None => Err(said(&wrong)),
    }
}

fn told(events: u64) {
    // Progress is for whoever looks on.
    let _ = write!(io::stderr(), "\r{events} events");
}

fn parsed(directory: &Directory, text: Text, wrong: &Wrong) -> Option<Vec<Draft>> {
    let mut drafts = Vec::with_capacity(text.lines.len());
    let mut good = true;
    for (number, line) in text.lines {
        match draft(directory, &line) {
            Ok(draft) => drafts.push(draft),
            Err(error) => {
                good = false;
                wrong.count.fetch_add(1, Ordering::Relaxed);
                let mut named = wrong.named.lock().unwrap_or_else(PoisonError::into_inner);
                if named.len() < NAMED {
                    named.push((number, error));
                }
            }
        }
    }
    good.then_some(drafts)
}

fn said(wrong: &Wrong) -> anyhow::Error {
    let mut named = wrong.named.lock().unwrap_or_else(PoisonError::into_inner);
    named.sort_by_key(|(number, _)| *number);
    let count = wrong.count.load(Ordering::Relaxed);
    let mut text = format!(
        "nothing was imported: {count} lines cannot be read; mend or remove them and import again"
    );
    text.extend(
        named
            .iter()
            .map(|(number, error)| format!("\n  line {number}: {error}")),
    );
    if count > named.len() as u64 {
        text.push_str("\n  …");
    }
    anyhow::anyhow!(text)
}

/// The lines of a file, in batches.
struct Batches {
    lines: Box<dyn BufRead + Send>,
    number: u64,
    broke: Arc<Mutex<Option<io::Error>>>,
}

impl Iterator for Batches {
    type Item = Lines<Text>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut lines = Vec::new();
        while lines.len() < BATCH {
            let mut line = String::new();
            match self.lines.read_line(&mut line) {
                Ok(0) => break,
                Ok(_) => {
                    self.number += 1;
                    if !line.trim().is_empty() {
                        lines.push((self.number, line));
                    }
                }
                Err(error) => {
                    let mut broke = self.broke.lock().unwrap_or_else(PoisonError::into_inner);
                    *broke = Some(error);
                    // A line that cannot be parsed makes the whole import be refused.
                    lines.push((self.number + 1, String::new()));
                    break;
                }
            }
        }
        let events = lines.len();
        (events > 0).then_some(Lines {
            text: Text { lines },
            events,
        })
    }
}
