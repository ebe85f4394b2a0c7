//! Events as CSV (RFC 4180) that spreadsheets open as it is: UTF-8 with its mark, no cell that is a formula.

use std::{borrow::Cow, io};

use axum::body::Bytes;
use domain::wire::Event;

/// Tells spreadsheets that what follows is UTF-8.
const MARK: &[u8] = "\u{FEFF}".as_bytes();

const COLUMNS: [&str; 27] = [
    "id",
    "at",
    "object_type",
    "action",
    "status",
    "reason",
    "actor",
    "actor_name",
    "summary",
    "path",
    "target_path",
    "to",
    "from",
    "folder_id",
    "object_id",
    "size",
    "via",
    "ip",
    "trace",
    "causes",
    "template",
    "message_id",
    "attempt",
    "smtp_code",
    "smtp_enhanced",
    "smtp_text",
    "delay_ms",
];

/// One way of writing CSV.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    /// Between two cells.
    pub(super) separator: u8,
}

impl Sheet {
    /// The mark and the names of the columns.
    pub(super) fn head(self) -> Bytes {
        let sep = char::from(self.separator).to_string();
        let names = COLUMNS.join(&sep);
        [MARK, names.as_bytes(), b"\r\n"].concat().into()
    }

    /// A row an event.
    pub(super) fn rows(self, events: &[Event]) -> Result<Bytes, io::Error> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.separator)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::with_capacity(events.len() * 320));
        for event in events {
            let cells = cells(event);
            writer.write_record(cells.iter().map(|cell| safe(cell).into_owned()))?;
        }
        let written = writer.into_inner();
        Ok(written.map_err(csv::IntoInnerError::into_error)?.into())
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
fn safe(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

fn cells(event: &Event) -> [String; 27] {
    [
        event.id.to_string(),
        event.at.to_string(),
        event.object_type.to_string(),
        event.action.to_string(),
        event.status.to_string(),
        text(event.reason.as_ref()),
        event.actor.clone(),
        text(event.actor_name.as_ref()),
        event.summary.clone(),
        text(event.path.as_ref()),
        text(event.target_path.as_ref()),
        text(event.to.as_ref()),
        text(event.from.as_ref()),
        text(event.folder_id.as_ref()),
        text(event.object_id.as_ref()),
        text(event.size.as_ref()),
        event.via.to_string(),
        text(event.ip.as_ref()),
        event.trace.to_string(),
        causes(event),
        text(event.template.as_ref()),
        text(event.message_id.as_ref()),
        text(event.attempt.as_ref()),
        text(event.smtp_code.as_ref()),
        text(event.smtp_enhanced.as_ref()),
        text(event.smtp_text.as_ref()),
        text(event.delay_ms.as_ref()),
    ]
}

fn text(value: Option<&impl ToString>) -> String {
    value.map_or_else(String::new, ToString::to_string)
}

fn causes(event: &Event) -> String {
    let causes: Vec<String> = event.causes.iter().map(ToString::to_string).collect();
    causes.join(" ")
}

#[cfg(test)]
mod tests {
    use domain::{
        event::{self, Action, ObjectType, Stamp},
        time::Timestamp,
    };

    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_row_has_every_column() {
        let stamp = Stamp::system(Timestamp::from_ms(0));
        let mut event = event::Event::draft(&stamp, ObjectType::File, Action::Add);
        event.summary = "=HYPERLINK(\"http://evil\",\"é\")\nsecond".to_owned();
        event.path = Some("-1+1".to_owned());
        let rows = Sheet { separator: b';' }.rows(&[event.into()]).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .from_reader(&rows[..]);
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.len(), COLUMNS.len());
        assert_eq!(&row[8], "'=HYPERLINK(\"http://evil\",\"é\")\nsecond");
        assert_eq!(&row[9], "'-1+1");
        assert!(rows.ends_with(b"\r\n"));
        let head = Sheet { separator: b',' }.head();
        assert!(head.starts_with("\u{FEFF}id,at,object_type,".as_bytes()));
    }
}
