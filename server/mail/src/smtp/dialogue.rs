use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use flow::port::{DialogueLine, Direction, TlsFacts};
use tokio::time::Instant;

/// The most lines of a dialogue that are kept; one mail needs about twenty.
const MAX_LINES: usize = 500;

/// The most characters of a line that are kept.
const MAX_LINE: usize = 1000;

/// Writes down what is said over a connection, secrets and content excepted.
#[derive(Clone, Debug)]
pub(super) struct Recorder(Arc<Mutex<Record>>);

#[derive(Debug)]
struct Record {
    began: Instant,
    lines: Vec<DialogueLine>,
    /// The unfinished line of each side.
    sent: Vec<u8>,
    received: Vec<u8>,
    /// What is sent now is not shown.
    hidden: bool,
    tls: Option<TlsFacts>,
}

impl Recorder {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Record {
            began: now(),
            lines: Vec::new(),
            sent: Vec::new(),
            received: Vec::new(),
            hidden: false,
            tls: None,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of ours, as far as they are shown.
    pub(super) fn sent(&self, bytes: &[u8]) {
        let mut record = self.lock();
        if !record.hidden {
            record.hear(Direction::Sent, bytes);
        }
    }

    /// Bytes of the relay.
    pub(super) fn received(&self, bytes: &[u8]) {
        self.lock().hear(Direction::Received, bytes);
    }

    /// Shows `line` for all that is sent until `show`.
    pub(super) fn hide(&self, line: &str) {
        let mut record = self.lock();
        record.hidden = true;
        record.push(Direction::Sent, line);
    }

    /// What is sent is shown again.
    pub(super) fn show(&self) {
        self.lock().hidden = false;
    }

    /// A word of ours between the lines.
    pub(super) fn note(&self, text: &str) {
        self.lock().push(Direction::Info, text);
    }

    /// The protection that was agreed on.
    pub(super) fn protected(&self, facts: TlsFacts) {
        self.lock().tls = Some(facts);
    }

    /// All that was said, and the protection.
    pub(super) fn finish(&self) -> (Vec<DialogueLine>, Option<TlsFacts>) {
        let mut record = self.lock();
        // What was cut off by the end is part of the truth.
        for direction in [Direction::Sent, Direction::Received] {
            record.hear(direction, b"\n");
        }
        (std::mem::take(&mut record.lines), record.tls.take())
    }
}

impl Record {
    fn hear(&mut self, direction: Direction, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let line = if direction == Direction::Sent {
                &mut self.sent
            } else {
                &mut self.received
            };
            let room = MAX_LINE.saturating_sub(line.len());
            line.extend_from_slice(&piece[..piece.len().min(room)]);
            if piece.ends_with(b"\n") {
                let whole = std::mem::take(line);
                let text = String::from_utf8_lossy(&whole).trim_end().to_owned();
                if !text.is_empty() {
                    self.push(direction, &text);
                }
            }
        }
    }

    fn push(&mut self, direction: Direction, line: &str) {
        if self.lines.len() < MAX_LINES {
            let at_ms = u64::try_from(elapsed(self.began).as_millis()).unwrap_or(u64::MAX);
            let line = line
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            self.lines.push(DialogueLine {
                at_ms,
                direction,
                line,
            });
        }
    }
}

/// The monotonic clock of sockets: how long a dialogue took, how long a connection was idle.
#[expect(
    clippy::disallowed_methods,
    reason = "it measures sockets, which are the world themselves"
)]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// How long ago `then` was.
pub(super) fn elapsed(then: Instant) -> Duration {
    now().saturating_duration_since(then)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(recorder: &Recorder) -> Vec<(Direction, String)> {
        recorder
            .finish()
            .0
            .into_iter()
            .map(|line| (line.direction, line.line))
            .collect()
    }

    #[test]
    fn lines_are_recorded_whole_however_they_arrive() {
        let recorder = Recorder::new();
        recorder.sent(b"MAIL FROM:<a@b.org>\r\nRCPT");
        recorder.received(b"250 ");
        recorder.sent(b" TO:<c@d.org>\r\n");
        recorder.received(b"ok\r\n55");
        assert_eq!(
            said(&recorder),
            [
                (Direction::Sent, "MAIL FROM:<a@b.org>".to_owned()),
                (Direction::Sent, "RCPT TO:<c@d.org>".to_owned()),
                (Direction::Received, "250 ok".to_owned()),
                (Direction::Received, "55".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_hidden_is_never_in_the_record() {
        let recorder = Recorder::new();
        recorder.hide("AUTH PLAIN ****");
        recorder.sent(b"AUTH PLAIN AGEAYg==\r\n");
        recorder.show();
        recorder.sent(b"QUIT\r\n");
        assert_eq!(
            said(&recorder),
            [
                (Direction::Sent, "AUTH PLAIN ****".to_owned()),
                (Direction::Sent, "QUIT".to_owned())
            ]
        );
    }
}
