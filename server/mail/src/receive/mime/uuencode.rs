/// A file found in a text.
pub(super) struct Uuencoded {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Files in a text beyond which no more are looked for.
const MOST: usize = 20;

/// Takes the files out of a text; what is not whole stays as it is.
pub(super) fn extract(text: &str) -> (String, Vec<Uuencoded>) {
    let mut files = Vec::new();
    if !text.contains("begin ") {
        return (text.to_owned(), files);
    }
    let (mut kept, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((line, tail)) = next_line(rest) {
        let found = begin(line).filter(|_| files.len() < MOST).and_then(|name| {
            let (bytes, after) = until_end(tail)?;
            Some((
                Uuencoded {
                    name: name.to_owned(),
                    bytes,
                },
                after,
            ))
        });
        if let Some((file, after)) = found {
            files.push(file);
            rest = after;
        } else {
            kept.push_str(&rest[..rest.len() - tail.len()]);
            rest = tail;
        }
    }
    (kept, files)
}

/// The first file in what was declared to be uuencoded.
pub(super) fn first(body: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(body);
    let mut rest: &str = &text;
    while let Some((line, tail)) = next_line(rest) {
        if begin(line).is_some() {
            return until_end(tail).map(|(bytes, _)| bytes);
        }
        rest = tail;
    }
    None
}

fn next_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    let (line, tail) = text.split_once('\n').unwrap_or((text, ""));
    Some((line.trim_end_matches('\r'), tail))
}

/// `begin 644 name`
fn begin(line: &str) -> Option<&str> {
    let (mode, name) = line.strip_prefix("begin ")?.split_once(' ')?;
    let octal = (3..=4).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    (octal && !name.trim().is_empty()).then(|| name.trim())
}

/// The file and what follows it; `None`: not uuencoded, or it does not end. A text full of beginnings costs no more than
/// its length each: the first line that cannot be decoded ends the look.
fn until_end(text: &str) -> Option<(Vec<u8>, &str)> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((line, tail)) = next_line(rest) {
        if line.trim_end() == "end" {
            return Some((bytes, tail));
        }
        decode_line(line, &mut bytes)?;
        rest = tail;
    }
    None
}

fn decode_line(line: &str, out: &mut Vec<u8>) -> Option<()> {
    let (&length, coded) = line.as_bytes().split_first()?;
    if !(b' '..=b'`').contains(&length) || coded.len() > 64 {
        return None;
    }
    let length = usize::from((length - b' ') & 63);
    let mut decoded = Vec::with_capacity(48);
    for group in coded.chunks(4) {
        let mut bits = 0_u32;
        for at in 0..4 {
            let byte = group.get(at).copied().unwrap_or(b' ');
            if !(b' '..=b'`').contains(&byte) {
                return None;
            }
            bits = bits << 6 | u32::from((byte - b' ') & 63);
        }
        decoded.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    decoded.resize(length, 0);
    out.extend_from_slice(&decoded);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_out_of_the_text_around_it() {
        let text = "Hello,\nbegin 644 cat.txt\n#0V%T\n`\nend\nBye\n";
        let (kept, files) = extract(text);
        assert_eq!(kept, "Hello,\nBye\n");
        assert_eq!(
            (files[0].name.as_str(), files[0].bytes.as_slice()),
            ("cat.txt", b"Cat".as_slice())
        );
    }

    #[test]
    fn what_only_looks_like_a_file_stays_text() {
        let text = "begin 644 the day with coffee\nand more\n";
        assert_eq!(extract(text).0, text);
    }
}
