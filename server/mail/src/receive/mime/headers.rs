use domain::{address::EmailAddress, time::Timestamp};
use flow::port::Mailbox;
use mail_parser::{Address, ContentType, HeaderValue, parsers::MessageStream};

use super::charset;

/// What of a block is looked at; the rest is passed over.
const MOST_FIELDS: usize = 1_000;
const LONGEST_VALUE: usize = 64 * 1024;
/// Addresses or ids of one field.
const MOST_ENTRIES: usize = 100;

/// A block of header fields (RFC 5322 section 2.2).
#[derive(Default)]
pub(super) struct Headers {
    /// Names in lower case; values in UTF-8, folded as they came, with a line end.
    fields: Vec<(String, String)>,
}

impl Headers {
    /// Splits `entity` at its first empty line, or where no header stands any more: headers and body.
    pub(super) fn split(entity: &[u8]) -> (Self, &[u8]) {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        let mut rest = entity;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (line, tail) = rest.split_at(end);
            if line.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
                rest = tail;
                break;
            }
            let passed_over = fields.is_empty() && is_mbox_line(line);
            if !passed_over && !take_line(&mut fields, line) {
                break;
            }
            rest = tail;
        }
        let fields = fields.into_iter().take(MOST_FIELDS);
        let fields = fields.map(|(name, value)| {
            (
                name,
                format!("{}\n", charset::header_text(&value).trim_end()),
            )
        });
        (
            Self {
                fields: fields.collect(),
            },
            rest,
        )
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name =
            move |(field, value): &'a (String, String)| (field == name).then_some(value.as_str());
        self.fields.iter().filter_map(of_name)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The first of its name as it came, on one line.
    pub(super) fn raw(&self, name: &str) -> Option<String> {
        self.value(name).map(one_line)
    }

    /// The first of its name, decoded (RFC 2047), on one line.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let value = self.value(name)?;
        match MessageStream::new(value.as_bytes()).parse_unstructured() {
            HeaderValue::Text(text) => Some(one_line(&text)),
            _ => Some(String::new()),
        }
    }

    /// The addresses of all fields of this name; what is no address is left out.
    pub(super) fn mailboxes(&self, name: &str) -> Vec<Mailbox> {
        let values = self.values(name).flat_map(mailboxes_in);
        values.take(MOST_ENTRIES).collect()
    }

    /// Message ids with their angle brackets, in order.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        let values: String = self.values(name).collect();
        ids_in(&values)
    }

    pub(super) fn date(&self, name: &str) -> Option<Timestamp> {
        match MessageStream::new(self.value(name)?.as_bytes()).parse_date() {
            HeaderValue::DateTime(date) if date.is_valid() => {
                let seconds = u64::try_from(date.to_timestamp()).ok()?;
                Some(Timestamp::from_ms(seconds.saturating_mul(1000)))
            }
            _ => None,
        }
    }

    /// Content-Type or Content-Disposition with its parameters (RFC 2045, 2183, 2231).
    pub(super) fn typed(&self, name: &str) -> Option<Typed> {
        match MessageStream::new(self.value(name)?.as_bytes()).parse_content_type() {
            HeaderValue::ContentType(typed) => Some(Typed::from(typed)),
            _ => None,
        }
    }
}

fn mailboxes_in(value: &str) -> Vec<Mailbox> {
    let HeaderValue::Address(address) = MessageStream::new(value.as_bytes()).parse_address() else {
        return Vec::new();
    };
    let all = match address {
        Address::List(list) => list,
        Address::Group(groups) => groups
            .into_iter()
            .flat_map(|group| group.addresses)
            .collect(),
    };
    let mailbox = |one: mail_parser::Addr<'_>| {
        let address: EmailAddress = one.address?.parse().ok()?;
        Some((
            address,
            one.name.map_or_else(String::new, |name| one_line(&name)),
        ))
    };
    all.into_iter().filter_map(mailbox).collect()
}

/// Adds a line to the fields; `false`: it is no line of a header.
fn take_line(fields: &mut Vec<(String, Vec<u8>)>, line: &[u8]) -> bool {
    if matches!(line, [b' ' | b'\t', ..]) {
        return fields.last_mut().is_some_and(|(_, value)| {
            if value.len() + line.len() <= LONGEST_VALUE {
                value.extend_from_slice(line);
            }
            true
        });
    }
    let Some(colon) = memchr::memchr(b':', line) else {
        return false;
    };
    let name = line[..colon].trim_ascii_end();
    if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
        return false;
    }
    if fields.len() <= MOST_FIELDS {
        let value = &line[colon + 1..];
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        fields.push((name, value[..value.len().min(LONGEST_VALUE)].to_vec()));
    }
    true
}

/// The line that mailboxes in a file have before each message.
fn is_mbox_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// Message ids in a text, each once, with their angle brackets.
pub(super) fn ids_in(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for piece in text.split('<').skip(1).take(LONGEST_VALUE) {
        let Some((id, _)) = piece.split_once('>') else {
            continue;
        };
        // Some programs fold within an id.
        let id: String = id
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        if !id.is_empty() && id.len() <= 995 {
            ids.push(format!("<{id}>"));
        }
    }
    if ids.len() > MOST_ENTRIES {
        // The first names the thread, the last ones the place in it.
        ids.drain(1..=ids.len() - MOST_ENTRIES);
    }
    if ids.is_empty() {
        let bare = text
            .split_whitespace()
            .find(|word| word.contains('@') && word.len() <= 995);
        ids.extend(bare.map(|id| format!("<{}>", id.replace(['<', '>'], ""))));
    }
    ids
}

/// Without line ends, control characters and directional overrides, with single blanks.
pub(super) fn one_line(text: &str) -> String {
    let shown = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words = shown.filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    line.replace(
        [
            '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}',
            '\u{2068}', '\u{2069}',
        ],
        "",
    )
}

/// A value with parameters.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// In lower case, as `text/plain` or `attachment`.
    pub(super) value: String,
    parameters: Vec<(String, String)>,
}

impl Typed {
    /// Without parameters.
    pub(super) fn plain(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            parameters: Vec::new(),
        }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self
            .parameters
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl From<ContentType<'_>> for Typed {
    fn from(typed: ContentType<'_>) -> Self {
        let value = match &typed.c_subtype {
            Some(subtype) => format!("{}/{subtype}", typed.c_type),
            None => typed.c_type.to_string(),
        };
        let parameters = typed.attributes.unwrap_or_default().into_iter();
        Self {
            value: one_line(&value).to_ascii_lowercase(),
            parameters: parameters
                .map(|one| (one.name.into_owned(), one.value.into_owned()))
                .collect(),
        }
    }
}
