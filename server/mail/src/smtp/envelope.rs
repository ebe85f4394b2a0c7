use domain::{address::EmailAddress, outbox::SendFailure};

use super::{failure, offers::Offers};

/// Whom a mail is from and for, as the relay is told.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    from: String,
    to: String,
}

/// `local@domain` with the domain in ASCII (IDNA 2008); the local part stays as it is.
pub(crate) fn wire_form(address: &EmailAddress) -> Option<String> {
    let domain = idna::domain_to_ascii(address.domain())
        .ok()
        .filter(|domain| !domain.is_empty())?;
    Some(format!("{}@{domain}", address.local_part()))
}

impl Envelope {
    pub(crate) fn new(from: Option<&EmailAddress>, to: &EmailAddress) -> Result<Self, SendFailure> {
        let no_sender = || {
            failure::relay(
                domain::event::Reason::RefusedSender,
                "the domain of the default sender cannot be written in a mail",
            )
        };
        let from = match from {
            Some(from) => wire_form(from).ok_or_else(no_sender)?,
            None => String::new(),
        };
        let to = wire_form(to).ok_or_else(|| {
            failure::bad_address("the domain of the address cannot be written in a mail")
        })?;
        Ok(Self { from, to })
    }

    /// What the relay would have to offer and does not.
    pub(crate) fn lacks(&self, offers: &Offers, mail: &[u8]) -> Result<(), SendFailure> {
        if !offers.utf8 && !self.to.is_ascii() {
            let text = "the relay does not take addresses with letters beyond ASCII before the @ (SMTPUTF8)";
            return Err(failure::bad_address(text));
        }
        if !offers.utf8 && !self.from.is_ascii() {
            let text =
                "the relay does not take senders with letters beyond ASCII before the @ (SMTPUTF8)";
            return Err(failure::relay(domain::event::Reason::RefusedSender, text));
        }
        if !offers.eight_bit && !mail.is_ascii() {
            return Err(failure::bad_content(
                "the relay takes 7-bit mail only (no 8BITMIME)",
            ));
        }
        Ok(())
    }

    /// The MAIL command, with its line end.
    pub(crate) fn mail(&self, mail_is_ascii: bool) -> String {
        let body = if mail_is_ascii { "" } else { " BODY=8BITMIME" };
        let utf8 = if self.from.is_ascii() && self.to.is_ascii() {
            ""
        } else {
            " SMTPUTF8"
        };
        format!("MAIL FROM:<{}>{body}{utf8}\r\n", self.from)
    }

    /// The RCPT command, with its line end.
    pub(crate) fn rcpt(&self) -> String {
        format!("RCPT TO:<{}>\r\n", self.to)
    }
}

#[cfg(test)]
mod tests {
    use domain::outbox::FailureScope;

    use super::*;

    fn envelope(to: &str) -> Envelope {
        let from = "robot@example.org".parse().unwrap();
        Envelope::new(Some(&from), &to.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_domain_is_told_in_ascii() {
        assert_eq!(
            envelope("anna@bücher.example").rcpt(),
            "RCPT TO:<anna@xn--bcher-kva.example>\r\n"
        );
        assert_eq!(
            envelope("anna@bücher.example").mail(true),
            "MAIL FROM:<robot@example.org>\r\n"
        );
    }

    #[test]
    fn a_local_part_beyond_ascii_needs_smtputf8() {
        let envelope = envelope("élodie@mairie.example");
        let refused = envelope.lacks(&Offers::default(), b"").unwrap_err();
        assert_eq!(refused.scope, FailureScope::Recipient);
        assert!(
            envelope
                .lacks(
                    &Offers {
                        utf8: true,
                        ..Offers::default()
                    },
                    b""
                )
                .is_ok()
        );
        assert_eq!(
            envelope.mail(true),
            "MAIL FROM:<robot@example.org> SMTPUTF8\r\n"
        );
    }

    #[test]
    fn eight_bits_are_announced_and_need_the_offer() {
        let envelope = envelope("anna@example.org");
        assert_eq!(
            envelope.mail(false),
            "MAIL FROM:<robot@example.org> BODY=8BITMIME\r\n"
        );
        assert_eq!(
            envelope
                .lacks(&Offers::default(), "é".as_bytes())
                .unwrap_err()
                .scope,
            FailureScope::Mail
        );
    }
}
