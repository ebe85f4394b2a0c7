//! What cleaning a page would cost, told in one pass: parsers of HTML take the square of some things that a stranger can
//! send.

/// The deepest that elements may lie in one another, and the most attributes of one.
const DEEPEST: usize = 200;
const MOST_ATTRIBUTES: usize = 300;
/// Open formatting elements are opened again in each block: the product bounds the page that comes out.
const MOST_REOPENED: usize = 1_000_000;

const FORMATTING: &[&[u8]] = &[
    b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike",
    b"strong", b"tt", b"u",
];
/// They hold nothing, or end where the next of their kind begins.
const UNCOUNTED: &[&[u8]] = &[
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta",
    b"source", b"track", b"wbr", b"p", b"li", b"td", b"th", b"tr", b"dd", b"dt", b"option",
    b"tbody", b"thead", b"tfoot", b"html", b"body", b"head",
];
/// What stands in them is no markup.
const RAW: &[&[u8]] = &[
    b"style",
    b"script",
    b"textarea",
    b"title",
    b"xmp",
    b"iframe",
    b"noembed",
    b"noframes",
];

/// Whether cleaning `html` would take longer than its length warrants.
pub(super) fn is_too_high(html: &str) -> bool {
    let mut scan = Scan {
        rest: html.as_bytes(),
        ..Scan::default()
    };
    while let Some(at) = memchr::memchr(b'<', scan.rest) {
        scan.rest = &scan.rest[at + 1..];
        if scan.too_much || !scan.piece() {
            return true;
        }
    }
    scan.formatting.saturating_mul(scan.tags) > MOST_REOPENED
}

#[derive(Default)]
struct Scan<'x> {
    rest: &'x [u8],
    /// Names, and whether they are formatting.
    open: Vec<(Vec<u8>, bool)>,
    tags: usize,
    /// The most formatting elements that were open at once.
    formatting: usize,
    too_much: bool,
}

impl Scan<'_> {
    /// Passes over what begins after `<`; `false`: it is too much.
    fn piece(&mut self) -> bool {
        if self.rest.starts_with(b"!--") {
            let end = memchr::memmem::find(self.rest, b"-->");
            self.rest = end.map_or(&[], |end| &self.rest[end + 3..]);
            return true;
        }
        let closes = self.rest.first() == Some(&b'/');
        let name = self.rest[usize::from(closes)..].iter();
        let name: Vec<u8> = name
            .take(16)
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .map(u8::to_ascii_lowercase)
            .collect();
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            return true;
        }
        self.tags += 1;
        if !self.past_tag() {
            return false;
        }
        if closes {
            if let Some(at) = self.open.iter().rposition(|(one, _)| *one == name) {
                self.open.truncate(at);
            }
        } else if RAW.contains(&name.as_slice()) {
            self.past_raw(&name);
        } else if !UNCOUNTED.contains(&name.as_slice()) {
            let is_formatting = FORMATTING.contains(&name.as_slice());
            self.open.push((name, is_formatting));
            if is_formatting {
                let formatting = self
                    .open
                    .iter()
                    .filter(|(_, formatting)| *formatting)
                    .count();
                self.formatting = self.formatting.max(formatting);
            }
        }
        self.open.len() <= DEEPEST
    }

    /// To the end of a tag: quotes count only after `=`.
    fn past_tag(&mut self) -> bool {
        let (mut at, mut attributes, mut after_equals) = (0, 0, false);
        while let Some(&byte) = self.rest.get(at) {
            match byte {
                b'>' => break,
                b'"' | b'\'' if after_equals => {
                    let quoted = &self.rest[at + 1..];
                    at += 1 + memchr::memchr(byte, quoted).unwrap_or(quoted.len());
                    after_equals = false;
                }
                b'=' => {
                    after_equals = true;
                    attributes += 1;
                }
                byte if byte.is_ascii_whitespace() => {
                    // A run of blanks is one.
                    let blank_before = at > 0 && self.rest[at - 1].is_ascii_whitespace();
                    attributes += usize::from(!blank_before && !after_equals);
                }
                b'/' => attributes += usize::from(!after_equals),
                _ => after_equals = false,
            }
            at += 1;
        }
        self.rest = &self.rest[at.min(self.rest.len())..];
        attributes <= MOST_ATTRIBUTES * 2
    }

    fn past_raw(&mut self, name: &[u8]) {
        for at in memchr::memmem::find_iter(self.rest, b"</") {
            let tag = &self.rest[at + 2..];
            if tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name) {
                self.rest = &self.rest[at..];
                return;
            }
        }
        self.rest = &[];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_take_the_square_of_their_length_are_told_from_usual_ones() {
        let usual = "<p>one<p>two <b>three</b><table><tr><td>x</table>".repeat(5_000);
        assert!(!is_too_high(&usual));
        for costly in [
            "<div>".repeat(400),
            "<div a=\"</div>\">".repeat(400),
            "<div></x>".repeat(400),
            "<div><!--</div>-->".repeat(400),
            "<div><style></div></style>".repeat(400),
            format!("<div {}>", "a ".repeat(1_000)),
            format!("{}{}", "<font a=1>".repeat(200), "<p>".repeat(20_000)),
        ] {
            assert!(is_too_high(&costly), "{}", &costly[..60]);
        }
    }
}
