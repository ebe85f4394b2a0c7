use lettre::transport::smtp::{
    Error,
    response::{Code, Response},
};

/// The longest text of a reply that is kept, in characters.
const MAX_TEXT: usize = 1000;

/// What the relay answered to one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// Three digits.
    pub(crate) code: u16,
    /// Enhanced status code (RFC 3463), taken off the text.
    pub(crate) enhanced: Option<String>,
    /// Its lines joined by a space, control characters cleaned, at most [`MAX_TEXT`] characters.
    pub(crate) text: String,
}

/// Why a step of the dialogue did not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepError {
    /// The relay said no.
    Refused(Reply),
    /// Nothing more can be said: network, time, an answer that is no SMTP. In our words.
    Broken(String),
    /// The connection could not be protected. In our words.
    Tls(String),
}

/// "Service not available, closing": the relay hangs up, whatever was asked.
pub(crate) const CLOSING: u16 = 421;

impl Reply {
    fn new<'a>(code: Code, lines: impl Iterator<Item = &'a str>) -> Self {
        let code = u16::from(code);
        let mut enhanced = None;
        let mut text = String::new();
        for line in lines {
            let (found, words) = split_enhanced(code, line);
            if enhanced.is_none() {
                enhanced = found.map(str::to_owned);
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(words);
        }
        Self {
            code,
            enhanced,
            text: clean(&text),
        }
    }
}

impl From<&Response> for Reply {
    fn from(response: &Response) -> Self {
        Self::new(response.code(), response.message())
    }
}

impl From<Error> for StepError {
    fn from(error: Error) -> Self {
        use std::error::Error as _;
        let source = error.source().map(ToString::to_string).unwrap_or_default();
        match error.status() {
            Some(code) => Self::Refused(Reply::new(code, std::iter::once(source.as_str()))),
            // lettre's words for an end of the stream.
            None if source == "incomplete response" => {
                Self::Broken("the relay closed the connection".to_owned())
            }
            None if error.is_response() => {
                Self::Broken(clean(&format!("the relay's answer is no SMTP: {source}")))
            }
            None => Self::Broken(clean(&format!("the connection broke: {source}"))),
        }
    }
}

/// Splits `5.1.1 User unknown` where the class agrees with the reply code (RFC 2034, section 4).
fn split_enhanced(code: u16, line: &str) -> (Option<&str>, &str) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let mut parts = word.split('.');
    let class = parts.next().and_then(|class| class.parse().ok());
    let number = |part: Option<&str>| {
        part.is_some_and(|digits| {
            (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let enhanced = class == Some(code / 100)
        && number(parts.next())
        && number(parts.next())
        && parts.next().is_none();
    if enhanced {
        (Some(word), rest.trim_start())
    } else {
        (None, line)
    }
}

/// One line of at most [`MAX_TEXT`] characters without control characters.
pub(crate) fn clean(text: &str) -> String {
    let spaced: String = text
        .chars()
        .take(MAX_TEXT)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> Reply {
        Reply::from(&text.parse::<Response>().unwrap())
    }

    #[test]
    fn several_lines_become_one_and_the_enhanced_code_stands_apart() {
        let reply =
            reply("550-5.1.1 The address\r\n550-5.1.1 you wrote to\r\n550 5.1.1 is unknown\r\n");
        assert_eq!(reply.code, 550);
        assert_eq!(reply.enhanced.as_deref(), Some("5.1.1"));
        assert_eq!(reply.text, "The address you wrote to is unknown");
    }

    #[test]
    fn what_only_looks_like_an_enhanced_code_stays_in_the_text() {
        for line in [
            "10.0.0.1 is blocked",
            "4.1.1 wrong class",
            "5.1 short",
            "5.1234.1 long",
            "5.1.1.1 four",
        ] {
            let reply = reply(&format!("550 {line}\r\n"));
            assert_eq!((reply.enhanced, reply.text.as_str()), (None, line));
        }
    }

    #[test]
    fn control_characters_and_endless_texts_are_cleaned() {
        let reply = reply(&format!("250 a\u{1b}[31m\tb{}\r\n", "x".repeat(5000)));
        assert!(reply.text.starts_with("a [31m b"));
        assert_eq!(reply.text.chars().count(), MAX_TEXT);
    }
}
