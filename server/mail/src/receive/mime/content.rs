//! What of a message is shown: its text, its HTML, its attachments.

use std::borrow::Cow;

use flow::port::ReadAttachment;

use super::{
    calendar, flowed,
    headers::Headers,
    plain,
    structure::{Part, Structure, plain_name},
    tnef,
    uuencode::{self, Uuencoded},
};

/// Text and HTML beyond this are not shown; they are in the raw message.
const LONGEST: usize = 1024 * 1024;

const TOO_MANY: &str = "it has more attachments than are shown";

/// Attachments beyond this are not shown either.
const MOST_FILES: usize = 300;

/// What is shown of a message.
#[derive(Default)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) html: Option<String>,
    /// In order; their numbers in [`ReadAttachment::part`] count from 1.
    pub(super) files: Vec<File>,
    pub(super) faults: Vec<&'static str>,
    /// The text in a `winmail.dat`.
    packed_text: Option<String>,
}

/// An attachment, and where its bytes are.
pub(super) struct File {
    pub(super) shown: ReadAttachment,
    pub(super) source: Source,
}

/// Where the bytes of an attachment are.
pub(super) enum Source {
    /// A part of the message.
    Part(usize),
    /// Taken out of a text.
    Bytes(Vec<u8>),
}

impl Content {
    /// Gathers what is shown.
    pub(super) fn of(structure: &Structure<'_>) -> Self {
        let mut content = Self::default();
        let (mut texts, mut pages): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for (number, part) in structure.parts.iter().enumerate() {
            if part.is_multipart() {
                continue;
            }
            match shown_as(structure, part) {
                Shown::Text => texts.push(content.text_of(part)),
                Shown::Page => pages.push(part.text()),
                Shown::File => content.attach(number, part),
            }
        }
        content.html = Some(pages.join("\n<hr>\n")).filter(|page| !page.trim().is_empty());
        content.text = texts.join("\n");
        content.text.truncate(content.text.trim_end().len());
        content.fill_text(structure);
        content.cut();
        content
    }

    fn text_of(&mut self, part: &Part<'_>) -> String {
        let mut text = part.text();
        let parameter = |name| part.typed.parameter(name).unwrap_or_default();
        if parameter("format").eq_ignore_ascii_case("flowed") {
            text = flowed::join(&text, parameter("delsp").eq_ignore_ascii_case("yes"));
        }
        let (text, files) = uuencode::extract(&text);
        for Uuencoded { name, bytes } in files {
            self.attach_bytes(&name, bytes);
        }
        text
    }

    /// A message without a text: its HTML, its invitation, or the message in it speaks for it.
    fn fill_text(&mut self, structure: &Structure<'_>) {
        if !self.text.trim().is_empty() {
            return;
        }
        let first = |kind: &str| structure.parts.iter().find(|part| part.typed.value == kind);
        if let Some(html) = &self.html {
            self.text = plain::from_html(html);
        } else if let Some(part) = first("text/calendar") {
            self.text = calendar::summary(&part.text());
        } else if let Some(part) = first("message/rfc822") {
            self.text = inner_text(&part.decoded());
        } else if let Some(text) = self.packed_text.take() {
            self.text = text;
        }
    }

    fn attach(&mut self, number: usize, part: &Part<'_>) {
        let content_id = part.content_id();
        let media_type = part.typed.value.clone();
        let inline =
            content_id.is_some() && media_type.starts_with("image/") && !part.is_attached();
        let name = part
            .file_name()
            .unwrap_or_else(|| self.made_up(&media_type, part));
        let size = part.decoded().len() as u64;
        let shown = ReadAttachment {
            part: self.next(),
            name,
            media_type,
            size,
            content_id,
            inline,
        };
        let is_packed = is_winmail(&shown);
        self.add(File {
            shown,
            source: Source::Part(number),
        });
        if is_packed {
            self.unpack(&part.decoded());
        }
    }

    /// The files in a `winmail.dat` stand beside it.
    fn unpack(&mut self, packed: &[u8]) {
        let (files, text) = tnef::open(packed);
        for file in files {
            self.attach_bytes(&file.name, file.bytes);
        }
        self.packed_text = self.packed_text.take().or(text);
    }

    fn attach_bytes(&mut self, name: &str, bytes: Vec<u8>) {
        let name = Some(plain_name(name)).filter(|name| !name.is_empty());
        let shown = ReadAttachment {
            part: self.next(),
            name: name.unwrap_or_else(|| format!("attachment-{}.bin", self.next())),
            media_type: "application/octet-stream".to_owned(),
            size: bytes.len() as u64,
            content_id: None,
            inline: false,
        };
        self.add(File {
            shown,
            source: Source::Bytes(bytes),
        });
    }

    /// One more attachment, where there is room.
    fn add(&mut self, file: File) {
        if self.files.len() < MOST_FILES {
            self.files.push(file);
        } else if !self.faults.contains(&TOO_MANY) {
            self.faults.push(TOO_MANY);
        }
    }

    fn next(&self) -> u32 {
        u32::try_from(self.files.len() + 1).unwrap_or(u32::MAX)
    }

    fn made_up(&self, media_type: &str, part: &Part<'_>) -> String {
        if media_type == "message/rfc822" {
            let subject = Headers::split(&part.decoded())
                .0
                .text("subject")
                .unwrap_or_default();
            let subject = plain_name(&subject.replace(['/', '\\', ':'], " "));
            let subject = if subject.is_empty() {
                "message".to_owned()
            } else {
                subject
            };
            return format!("{subject}.eml");
        }
        format!("attachment-{}.{}", self.next(), extension(media_type))
    }

    fn cut(&mut self) {
        let shorten = |text: &mut String| {
            let long = text.len() > LONGEST;
            text.truncate(text.floor_char_boundary(LONGEST));
            long
        };
        let long = shorten(&mut self.text);
        // A page cut in the middle would not be one.
        let page_long = self
            .html
            .as_ref()
            .is_some_and(|html| html.len() > 2 * LONGEST);
        if page_long {
            self.html = None;
        }
        if long || page_long {
            self.faults.push("it is longer than is shown");
        }
    }
}

fn is_winmail(file: &ReadAttachment) -> bool {
    matches!(
        file.media_type.as_str(),
        "application/ms-tnef" | "application/vnd.ms-tnef"
    ) || file.name.eq_ignore_ascii_case("winmail.dat")
}

enum Shown {
    Text,
    Page,
    File,
}

fn shown_as(structure: &Structure<'_>, part: &Part<'_>) -> Shown {
    let named = part.file_name().is_some();
    let kind = part.kind();
    let parent = part.parent.map(|at| &structure.parts[at]);
    let in_alternative = parent.is_some_and(|parent| parent.typed.value == "multipart/alternative");
    let is_body = !part.is_attached() && (!named || in_alternative || part.parent.is_none());
    match kind {
        "text/plain" if is_body => Shown::Text,
        "text/html" if is_body => Shown::Page,
        // Old mail programs; enriched text is read as it is.
        "text" | "text/enriched" | "text/richtext" if is_body && !in_alternative => Shown::Text,
        _ => Shown::File,
    }
}

/// The text of a message within the message: one step deep only.
fn inner_text(raw: &[u8]) -> String {
    let structure = Structure::of(raw);
    let part = structure
        .parts
        .iter()
        .find(|part| part.typed.value == "text/plain");
    let page = || {
        structure
            .parts
            .iter()
            .find(|part| part.typed.value == "text/html")
    };
    match part {
        Some(part) => part.text().trim_end().to_owned(),
        None => page().map_or_else(String::new, |part| plain::from_html(&part.text())),
    }
}

fn extension(media_type: &str) -> Cow<'_, str> {
    let subtype = media_type
        .split_once('/')
        .map_or("bin", |(_, subtype)| subtype);
    match subtype {
        "jpeg" => "jpg".into(),
        "calendar" => "ics".into(),
        "octet-stream" => "bin".into(),
        "plain" | "rfc822-headers" | "delivery-status" | "disposition-notification" => "txt".into(),
        "pgp-signature" => "asc".into(),
        "pkcs7-signature" | "x-pkcs7-signature" => "p7s".into(),
        "svg+xml" => "svg".into(),
        other if other.len() <= 8 && other.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            other.into()
        }
        _ => "bin".into(),
    }
}
