use super::budget::Share;

/// Why a content is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A CR or LF stood alone: what ends a line, and so the message, must not be a matter of opinion.
    BareEnding,
    /// Longer than we take.
    TooLong,
    /// Contents of all sessions together fill the memory they may have.
    NoRoom,
}

/// The content after DATA, as it comes in: dots unstuffed (RFC 5321 section 4.5.2), ended by CRLF.CRLF and nothing else.
pub(super) struct Content<'b> {
    bytes: Vec<u8>,
    limit: usize,
    refusal: Option<Refusal>,
    share: Share<'b>,
    state: State,
}

/// What was read last, as far as it matters for what comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    LineStart,
    Dot,
    DotReturn,
    Line,
    Return,
}

impl<'b> Content<'b> {
    pub(super) fn new(limit: usize, share: Share<'b>) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            refusal: None,
            share,
            state: State::LineStart,
        }
    }

    /// Takes what came; the number of bytes used and whether the content ended there.
    pub(super) fn take(&mut self, input: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(&byte) = input.get(at) {
            if self.state == State::Line {
                // The bulk: up to the next line end.
                let run = memchr::memchr2(b'\r', b'\n', &input[at..]).unwrap_or(input.len() - at);
                if run > 0 {
                    self.keep(&input[at..at + run]);
                    at += run;
                    continue;
                }
            }
            at += 1;
            if self.step(byte) {
                return (at, true);
            }
        }
        (at, false)
    }

    /// One byte; whether it ended the content.
    fn step(&mut self, byte: u8) -> bool {
        self.state = match (self.state, byte) {
            (State::DotReturn, b'\n') => return true,
            (State::LineStart, b'.') => State::Dot,
            (State::Dot, b'\r') => State::DotReturn,
            (State::Return, b'\n') => {
                self.keep(b"\n");
                State::LineStart
            }
            (State::Return | State::DotReturn, _) => {
                self.refuse(Refusal::BareEnding);
                self.after(byte)
            }
            (_, b'\r' | b'\n') => self.after(byte),
            _ => {
                self.keep(&[byte]);
                State::Line
            }
        };
        false
    }

    fn after(&mut self, byte: u8) -> State {
        match byte {
            b'\n' => {
                self.refuse(Refusal::BareEnding);
                State::Line
            }
            b'\r' => {
                self.keep(b"\r");
                State::Return
            }
            _ => State::Line,
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        if self.refusal.is_some() {
            return;
        }
        if self.bytes.len() + piece.len() > self.limit {
            self.refuse(Refusal::TooLong);
        } else if !self.share.grow(piece.len()) {
            self.refuse(Refusal::NoRoom);
        } else {
            self.bytes.extend_from_slice(piece);
        }
    }

    fn refuse(&mut self, why: Refusal) {
        if self.refusal.is_none() {
            self.refusal = Some(why);
            self.bytes = Vec::new();
            self.share.release();
        }
    }

    pub(super) const fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// The content, with its share of the memory for as long as it is held.
    pub(super) fn into_bytes(self) -> Result<(Vec<u8>, Share<'b>), Refusal> {
        match self.refusal {
            Some(refusal) => Err(refusal),
            None => Ok((self.bytes, self.share)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::receive::smtp::budget::Budget;

    /// What is kept of `input`, given in pieces of `size`, and what is left of it.
    fn taken(input: &[u8], size: usize) -> (Option<Result<Vec<u8>, Refusal>>, Vec<u8>) {
        let budget = Budget::new(1 << 20);
        let mut content = Content::new(1 << 16, budget.share());
        let mut rest = input.to_vec();
        while !rest.is_empty() {
            let piece = rest[..size.min(rest.len())].to_vec();
            let (used, ended) = content.take(&piece);
            rest.drain(..used);
            if ended {
                return (Some(content.into_bytes().map(|(bytes, _)| bytes)), rest);
            }
        }
        (None, rest)
    }

    #[test]
    fn a_content_ends_with_a_dot_on_a_line_and_loses_the_dots_put_before_it() {
        for size in [1, 2, 3, 100] {
            let (kept, rest) = taken(b"a\r\n..b\r\n.c\r\n\r\n.\r\nQUIT\r\n", size);
            assert_eq!(kept.unwrap().unwrap(), b"a\r\n.b\r\nc\r\n\r\n");
            assert_eq!(rest, b"QUIT\r\n");
            assert_eq!(taken(b".\r\n", size).0.unwrap().unwrap(), b"");
        }
    }

    #[test]
    fn no_other_ending_ends_it_and_each_is_refused() {
        for ending in [
            "\n.\n",
            "\n.\r\n",
            "\r.\r",
            "\r\n.\n",
            "\r\n.\r",
            "\r.\r\n",
            "\r\n.\r\r\n",
            "\r\n\x00.\r\n",
            "\n\n.\r\n",
        ] {
            let input = format!("one{ending}MAIL FROM:<a@b>\r\n.\r\nNOOP\r\n");
            for size in [1, 2, 100] {
                let (kept, rest) = taken(input.as_bytes(), size);
                if ending.contains('\0') {
                    assert!(kept.unwrap().is_ok());
                } else {
                    assert_eq!(kept.unwrap(), Err(Refusal::BareEnding), "{ending:?}");
                }
                assert_eq!(rest, b"NOOP\r\n", "{ending:?}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_read_to_its_end_and_refused() {
        let (kept, rest) = taken(format!("{}\r\n.\r\nX", "x".repeat(70_000)).as_bytes(), 4096);
        assert_eq!(
            (kept.unwrap(), rest),
            (Err(Refusal::TooLong), b"X".to_vec())
        );
    }

    proptest! {
        #[test]
        fn any_lines_come_out_as_they_went_in(lines in proptest::collection::vec("[^\r\n]{0,9}|\\.{0,3}", 1..20), size in 1_usize..9) {
            let sent = lines.join("\r\n") + "\r\n";
            let stuffed: Vec<String> = lines.iter().map(|line| if line.starts_with('.') { format!(".{line}") } else { line.clone() }).collect();
            let stuffed = stuffed.join("\r\n") + "\r\n";
            let (kept, rest) = taken(format!("{stuffed}.\r\nrest").as_bytes(), size);
            prop_assert_eq!(kept.unwrap().unwrap(), sent.into_bytes());
            prop_assert_eq!(rest, b"rest".to_vec());
        }

        #[test]
        fn what_is_kept_never_has_a_bare_ending(input in "[a.\r\n]{0,40}", size in 1_usize..5) {
            if let (Some(Ok(kept)), _) = taken(input.as_bytes(), size) {
                let bare = String::from_utf8(kept).unwrap().replace("\r\n", "");
                prop_assert!(!bare.contains(['\r', '\n']));
            }
        }
    }
}
