/// One response of the server (RFC 9051 section 7): its lines without the literals, and these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Response {
    /// In place of each literal stands `{}`.
    pub(super) text: String,
    pub(super) literals: Vec<Vec<u8>>,
}

/// What the bytes that have come make.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A response, of so many bytes.
    Whole(Response, usize),
    /// At least so many bytes must have come.
    More(usize),
    /// It says it is longer than that.
    TooLong,
}

/// Lines beyond which no server goes.
const LONGEST_LINE: usize = 64 * 1024;

/// Reads the response that `input` begins with; its literals together hold at most `limit` bytes.
pub(super) fn read(input: &[u8], limit: usize) -> Read {
    let (mut response, mut at, mut held) = (Response::default(), 0, 0);
    loop {
        let Some(end) = memchr::memmem::find(&input[at..], b"\r\n") else {
            let long = input.len() - at > LONGEST_LINE;
            return if long {
                Read::TooLong
            } else {
                Read::More(input.len() + 1)
            };
        };
        let line = String::from_utf8_lossy(&input[at..at + end]).into_owned();
        at += end + 2;
        let Some((before, size)) = literal(&line) else {
            response.text.push_str(&line);
            return Read::Whole(response, at);
        };
        held += size;
        if held > limit {
            return Read::TooLong;
        }
        if input.len() < at + size {
            return Read::More(at + size);
        }
        response.text.push_str(before);
        response.text.push_str("{}");
        response.literals.push(input[at..at + size].to_vec());
        at += size;
    }
}

/// `… {123}` at the end of a line.
fn literal(line: &str) -> Option<(&str, usize)> {
    let (before, size) = line.strip_suffix('}')?.rsplit_once('{')?;
    Some((before, size.trim_end_matches('+').parse().ok()?))
}

impl Response {
    /// The number after `word`, as in `(UID 7 RFC822.SIZE 99)` or `[UIDVALIDITY 3]`.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        let upper = self.text.to_ascii_uppercase();
        let mut words = upper.split([' ', '(', ')', '[', ']']);
        words.find(|one| *one == word)?;
        words.next()?.parse().ok()
    }

    /// Whether it is `* … word …`.
    pub(super) fn is(&self, word: &str) -> bool {
        self.text.starts_with("* ")
            && self
                .text
                .split(' ')
                .any(|one| one.eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_response_is_read_with_its_literals() {
        let input = b"* 1 FETCH (UID 7 BODY[] {5}\r\na\r\nb) FLAGS ())\r\nrest";
        let Read::Whole(response, length) = read(input, 100) else {
            panic!("not whole");
        };
        assert_eq!(&input[length..], b"rest");
        assert_eq!(response.text, "* 1 FETCH (UID 7 BODY[] {} FLAGS ())");
        assert_eq!(response.literals, [b"a\r\nb)".to_vec()]);
        assert_eq!(
            (response.number("UID"), response.number("RFC822.SIZE")),
            (Some(7), None)
        );
        assert!(response.is("fetch") && !response.is("EXISTS"));
        assert_eq!(read(&input[..31], 100), Read::More(34));
        assert_eq!(read(&input[..10], 100), Read::More(11));
        assert_eq!(read(b"* {101}\r\n", 100), Read::TooLong);
    }

    proptest! {
        #[test]
        fn nothing_that_comes_breaks_the_reading(input in "[*a{}0-9+\r\n]{0,40}") {
            match read(input.as_bytes(), 50) {
                Read::Whole(_, length) => prop_assert!(length <= input.len()),
                Read::More(more) => prop_assert!(more > input.len()),
                Read::TooLong => {}
            }
        }
    }
}
