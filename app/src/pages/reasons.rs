//! The server's sentences on mail that came in, in the reader's language.

use crate::i18n::Locale;
use crate::say;

/// Ours where we know the sentence; else as the server or the message has it, such as `precedence: bulk`.
pub fn reason_words(i18n: Locale, sentence: &str) -> String {
    if let Some(address) = sentence.strip_prefix("a second copy came to ") {
        return say!(i18n, desk.why_copy, address = address.to_owned());
    }
    if let Some(name) = sentence.strip_prefix("rule: ") {
        return say!(i18n, desk.why_rule, name = name.to_owned());
    }
    if let Some(to) = sentence.strip_prefix("sent on to ") {
        return say!(i18n, desk.why_sent_on, to = to.to_owned());
    }
    if let Some((hop, by)) = second_hop(sentence) {
        return say!(
            i18n,
            desk.why_second_hop,
            hop = hop.to_owned(),
            by = by.to_owned()
        );
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
        "a delivery status is not sent on to a group" => say!(i18n, desk.why_no_status),
        "only people of the house may write to this group" => say!(i18n, desk.why_inside_only),
        "it has no recipient who can be reached" => say!(i18n, desk.why_no_recipient),
        "only a delivery status comes back this way" => say!(i18n, desk.why_not_a_return),
        "the group or forward it was for is gone" => say!(i18n, desk.why_redirect_gone),
        "the ticket it belongs to is gone" => say!(i18n, desk.why_ticket_gone),
        "its bytes cannot be read from the disk" => say!(i18n, desk.why_disk),
        other => other,
    };
    words.to_owned()
}

/// By whom a message was sent on before, and who would have been the second.
fn second_hop(sentence: &str) -> Option<(&str, &str)> {
    let rest = sentence.strip_prefix("it was sent on by ")?;
    let (hop, rest) = rest.split_once(" already: a second automatic redirection, by ")?;
    Some((hop, rest.strip_suffix(", is stopped")?))
}

#[cfg(test)]
mod tests {
    use super::second_hop;

    #[test]
    fn both_hops_are_named() {
        let said = "it was sent on by a@x.org already: a second automatic redirection, by b@x.org, is stopped";
        assert_eq!(second_hop(said), Some(("a@x.org", "b@x.org")));
        assert_eq!(second_hop("it was sent on"), None);
    }
}
