//! HTML as plain text, in one pass.

use mail_parser::decoders::html::add_html_token;

/// Elements whose content is not shown.
const HIDDEN: &[&str] = &[
    "head", "style", "script", "template", "title", "noscript", "svg", "object",
];

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "address",
    "center",
    "dl",
    "dt",
    "dd",
    "form",
    "blockquote",
    "body",
];

/// Quotes lie at most this deep in one another.
const DEEPEST_QUOTE: usize = 20;

/// The text of an HTML page as it would be read: blocks on lines of their own, quotes with `>`.
pub(super) fn from_html(html: &str) -> String {
    let mut page = Page {
        out: String::with_capacity(html.len() / 2),
        quotes: 0,
        blank: false,
        preformatted: 0,
    };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.words(&rest[..at]);
        rest = page.markup(&rest[at..]);
    }
    page.words(rest);
    tidy(&page.out)
}

struct Page {
    out: String,
    quotes: usize,
    /// A blank is due before the next word.
    blank: bool,
    preformatted: usize,
}

impl Page {
    /// Passes over one piece of markup; returns what follows.
    fn markup<'x>(&mut self, rest: &'x str) -> &'x str {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, after)| after);
        }
        let is_tag = rest[1..]
            .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !is_tag {
            self.words("<");
            return &rest[1..];
        }
        let (tag, after) = rest[1..].split_once('>').unwrap_or((&rest[1..], ""));
        let (closes, tag) = tag
            .strip_prefix('/')
            .map_or((false, tag), |tag| (true, tag));
        let name = tag
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let name = name.to_ascii_lowercase();
        if !closes && HIDDEN.contains(&name.as_str()) && !tag.ends_with('/') {
            return past_end_of(&name, after);
        }
        self.element(&name, closes);
        after
    }

    fn element(&mut self, name: &str, closes: bool) {
        match name {
            "br" => self.line(),
            "td" | "th" => self.blank = true,
            _ if BLOCKS.contains(&name) => self.begin_line(),
            _ => {}
        }
        match (name, closes) {
            ("p" | "blockquote", _) => self.gap(),
            ("li", false) => self.put("- "),
            ("pre", false) => self.preformatted += 1,
            ("pre", true) => self.preformatted = self.preformatted.saturating_sub(1),
            _ => {}
        }
        if name == "blockquote" {
            self.quotes = if closes {
                self.quotes.saturating_sub(1)
            } else {
                self.quotes + 1
            };
        }
    }

    fn words(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.line();
                }
                self.put(&entities(line.trim_end_matches('\r')));
            }
            return;
        }
        self.blank |= text.starts_with(|c: char| c.is_ascii_whitespace());
        for word in text.split_ascii_whitespace() {
            self.put(&entities(word));
            self.blank = true;
        }
        if !text.is_empty() {
            self.blank = text.ends_with(|c: char| c.is_ascii_whitespace());
        }
    }

    fn put(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if self.at_line_start() {
            let quotes = self.quotes.min(DEEPEST_QUOTE);
            self.out.extend(std::iter::repeat_n("> ", quotes));
        } else if self.blank {
            self.out.push(' ');
        }
        self.blank = false;
        self.out.push_str(word);
    }

    fn at_line_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn line(&mut self) {
        self.blank = false;
        self.out.push('\n');
    }

    fn begin_line(&mut self) {
        self.blank = false;
        if !self.at_line_start() {
            self.out.push('\n');
        }
    }

    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

fn past_end_of<'x>(name: &str, rest: &'x str) -> &'x str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let tag = &rest.as_bytes()[from + at + 2..];
        if tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            let end = &rest[from + at..];
            return end.split_once('>').map_or("", |(_, after)| after);
        }
        from += at + 2;
    }
    ""
}

fn entities(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(40).position(|byte| byte == b';');
        let (entity, tail) = rest.split_at(end.map_or(1, |end| end + 1));
        add_html_token(&mut out, entity.as_bytes(), false);
        rest = tail;
    }
    out.push_str(rest);
    out.replace('\u{a0}', " ")
}

/// At most one empty line after another, none at the ends, no control characters.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 && !(line.is_empty() && out.is_empty()) {
            out.extend(line.chars().filter(|c| !c.is_control() || *c == '\t'));
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_becomes_lines_as_one_would_read_them() {
        let html = "<html><head><title>t</title><style>p{}</style></head><body><p>Hello&nbsp;<b>Anna</b>,</p>\
                    <div>a &lt; b &amp;&#233;<br>next</div><ul><li>one<li>two</ul>\
                    <!-- no --><blockquote>Am Montag<br>schrieb</blockquote><script>x('<p>')</script></body></html>";
        let text = from_html(html);
        assert_eq!(
            text,
            "Hello Anna,\n\na < b &é\nnext\n- one\n- two\n\n> Am Montag\n> schrieb"
        );
    }

    #[test]
    fn what_is_no_markup_stays() {
        assert_eq!(from_html("1 < 2 and a<b"), "1 < 2 and a");
        assert_eq!(from_html("x &unknown; & y"), "x &unknown; & y");
    }
}
