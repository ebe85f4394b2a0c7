use domain::{
    event::Reason,
    outbox::{FailureScope, SendFailure},
};

use super::reply::{CLOSING, Reply, StepError};

/// A step of the dialogue: it decides what a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Connecting, greeting, EHLO.
    Greeting,
    /// STARTTLS.
    Starttls,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// Between 354 and the final reply.
    Content,
}

/// What it means that `step` ended in `error`.
pub(crate) fn failure(step: Step, error: StepError) -> SendFailure {
    match error {
        StepError::Broken(text) => relay(Reason::Unreachable, text),
        StepError::Tls(text) => relay(Reason::TlsFailed, text),
        StepError::Refused(reply) => refusal(step, reply),
    }
}

/// A failure that concerns every mail, in our own words. Another try may find it gone.
pub(crate) fn relay(reason: Reason, text: impl Into<String>) -> SendFailure {
    own_words(FailureScope::Relay, reason, true, text.into())
}

/// A failure of this recipient's address that the relay was not even asked about.
pub(crate) fn bad_address(text: &str) -> SendFailure {
    own_words(
        FailureScope::Recipient,
        Reason::AddressInvalid,
        false,
        text.to_owned(),
    )
}

/// A failure of this mail that the relay was not even asked about.
pub(crate) fn bad_content(text: &str) -> SendFailure {
    own_words(
        FailureScope::Mail,
        Reason::RefusedContent,
        false,
        text.to_owned(),
    )
}

fn own_words(
    scope: FailureScope,
    reason: Reason,
    transient: bool,
    smtp_text: String,
) -> SendFailure {
    SendFailure {
        scope,
        reason,
        transient,
        smtp_code: None,
        smtp_enhanced: None,
        smtp_text,
    }
}

fn refusal(step: Step, reply: Reply) -> SendFailure {
    let (scope, reason) = meaning(step, reply.code);
    SendFailure {
        scope,
        reason,
        transient: reply.code < 500 || reason == Reason::Unreachable,
        smtp_code: Some(reply.code),
        smtp_enhanced: reply.enhanced,
        smtp_text: reply.text,
    }
}

const fn meaning(step: Step, code: u16) -> (FailureScope, Reason) {
    match (step, code) {
        (Step::Greeting, _) | (_, CLOSING) => (FailureScope::Relay, Reason::Unreachable),
        (Step::Starttls, _) => (FailureScope::Relay, Reason::TlsFailed),
        // 530: authentication required (RFC 4954), wherever it is said.
        (Step::Auth, _) | (_, 530) => (FailureScope::Relay, Reason::AuthFailed),
        // 552 at MAIL speaks of the size (RFC 1870), not of the sender.
        (Step::Mail, 552) | (Step::Data | Step::Content, _) => {
            (FailureScope::Mail, Reason::RefusedContent)
        }
        // The envelope sender is the default sender of every mail.
        (Step::Mail, _) => (FailureScope::Relay, Reason::RefusedSender),
        (Step::Rcpt, _) => (FailureScope::Recipient, Reason::RefusedRecipient),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(step: Step, code: u16) -> SendFailure {
        failure(
            step,
            StepError::Refused(Reply {
                code,
                enhanced: None,
                text: "no".to_owned(),
            }),
        )
    }

    #[test]
    fn a_refusal_concerns_whom_the_step_was_about() {
        use FailureScope::{Mail, Recipient, Relay};
        for (step, code, scope, reason, transient) in [
            (Step::Greeting, 554, Relay, Reason::Unreachable, true),
            (Step::Starttls, 454, Relay, Reason::TlsFailed, true),
            (Step::Auth, 535, Relay, Reason::AuthFailed, false),
            (Step::Auth, 454, Relay, Reason::AuthFailed, true),
            (Step::Mail, 550, Relay, Reason::RefusedSender, false),
            (Step::Mail, 451, Relay, Reason::RefusedSender, true),
            (Step::Mail, 552, Mail, Reason::RefusedContent, false),
            (Step::Mail, 530, Relay, Reason::AuthFailed, false),
            (Step::Rcpt, 550, Recipient, Reason::RefusedRecipient, false),
            (Step::Rcpt, 450, Recipient, Reason::RefusedRecipient, true),
            (Step::Rcpt, 421, Relay, Reason::Unreachable, true),
            (Step::Data, 554, Mail, Reason::RefusedContent, false),
            (Step::Content, 452, Mail, Reason::RefusedContent, true),
            (Step::Content, 421, Relay, Reason::Unreachable, true),
        ] {
            let failure = refused(step, code);
            assert_eq!(
                (failure.scope, failure.reason, failure.transient),
                (scope, reason, transient),
                "{step:?} {code}"
            );
        }
    }
}
