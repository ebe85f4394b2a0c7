use std::borrow::Cow;

use memchr::memmem;

use super::{
    charset,
    headers::{Headers, Typed, one_line},
    transfer,
};

/// Parts of a message that are looked at, and how deep they may lie in one another.
const MOST_PARTS: usize = 300;
const DEEPEST: usize = 30;

/// One part of a message (RFC 2045): leaves and those that hold others, in the order of the message.
pub(super) struct Part<'x> {
    pub(super) headers: Headers,
    /// As it came, still encoded.
    pub(super) body: &'x [u8],
    pub(super) typed: Typed,
    pub(super) parent: Option<usize>,
    depth: usize,
    /// A multipart without parts, shown as text rather than not at all.
    hollow: bool,
}

/// The parts of a message.
pub(super) struct Structure<'x> {
    pub(super) parts: Vec<Part<'x>>,
    pub(super) faults: Vec<String>,
}

impl<'x> Structure<'x> {
    /// Takes a message apart, without recursion and within bounds: what lies deeper or comes later stays in its container.
    pub(super) fn of(raw: &'x [u8]) -> Self {
        let mut structure = Self {
            parts: Vec::new(),
            faults: Vec::new(),
        };
        let mut waiting: Vec<(&'x [u8], Option<usize>, usize)> = vec![(raw, None, 0)];
        while let Some((entity, parent, depth)) = waiting.pop() {
            if structure.parts.len() >= MOST_PARTS {
                structure.fault("it has more parts than are shown");
                break;
            }
            let number = structure.parts.len();
            let children = structure.add(entity, parent, depth);
            let children = children.into_iter().rev().take(MOST_PARTS * 2);
            waiting.extend(children.map(|child| (child, Some(number), depth + 1)));
        }
        structure
    }

    /// Adds one part; its children are returned.
    fn add(&mut self, entity: &'x [u8], parent: Option<usize>, depth: usize) -> Vec<&'x [u8]> {
        let (headers, body) = Headers::split(entity);
        let typed = self.type_of(&headers, parent);
        let mut part = Part {
            headers,
            body,
            typed,
            parent,
            depth,
            hollow: false,
        };
        let mut children = Vec::new();
        if part.is_multipart() {
            children = self.children(&part);
            if children.is_empty() {
                part.hollow = true;
            }
        }
        self.parts.push(part);
        children
    }

    fn type_of(&self, headers: &Headers, parent: Option<usize>) -> Typed {
        let in_digest = parent.is_some_and(|at| self.parts[at].typed.value == "multipart/digest");
        let otherwise = if in_digest {
            "message/rfc822"
        } else {
            "text/plain"
        };
        let declared = headers.typed("content-type");
        declared
            .filter(|typed| typed.value.contains('/'))
            .unwrap_or_else(|| Typed::plain(otherwise))
    }

    fn children(&mut self, part: &Part<'x>) -> Vec<&'x [u8]> {
        if part.depth >= DEEPEST {
            self.fault("its parts lie deeper in one another than is looked at");
            return Vec::new();
        }
        let boundary = part
            .typed
            .parameter("boundary")
            .unwrap_or_default()
            .trim_end();
        if boundary.is_empty() || boundary.len() > 998 {
            self.fault("a multipart names no boundary");
            return Vec::new();
        }
        let (children, closed) = between(part.body, boundary);
        if children.is_empty() {
            self.fault("a multipart has no parts");
        } else if !closed {
            self.fault("a multipart does not end");
        }
        children
    }

    pub(super) fn fault(&mut self, words: &str) {
        if !self.faults.iter().any(|fault| fault == words) {
            self.faults.push(words.to_owned());
        }
    }
}

/// The pieces between the lines of `boundary`, and whether the last line stood there.
fn between<'x>(body: &'x [u8], boundary: &str) -> (Vec<&'x [u8]>, bool) {
    let needle = format!("--{boundary}");
    let (mut pieces, mut start) = (Vec::new(), None);
    for at in memmem::find_iter(body, needle.as_bytes()) {
        let rest = &body[at + needle.len()..];
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let closes = rest.starts_with(b"--");
        let at_line_start = at == 0 || body[at - 1] == b'\n';
        if !at_line_start || !(closes || rest[..end].iter().all(u8::is_ascii_whitespace)) {
            continue;
        }
        if let Some(start) = start {
            pieces.push(without_line_end(&body[start..at.max(start)]));
        }
        start = Some(at + needle.len() + end);
        if closes || pieces.len() > MOST_PARTS {
            return (pieces, closes);
        }
    }
    pieces.extend(start.map(|start| &body[start..]));
    (pieces, false)
}

/// The line end before a boundary belongs to it (RFC 2046 section 5.1.1).
fn without_line_end(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

impl<'x> Part<'x> {
    pub(super) fn is_multipart(&self) -> bool {
        self.typed.value.starts_with("multipart/") && !self.hollow
    }

    /// What its content is to be shown as.
    pub(super) fn kind(&self) -> &str {
        if self.hollow {
            "text/plain"
        } else {
            &self.typed.value
        }
    }

    /// Its content without the transfer encoding.
    pub(super) fn decoded(&self) -> Cow<'x, [u8]> {
        let encoding = self
            .headers
            .raw("content-transfer-encoding")
            .unwrap_or_default();
        transfer::decode(self.body, &encoding)
    }

    /// Its content as text with LF line ends.
    pub(super) fn text(&self) -> String {
        let text = charset::to_text(&self.decoded(), self.typed.parameter("charset"));
        text.replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "")
    }

    /// The file name it was given.
    pub(super) fn file_name(&self) -> Option<String> {
        let disposition = self.headers.typed("content-disposition");
        let given = disposition
            .as_ref()
            .and_then(|typed| typed.parameter("filename"));
        let given = given.or_else(|| self.typed.parameter("name"))?;
        Some(plain_name(&decoded_words(given))).filter(|name| !name.is_empty())
    }

    pub(super) fn is_attached(&self) -> bool {
        let disposition = self.headers.typed("content-disposition");
        disposition.is_some_and(|typed| typed.value == "attachment")
    }

    /// Content-ID without its angle brackets.
    pub(super) fn content_id(&self) -> Option<String> {
        let id = self.headers.raw("content-id")?;
        let id = id.trim_matches(['<', '>', ' ']);
        (!id.is_empty()).then(|| id.to_owned())
    }
}

/// Against the standard, many programs write RFC 2047 into parameters.
fn decoded_words(given: &str) -> String {
    if !given.contains("=?") {
        return given.to_owned();
    }
    let (headers, _) = Headers::split(format!("x: {}\n", one_line(given)).as_bytes());
    headers.text("x").unwrap_or_else(|| given.to_owned())
}

/// Without folders, and short enough for any file system.
pub(super) fn plain_name(name: &str) -> String {
    let name = one_line(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name = name.trim_matches('.').trim();
    let mut end = name.len().min(200);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name[..end].to_owned()
}
