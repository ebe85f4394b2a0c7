//! `winmail.dat`: what Exchange packs attachments into for those who cannot read it (MS-OXTNEF).

use super::charset;

/// A file within.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Packed {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

const SIGNATURE: u32 = 0x223e_9f78;
const BODY: u32 = 0x0002_800c;
const BEGIN_ATTACHMENT: u32 = 0x0006_9002;
const TITLE: u32 = 0x0001_8010;
const DATA: u32 = 0x0006_800f;
const PROPERTIES: u32 = 0x0006_9005;
/// `PR_ATTACH_LONG_FILENAME`
const LONG_NAME: u16 = 0x3707;
/// Files and properties that are looked at.
const MOST: usize = 100;

/// The files and the plain text in `bytes`; none when it is no such thing.
pub(super) fn open(bytes: &[u8]) -> (Vec<Packed>, Option<String>) {
    let (mut files, mut text): (Vec<Packed>, _) = (Vec::new(), None);
    let mut cursor = Cursor(bytes);
    if cursor.long() != Some(SIGNATURE) || cursor.short().is_none() {
        return (files, text);
    }
    while let Some((tag, value)) = attribute(&mut cursor) {
        if tag == BEGIN_ATTACHMENT && files.len() < MOST {
            files.push(Packed::default());
        }
        match (tag, files.last_mut()) {
            (BODY, _) => text = Some(charset::to_text(trimmed(value), None).replace("\r\n", "\n")),
            (TITLE, Some(file)) if file.name.is_empty() => {
                file.name = charset::to_text(trimmed(value), None);
            }
            (DATA, Some(file)) => file.bytes = value.to_vec(),
            (PROPERTIES, Some(file)) => {
                if let Some(name) = long_name(value) {
                    file.name = name;
                }
            }
            _ => {}
        }
    }
    files.retain(|file| !file.bytes.is_empty());
    (files, text)
}

/// Level, tag, length, value, checksum.
fn attribute<'x>(cursor: &mut Cursor<'x>) -> Option<(u32, &'x [u8])> {
    cursor.take(1)?;
    let (tag, length) = (cursor.long()?, cursor.long()?);
    let value = cursor.take(usize::try_from(length).ok()?)?;
    cursor.short()?;
    Some((tag, value))
}

/// The name among the properties of an attachment; the short one has eight letters and three.
fn long_name(properties: &[u8]) -> Option<String> {
    let mut cursor = Cursor(properties);
    let count = usize::try_from(cursor.long()?).ok()?;
    for _ in 0..count.min(MOST) {
        let (kind, id) = (cursor.short()?, cursor.short()?);
        if id >= 0x8000 {
            named(&mut cursor)?;
        }
        let values = if kind & 0x1000 != 0 || is_long(kind & 0x0fff) {
            cursor.long()?
        } else {
            1
        };
        for _ in 0..values {
            let value = value(&mut cursor, kind & 0x0fff)?;
            if id == LONG_NAME {
                let charset = (kind & 0x0fff == 0x1f).then_some("utf-16le");
                return Some(
                    charset::to_text(value, charset)
                        .trim_end_matches('\0')
                        .to_owned(),
                );
            }
        }
    }
    None
}

/// A property that a program named itself: a number or a text.
fn named(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.take(16)?;
    if cursor.long()? == 0 {
        cursor.long()?;
    } else {
        let length = usize::try_from(cursor.long()?).ok()?;
        cursor.take(length.checked_next_multiple_of(4)?)?;
    }
    Some(())
}

const fn is_long(kind: u16) -> bool {
    matches!(kind, 0x0d | 0x1e | 0x1f | 0x102)
}

fn value<'x>(cursor: &mut Cursor<'x>, kind: u16) -> Option<&'x [u8]> {
    match kind {
        0x02 | 0x03 | 0x04 | 0x0a | 0x0b => cursor.take(4),
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => cursor.take(8),
        0x48 => cursor.take(16),
        kind if is_long(kind) => {
            let length = usize::try_from(cursor.long()?).ok()?;
            let padded = cursor.take(length.checked_next_multiple_of(4)?)?;
            padded.get(..length)
        }
        _ => None,
    }
}

/// Texts end with a NUL.
fn trimmed(value: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, value).unwrap_or(value.len());
    &value[..end]
}

struct Cursor<'x>(&'x [u8]);

impl<'x> Cursor<'x> {
    fn take(&mut self, length: usize) -> Option<&'x [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn put(tag: u32, value: &[u8]) -> Vec<u8> {
        let length = u32::try_from(value.len()).unwrap();
        [
            &[2][..],
            &tag.to_le_bytes(),
            &length.to_le_bytes(),
            value,
            &[0, 0],
        ]
        .concat()
    }

    fn winmail() -> Vec<u8> {
        let name: Vec<u8> = "dévis.pdf\0"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let padding = vec![0; name.len().next_multiple_of(4) - name.len()];
        let number = [&[3, 0, 5, 0x37][..], &long(1)].concat();
        let text = [
            &[0x1f, 0, 7, 0x37][..],
            &long(1),
            &long(name.len()),
            &name,
            &padding,
        ]
        .concat();
        let properties = [&long(2)[..], &number, &text].concat();
        let parts = [
            SIGNATURE.to_le_bytes().to_vec(),
            vec![0, 0],
            put(BODY, b"Hello\r\nyou\0"),
            put(BEGIN_ATTACHMENT, b"x"),
            put(TITLE, b"DVIS~1.PDF\0"),
            put(DATA, b"%PDF-"),
            put(PROPERTIES, &properties),
        ];
        parts.concat()
    }

    #[test]
    fn files_are_found_with_their_long_names() {
        let (files, text) = open(&winmail());
        assert_eq!(
            files,
            [Packed {
                name: "dévis.pdf".to_owned(),
                bytes: b"%PDF-".to_vec()
            }]
        );
        assert_eq!(text.as_deref(), Some("Hello\nyou"));
        assert_eq!(open(b"no such thing").0, []);
    }

    proptest! {
        #[test]
        fn nothing_in_it_breaks_the_opening(at in 0_usize..150, byte in any::<u8>(), end in 0_usize..200) {
            let mut bytes = winmail();
            if let Some(old) = bytes.get_mut(at) {
                *old = byte;
            }
            bytes.truncate(end);
            let _ = open(&bytes);
        }
    }
}
