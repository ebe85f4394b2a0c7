//! Known answers of mail servers and what they mean: a table of patterns, in French and English.

use std::sync::OnceLock;

use domain::{outbox::SendFailure, wire::Words};
use serde::Deserialize;

const SOURCE: &str = include_str!("explanations.toml");

/// What a failure means and what to do next, if the answer is known.
pub(super) fn explain(failure: &SendFailure) -> Option<&'static Explanation> {
    let said = failure.smtp_text.to_lowercase();
    table().iter().find(|known| known.fits(failure, &said))
}

/// One known answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Explanation {
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    code: Vec<u16>,
    #[serde(default)]
    enhanced: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    /// What it means.
    pub(super) sentence: Words,
    /// What to do next.
    pub(super) advice: Words,
}

impl Explanation {
    /// All that is named must fit; of several words one is enough.
    fn fits(&self, failure: &SendFailure, said: &str) -> bool {
        let reason = self
            .reason
            .as_deref()
            .is_none_or(|reason| reason == failure.reason.code());
        let code =
            self.code.is_empty() || failure.smtp_code.is_some_and(|it| self.code.contains(&it));
        let enhanced = self.enhanced.is_empty()
            || failure
                .smtp_enhanced
                .as_ref()
                .is_some_and(|it| self.enhanced.contains(it));
        let words = self.words.is_empty() || self.words.iter().any(|words| said.contains(words));
        reason && code && enhanced && words
    }
}

#[derive(Deserialize)]
struct Table {
    explanation: Vec<Explanation>,
}

/// Read once. A fault in the file, which a test excludes, leaves the general words.
fn table() -> &'static [Explanation] {
    static TABLE: OnceLock<Vec<Explanation>> = OnceLock::new();
    TABLE.get_or_init(|| match toml::from_str::<Table>(SOURCE) {
        Ok(table) => table.explanation,
        Err(error) => {
            tracing::error!(%error, "the explanations of mail failures cannot be read");
            Vec::new()
        }
    })
}

#[cfg(test)]
mod tests {
    use domain::{event::Reason, outbox::FailureScope};

    use super::*;

    #[test]
    fn every_explanation_is_whole_and_can_fit() {
        let table = toml::from_str::<Table>(SOURCE).unwrap().explanation;
        assert!(table.len() > 40);
        for known in &table {
            for text in [&known.sentence, &known.advice] {
                assert!(
                    text.fr.ends_with(['.', '!']) && text.en.ends_with('.'),
                    "{known:?}"
                );
            }
            assert!(
                known
                    .words
                    .iter()
                    .all(|words| *words == words.to_lowercase()),
                "{known:?}"
            );
            let names = known.reason.is_some()
                || !(known.code.is_empty() && known.enhanced.is_empty() && known.words.is_empty());
            assert!(names, "it would fit everything: {known:?}");
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of answers")]
    fn answers_of_real_servers_are_explained() {
        use Reason::{
            AuthFailed, RefusedContent, RefusedRecipient, RefusedSender, TlsFailed, Unreachable,
        };
        for (reason, code, enhanced, text, word) in [
            (
                AuthFailed,
                535,
                "5.7.139",
                "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
                "Microsoft",
            ),
            (
                RefusedSender,
                550,
                "5.7.60",
                "SMTP; Client does not have permissions to send as this sender",
                "SendAs",
            ),
            (
                RefusedContent,
                554,
                "5.2.252",
                "SendAsDenied; robot@example.org not allowed to send as anna@example.org",
                "not allowed to send as",
            ),
            (
                RefusedSender,
                553,
                "5.7.1",
                "<robot@example.org>: Sender address rejected: not owned by user anna",
                "belong",
            ),
            (
                AuthFailed,
                535,
                "5.7.8",
                "Username and Password not accepted. https://support.google.com/mail/?p=BadCredentials - gsmtp",
                "Google",
            ),
            (
                RefusedRecipient,
                450,
                "4.2.0",
                "<a@b.org>: Recipient address rejected: Greylisted, see http://postgrey…",
                "greylisting",
            ),
            (
                RefusedRecipient,
                554,
                "5.7.1",
                "<a@b.org>: Relay access denied",
                "relay",
            ),
            (
                RefusedRecipient,
                550,
                "5.1.1",
                "<a@b.org>: user unknown",
                "does not exist",
            ),
            (
                RefusedContent,
                550,
                "5.7.26",
                "This mail has been blocked because the sender is unauthenticated. SPF and DKIM",
                "SPF",
            ),
            (RefusedContent, 550, "5.7.1", "no", "policy"),
            (
                AuthFailed,
                530,
                "5.7.0",
                "Must issue a STARTTLS command first",
                "encrypted",
            ),
            (
                TlsFailed,
                0,
                "",
                "the relay's certificate is not for the name mx",
                "another name",
            ),
            (
                TlsFailed,
                0,
                "",
                "the relay's certificate is from an issuer that is not trusted here",
                "self-signed",
            ),
            (
                Unreachable,
                0,
                "",
                "127.0.0.1:1 did not take the connection: Connection refused (os error 111)",
                "port",
            ),
            (Unreachable, 0, "", "no answer within 30s", "in time"),
            (
                Unreachable,
                0,
                "",
                "the name mx does not exist (NXDOMAIN)",
                "name does not exist",
            ),
            (
                Unreachable,
                0,
                "",
                "the name mx has no address (no A or AAAA record)",
                "no address",
            ),
            (
                Unreachable,
                0,
                "",
                "the name mx could not be looked up: the DNS server failed (SERVFAIL)",
                "broken",
            ),
            (
                Unreachable,
                0,
                "",
                "the name mx could not be looked up: the DNS server did not answer",
                "no DNS server answers",
            ),
        ] {
            let failure = SendFailure {
                scope: FailureScope::Relay,
                reason,
                transient: false,
                smtp_code: (code > 0).then_some(code),
                smtp_enhanced: (!enhanced.is_empty()).then(|| enhanced.to_owned()),
                smtp_text: text.to_owned(),
            };
            let known = explain(&failure).unwrap_or_else(|| panic!("nothing fits {text}"));
            assert!(
                known.sentence.en.contains(word),
                "{text}: {}",
                known.sentence.en
            );
        }
    }
}
