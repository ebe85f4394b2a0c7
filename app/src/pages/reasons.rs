//! The server's sentences on mail that came in, in the reader's language.

use crate::i18n::Locale;
use crate::say;

/// Ours where we know the sentence; else as the server or the message has it, such as `precedence: bulk`.
pub fn reason_words(i18n: Locale, sentence: &str) -> String {
    if let Some(address) = sentence.strip_prefix("a second copy came to ") {
        return say!(i18n, desk.why_copy, address = address.to_owned());
    }
    let words = match sentence {
        "our own mail came back" => say!(i18n, desk.why_own),
        "none of its addresses is an inbox's" => say!(i18n, desk.why_no_inbox),
        "the inbox makes no tickets by itself" => say!(i18n, desk.why_by_hand),
        "an answer of ours came back" => say!(i18n, desk.why_bounced_answer),
        "a mail of ours came back" => say!(i18n, desk.why_bounced_mail),
        "it names no mail of ours" => say!(i18n, desk.why_no_mail),
        "the journal has no such mail any more" => say!(i18n, desk.why_mail_gone),
        "reopened too often today" => say!(i18n, desk.why_reopened),
        "by the address it was sent to" => say!(i18n, desk.why_address),
        "answers a message of ours" => say!(i18n, desk.why_answers_ours),
        "answers a message of the ticket" => say!(i18n, desk.why_answers_ticket),
        "by the reference in its subject" => say!(i18n, desk.why_reference),
        "the text goes on in the original" => say!(i18n, desk.why_shortened),
        "it has no headers" => say!(i18n, desk.why_no_headers),
        "it names no sender" => say!(i18n, desk.why_no_sender),
        "it cannot be read" => say!(i18n, desk.why_unreadable),
        "it is longer than is shown" => say!(i18n, desk.why_long),
        other => other,
    };
    words.to_owned()
}
