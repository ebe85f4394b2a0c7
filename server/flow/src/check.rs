//! The last check of a mail's lines, right before it leaves.

use domain::{
    check::Checked,
    directory::Directory,
    event::Reason,
    file::File,
    id::UserId,
    outbox::{MailLine, OutboxMail},
};

use crate::port::SkippedLines;

/// A mail's lines, sorted by the check.
#[derive(Debug, Default)]
pub(crate) struct Rechecked {
    /// Still to be told, with the file as it is now.
    pub(crate) lines: Vec<(MailLine, File)>,
    /// Not to be told any more, by reason.
    pub(crate) skipped: Vec<SkippedLines>,
}

/// Checks `lines` of `mail` again; `files` are theirs, in order.
pub(crate) fn recheck(
    directory: &Directory,
    mail: &OutboxMail,
    lines: Vec<MailLine>,
    files: Vec<Option<File>>,
) -> Rechecked {
    let mut sorted = Rechecked::default();
    for (line, file) in lines.into_iter().zip(files) {
        let verdict = directory
            .check_address(&mail.to)
            .and_then(|()| match mail.person {
                Some(person) => check(directory, person, &line, file.as_ref()),
                None => Err(Reason::UserDisabled),
            });
        match (verdict, file) {
            (Ok(()), Some(file)) => sorted.lines.push((line, file)),
            (Ok(()), None) => sorted.skip(Reason::FileDeleted, line),
            (Err(reason), _) => sorted.skip(reason, line),
        }
    }
    sorted
}

/// One alert that may still tell of it is enough; else the reason of the first.
fn check(
    directory: &Directory,
    person: UserId,
    line: &MailLine,
    file: Option<&File>,
) -> Result<(), Reason> {
    let verdicts = line.alerts.iter().map(|alert| {
        directory.check_line(Checked {
            alert: *alert,
            person,
            event: line.event,
            action: line.action,
            actor: &line.actor,
            file,
        })
    });
    verdicts
        .reduce(|one, other| if one.is_ok() { one } else { other.or(one) })
        .unwrap_or(Err(Reason::AlertRemoved))
}

impl Rechecked {
    fn skip(&mut self, reason: Reason, line: MailLine) {
        match self
            .skipped
            .iter_mut()
            .find(|skipped| skipped.reason == reason)
        {
            Some(skipped) => skipped.causes.extend(line.events),
            None => self.skipped.push(SkippedLines {
                reason,
                causes: line.events,
            }),
        }
    }
}
