//! The server's words with their times in the reader's zone: it writes them in UTC, for it does not know the reader.

use leptos::prelude::*;
use leptos_i18n::Locale as _;

use crate::browser::local_clock;
use crate::i18n::use_i18n;

/// How the server writes a time, a digit as `0`.
const WRITTEN: &str = "0000-00-00 00:00 UTC";

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    /// To the minute: `0000-00-00 00:00 UTC`.
    At(String),
}

/// A sentence whose times the reader can compare with those beside it.
#[component]
pub fn Timed(text: String) -> impl IntoView {
    let pieces = pieces(&text).into_iter().map(|piece| match piece {
        Piece::Words(words) => words.into_any(),
        Piece::At(at) => view! { <Minute written=at/> }.into_any(),
    });
    pieces.collect_view().into_any()
}

/// The server writes UTC, as elsewhere; the browser says it in the reader's zone, without seconds that nobody knows.
#[component]
fn Minute(written: String) -> impl IntoView {
    let language = use_i18n().as_str();
    let instant = format!("{}T{}:00Z", &written[..10], &written[11..16]);
    let text = RwSignal::new(written);
    let at = instant.clone();
    Effect::new(move |_| {
        if let Some(clock) = local_clock(&at, language) {
            text.set(clock);
        }
    });
    view! { <time datetime=instant>{text}</time> }.into_any()
}

/// A name in quotes is left as it is, whatever it looks like.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut quoted, mut from, mut at) = (false, 0, 0);
    while let Some(c) = text[at..].chars().next() {
        quoted = match c {
            '“' | '«' => true,
            '”' | '»' => false,
            _ => quoted,
        };
        let written = text.get(at..at + WRITTEN.len());
        match written.filter(|written| !quoted && is_time(written)) {
            Some(written) => {
                pieces.push(Piece::Words(text[from..at].to_owned()));
                pieces.push(Piece::At(written.to_owned()));
                at += WRITTEN.len();
                from = at;
            }
            None => at += c.len_utf8(),
        }
    }
    pieces.push(Piece::Words(text[from..].to_owned()));
    pieces
}

fn is_time(text: &str) -> bool {
    let like = |(c, wanted): (u8, u8)| match wanted {
        b'0' => c.is_ascii_digit(),
        wanted => c == wanted,
    };
    text.bytes().zip(WRITTEN.bytes()).all(like)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_apart_from_the_words_around_it() {
        assert_eq!(
            pieces("Parti à l’été, le 2026-11-22 14:05 UTC : pris."),
            [
                Piece::Words("Parti à l’été, le ".into()),
                Piece::At("2026-11-22 14:05 UTC".into()),
                Piece::Words(" : pris.".into()),
            ]
        );
    }

    #[test]
    fn a_name_that_looks_like_a_time_stays_a_name() {
        for text in [
            "No mail about “/2026-11-22 14:05 UTC.pdf” to Bob.",
            "2026-11-22 14:05",
            "",
        ] {
            assert_eq!(pieces(text), [Piece::Words(text.into())]);
        }
    }
}
