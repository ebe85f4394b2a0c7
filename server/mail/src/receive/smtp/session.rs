use std::{borrow::Cow, fmt::Write as _};

use domain::address::EmailAddress;
use smtp_proto::{Error, MAIL_BODY_BINARYMIME, MAIL_SMTPUTF8, MailFrom, Request};

/// Recipients of one mail.
const MOST_RECIPIENTS: usize = 100;
/// Refused commands and recipients in one connection.
const MOST_ERRORS: usize = 50;

/// What both sides have agreed on so far.
pub(super) struct Session {
    facts: Facts,
    helo: Option<String>,
    mail: Option<Mail>,
    errors: usize,
}

/// What is settled when a session begins.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// Our own name.
    pub(super) host: String,
    pub(super) size_limit: u64,
    pub(super) lmtp: bool,
    /// TLS protects the connection.
    pub(super) tls: bool,
    /// STARTTLS is offered.
    pub(super) may_start_tls: bool,
}

/// A mail of which the content has not come yet.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) from: Option<EmailAddress>,
    pub(super) to: Vec<EmailAddress>,
    /// Recipients agreed to, repeated ones too: LMTP answers for each.
    pub(super) agreed: usize,
}

/// What to do about a command.
#[derive(Debug)]
pub(super) enum Step {
    Say(String),
    /// Say it and close.
    Close(String),
    /// Say 220 and begin TLS.
    StartTls,
    /// Say 354 and read the content.
    Content(Mail),
}

fn say(line: &str) -> Step {
    Step::Say(format!("{line}\r\n"))
}

impl Session {
    pub(super) const fn new(facts: Facts) -> Self {
        Self {
            facts,
            helo: None,
            mail: None,
            errors: 0,
        }
    }

    pub(super) fn greeting(&self) -> String {
        let protocol = if self.facts.lmtp { "LMTP" } else { "ESMTP" };
        format!("220 {} {protocol} Colombier\r\n", self.facts.host)
    }

    pub(super) fn helo(&self) -> &str {
        self.helo.as_deref().unwrap_or_default()
    }

    /// Answers one line, without its CRLF. `is_ours` says which recipients are.
    pub(super) fn command(&mut self, line: &[u8], is_ours: impl Fn(&EmailAddress) -> bool) -> Step {
        if line.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return self
                .refuse("500 5.5.2 lines end with CRLF and hold no other control character");
        }
        let line = [line, b"\r\n"].concat();
        match Request::parse(&mut line.iter()) {
            Ok(request) => self.request(request, is_ours),
            Err(error) => {
                let answer = in_words(&error);
                self.refuse(&answer)
            }
        }
    }

    /// A line longer than any command.
    pub(super) fn too_long(&mut self) -> Step {
        self.refuse("500 5.5.2 the line is too long")
    }

    fn request(
        &mut self,
        request: Request<Cow<'_, str>>,
        is_ours: impl Fn(&EmailAddress) -> bool,
    ) -> Step {
        match request {
            Request::Ehlo { host } if !self.facts.lmtp => self.hello(&host, true),
            Request::Helo { host } if !self.facts.lmtp => self.hello(&host, false),
            Request::Lhlo { host } if self.facts.lmtp => self.hello(&host, true),
            Request::Ehlo { .. } | Request::Helo { .. } => {
                self.refuse("500 5.5.1 this is LMTP: say LHLO")
            }
            Request::Lhlo { .. } => self.refuse("500 5.5.1 this is SMTP: say EHLO"),
            Request::Mail { from } => self.mail_from(&from),
            Request::Rcpt { to } => self.rcpt_to(&to.address, is_ours),
            Request::Data => self.data(),
            Request::StartTls => self.start_tls(),
            Request::Rset => {
                self.mail = None;
                say("250 2.0.0 forgotten")
            }
            Request::Noop { .. } => say("250 2.0.0 fine"),
            Request::Vrfy { .. } => say("252 2.5.2 send the mail, then you will see"),
            Request::Help { .. } => say("214 2.0.0 see RFC 5321"),
            Request::Quit => Step::Close("221 2.0.0 bye\r\n".to_owned()),
            // Its bytes follow at once and would be taken for commands.
            Request::Bdat { .. } | Request::Burl { .. } => {
                Step::Close("521 5.5.1 CHUNKING is not offered\r\n".to_owned())
            }
            other => {
                let answer = format!("502 5.5.1 {} is not offered", other.name());
                self.refuse(&answer)
            }
        }
    }

    fn hello(&mut self, host: &str, extended: bool) -> Step {
        let clean = host.chars().filter(|c| !c.is_control()).take(255);
        self.helo = Some(clean.collect());
        self.mail = None;
        let mut answer = String::new();
        let mut lines = vec![self.facts.host.clone()];
        if extended {
            let offers = ["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];
            lines.extend(offers.map(str::to_owned));
            lines.push(format!("SIZE {}", self.facts.size_limit));
            if self.facts.may_start_tls && !self.facts.tls {
                lines.push("STARTTLS".to_owned());
            }
        }
        for (at, line) in lines.iter().enumerate() {
            let mark = if at + 1 == lines.len() { ' ' } else { '-' };
            // Writing to a string cannot fail.
            let _ = write!(answer, "250{mark}{line}\r\n");
        }
        Step::Say(answer)
    }

    fn mail_from(&mut self, from: &MailFrom<Cow<'_, str>>) -> Step {
        if self.helo.is_none() {
            return self.refuse("503 5.5.1 greet first");
        }
        if self.mail.is_some() {
            return self.refuse("503 5.5.1 a mail is begun already");
        }
        if from.size as u64 > self.facts.size_limit {
            return self.refuse(&too_long(self.facts.size_limit));
        }
        if from.flags & MAIL_BODY_BINARYMIME != 0 {
            return self.refuse("555 5.5.4 BINARYMIME is not offered");
        }
        if !from.address.is_ascii() && from.flags & MAIL_SMTPUTF8 == 0 {
            return self.refuse("553 5.6.7 say SMTPUTF8 with such an address");
        }
        let sender = match from.address.as_ref() {
            "" => None,
            address => match address.parse() {
                Ok(address) => Some(address),
                Err(_) => return self.refuse("553 5.1.7 no answer could reach this sender"),
            },
        };
        self.mail = Some(Mail {
            from: sender,
            to: Vec::new(),
            agreed: 0,
        });
        say("250 2.1.0 go on")
    }

    fn rcpt_to(&mut self, address: &str, is_ours: impl Fn(&EmailAddress) -> bool) -> Step {
        let Some(mail) = &mut self.mail else {
            return self.refuse("503 5.5.1 say MAIL first");
        };
        if mail.agreed >= MOST_RECIPIENTS {
            return say("452 4.5.3 that many recipients a mail and no more");
        }
        let address = address.parse::<EmailAddress>().ok();
        let Some(address) = address.filter(|address| is_ours(address)) else {
            return self.refuse("550 5.1.1 there is no such address here");
        };
        mail.agreed += 1;
        if !mail.to.iter().any(|one| one.key() == address.key()) {
            mail.to.push(address);
        }
        say("250 2.1.5 go on")
    }

    fn data(&mut self) -> Step {
        match self.mail.take_if(|mail| mail.agreed > 0) {
            Some(mail) => Step::Content(mail),
            None if self.mail.is_some() => self.refuse("554 5.5.1 no recipient was accepted"),
            None => self.refuse("503 5.5.1 say MAIL and RCPT first"),
        }
    }

    fn start_tls(&mut self) -> Step {
        if self.facts.tls || !self.facts.may_start_tls {
            return self.refuse("502 5.5.1 STARTTLS is not offered");
        }
        Step::StartTls
    }

    fn refuse(&mut self, answer: &str) -> Step {
        self.errors += 1;
        if self.errors > MOST_ERRORS {
            return Step::Close("421 4.7.0 too many errors\r\n".to_owned());
        }
        say(answer)
    }
}

/// The answer to a mail beyond the limit.
pub(super) fn too_long(limit: u64) -> String {
    format!("552 5.3.4 the mail is longer than {limit} bytes")
}

fn in_words(error: &Error) -> String {
    match error {
        Error::UnknownCommand => "500 5.5.1 unknown command".to_owned(),
        Error::InvalidSenderAddress => "501 5.1.7 that is no address".to_owned(),
        Error::InvalidRecipientAddress => "501 5.1.3 that is no address".to_owned(),
        Error::SyntaxError { syntax } => format!("501 5.5.4 write {syntax}"),
        Error::InvalidParameter { param } => {
            format!("501 5.5.4 the parameter {param} cannot be read")
        }
        Error::UnsupportedParameter { param } => {
            let param: String = param
                .chars()
                .filter(char::is_ascii_graphic)
                .take(40)
                .collect();
            format!("555 5.5.4 the parameter {param} is not known")
        }
        _ => "500 5.5.2 the command cannot be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn session(lmtp: bool) -> Session {
        Session::new(Facts {
            host: "mx.x.example".to_owned(),
            size_limit: 1000,
            lmtp,
            tls: false,
            may_start_tls: true,
        })
    }

    fn told(session: &mut Session, line: &str) -> String {
        match session.command(line.as_bytes(), |address| address.domain() == "x.example") {
            Step::Say(text) | Step::Close(text) => text,
            Step::StartTls => "TLS".to_owned(),
            Step::Content(mail) => format!("354 {:?} {}", mail.from, mail.to.len()),
        }
    }

    #[test]
    fn a_mail_is_agreed_on_step_by_step() {
        let mut session = session(false);
        for (line, answer) in [
            ("MAIL FROM:<a@y.example>", "503"),
            (
                "EHLO client",
                "250-mx.x.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-SIZE 1000\r\n250 STARTTLS\r\n",
            ),
            ("RCPT TO:<a@x.example>", "503"),
            ("MAIL FROM:<a@y.example> SIZE=1001", "552 5.3.4"),
            ("MAIL FROM:<a@y.example> BODY=BINARYMIME", "555"),
            ("MAIL FROM:<a@y.example> NONSENSE=1", "555"),
            ("MAIL FROM:<élodie@y.example>", "553 5.6.7"),
            (
                "mail from:<a@y.example> size=900 body=8bitmime smtputf8",
                "250 2.1.0",
            ),
            ("MAIL FROM:<a@y.example>", "503"),
            ("DATA", "554"),
            ("RCPT TO:<a@z.example>", "550 5.1.1"),
            ("RCPT TO:<a%z.example@x.example>", "250 2.1.5"),
            ("RCPT TO:<A%z.example@x.example>", "250 2.1.5"),
            ("VRFY a", "252"),
            ("EXPN a", "502"),
            ("AUTH PLAIN AAAA", "502"),
            ("DATA", "354 Some(EmailAddress(\"a@y.example\")) 1"),
            ("DATA", "503"),
            ("MAIL FROM:<>", "250"),
            ("RSET", "250"),
            ("RCPT TO:<a@x.example>", "503"),
            ("LHLO x", "500"),
            ("NONSENSE", "500"),
            ("NO\rOP", "500 5.5.2"),
            ("STARTTLS", "TLS"),
            ("BDAT 5 LAST", "521"),
            ("QUIT", "221"),
        ] {
            assert!(
                told(&mut session, line).starts_with(answer),
                "{line}: {}",
                told(&mut session, line)
            );
        }
    }

    #[test]
    fn a_mail_has_at_most_a_hundred_recipients_and_a_client_fifty_errors() {
        let mut session = session(true);
        told(&mut session, "LHLO client");
        told(&mut session, "MAIL FROM:<>");
        for number in 0..100 {
            assert!(
                told(&mut session, &format!("RCPT TO:<a{number}@x.example>")).starts_with("250")
            );
        }
        assert!(told(&mut session, "RCPT TO:<b@x.example>").starts_with("452 4.5.3"));
        for _ in 0..50 {
            assert!(told(&mut session, "EHLO x").starts_with("500"));
        }
        assert!(told(&mut session, "EHLO x").starts_with("421"));
    }

    proptest! {
        #[test]
        fn no_line_breaks_a_session(lines in proptest::collection::vec(line(), 0..20)) {
            let mut session = session(false);
            for line in lines {
                if let Step::Say(text) | Step::Close(text) = session.command(&line, |_| true) {
                    prop_assert!(text.ends_with("\r\n") && !text[..text.len() - 2].replace("\r\n", "").contains(['\r', '\n']));
                }
            }
        }
    }

    fn line() -> impl Strategy<Value = Vec<u8>> {
        let begin = proptest::sample::select(vec![
            "EHLO ",
            "HELO",
            "MAIL FROM:<",
            "RCPT TO:<",
            "RCPT TO:<a@x.example> ",
            "MAIL FROM:<> SIZE=",
            "BDAT ",
            "AUTH ",
            "DATA",
            "NOOP ",
            "VRFY ",
            "HELP",
            "MAIL FROM:<a@b> BY=",
            "",
        ]);
        (begin, proptest::collection::vec(any::<u8>(), 0..60))
            .prop_map(|(begin, rest)| [begin.as_bytes(), &rest].concat())
    }
}
