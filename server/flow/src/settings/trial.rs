//! The test mail: with values that need not be saved, to any recipient, and all that was said.

use domain::{
    address::EmailAddress,
    change,
    event::{Action, Event, MailFacts, ObjectType, Reason, Status},
    id::MailId,
    outbox::SendFailure,
    refusal::Refusal,
    settings::{Settings, SmtpMode},
    wire::{Failure, Said, SmtpForm, SmtpTest, SmtpTestForm, Speaker, TestedValues, Tls},
};

use super::{verdict, with_smtp};
use crate::{
    Flow, FlowError,
    access::{MayAdmin, Viewer},
    accounts::address,
    letter::ascii_domain,
    port::{DialogueLine, Direction, RelaySettings, TestMail, TestReport, TlsFacts},
    random,
};

/// Saved values to test.
pub(super) struct Tested {
    /// The values.
    pub(super) settings: Settings,
    /// The operator gave a relay, which they may mean.
    pub(super) given: bool,
}

impl Flow {
    /// Sends a test mail and tells what was said; EMAIL TEST is written whether it went or not.
    pub async fn test_smtp(
        &self,
        may: &MayAdmin,
        form: &SmtpTestForm,
    ) -> Result<SmtpTest, FlowError> {
        let tested = Tested {
            settings: (**self.directory().settings()).clone(),
            given: self.world.default_relay.is_some(),
        };
        self.test(may.viewer(), tested, form).await
    }

    /// Sends a test mail by `saved`, or by what the form makes of it.
    pub(super) async fn test(
        &self,
        viewer: &Viewer,
        saved: Tested,
        form: &SmtpTestForm,
    ) -> Result<SmtpTest, FlowError> {
        let to = address(&form.to, "to")?;
        let given = saved.given;
        let values = if form.settings.is_some() {
            TestedValues::Form
        } else {
            TestedValues::Saved
        };
        let (settings, password) = tested(saved, form.settings.as_ref())?;
        let own = !given || settings.smtp.mode == SmtpMode::Own;
        let hindrance = settings.smtp.crossed().filter(|_| own);
        let relay = self.relay_of(&settings, || {
            password.unwrap_or_else(|| self.unsealed(&settings.smtp))
        });
        let (reason, failure) = match (hindrance, relay) {
            (None, Some(relay)) => {
                let report = self.send_test(viewer, &relay, &to).await?;
                return Ok(told(report, values));
            }
            (Some(crossed), _) => (Reason::TlsFailed, verdict::crossed(crossed)),
            (None, None) => (Reason::SmtpNotConfigured, verdict::not_configured()),
        };
        let from = settings.email.default_sender;
        let event = self.untried_event(viewer, (from, to), reason, &failure);
        self.world.store.record_direct(event).await?;
        Ok(not_tried(failure, values))
    }

    /// EMAIL TEST of a mail that was not tried, as it was clear that it could not go.
    fn untried_event(
        &self,
        viewer: &Viewer,
        (from, to): (Option<EmailAddress>, EmailAddress),
        reason: Reason,
        failure: &Failure,
    ) -> Event {
        let language = self.directory().settings().email.language;
        let subject = language.pick("Mail d’essai non tenté", "Test mail not tried");
        let why = language.pick(&failure.sentence.fr, &failure.sentence.en);
        let mut event = Event::draft(&viewer.stamp(self.now()), ObjectType::Email, Action::Test)
            .says(language, &format!("{subject} → {to}"))
            .because(reason);
        event.mail = Some(Box::new(MailFacts {
            to: Some(to),
            from,
            template: Some("test".to_owned()),
            smtp_text: Some(why.to_owned()),
            ..MailFacts::default()
        }));
        event
    }

    async fn send_test(
        &self,
        viewer: &Viewer,
        (relay, sender): &(RelaySettings, EmailAddress),
        to: &EmailAddress,
    ) -> Result<TestReport, FlowError> {
        let directory = self.directory();
        let mail = TestMail {
            // No row of the outbox stands behind it: a random number keeps it apart from all others.
            message_id: self.world.keys.message_id(
                "test",
                MailId(random::number()),
                &ascii_domain(sender),
            ),
            instance: self.world.instance.clone(),
            date: self.now(),
            to: to.clone(),
            from: sender.clone(),
            language: viewer.language(&directory),
        };
        let composed = self.world.composer.test(&mail)?;
        let report = self.world.relay.test(relay, sender, to, &composed).await;
        let mut event = Event::draft(&viewer.stamp(self.now()), ObjectType::Email, Action::Test)
            .says(
                directory.settings().email.language,
                &format!("{} → {to}", composed.subject),
            );
        if !report.ok {
            event.status = Status::Ko;
            event.reason = Some(
                report
                    .failure
                    .as_ref()
                    .map_or(Reason::Unreachable, |failure| failure.reason),
            );
        }
        event.mail = Some(Box::new(facts(&mail, &report)));
        self.world.store.record_direct(event).await?;
        Ok(report)
    }
}

/// The values to test, and the password in clear where the form has one. They must be fit to be saved.
fn tested(saved: Tested, form: Option<&SmtpForm>) -> Result<(Settings, Option<String>), Refusal> {
    let mut settings = saved.settings;
    let Some(form) = form else {
        return Ok((settings, None));
    };
    with_smtp(&mut settings, form, saved.given)?;
    change::check_settings(&settings)?;
    let password = form.smtp_password.as_ref();
    Ok((settings, password.map(|secret| secret.0.clone())))
}

fn facts(mail: &TestMail, report: &TestReport) -> MailFacts {
    let mut facts = MailFacts {
        to: Some(mail.to.clone()),
        from: Some(mail.from.clone()),
        template: Some("test".to_owned()),
        message_id: Some(mail.message_id.clone()),
        attempt: Some(1),
        ..MailFacts::default()
    };
    match &report.failure {
        Some(SendFailure {
            smtp_code,
            smtp_enhanced,
            smtp_text,
            ..
        }) => {
            facts.smtp_code = *smtp_code;
            facts.smtp_enhanced.clone_from(smtp_enhanced);
            facts.smtp_text = Some(smtp_text.clone());
        }
        None if report.ok => {
            let (code, text) = acceptance(&report.lines).unzip();
            facts.smtp_code = code;
            facts.smtp_text = text;
        }
        None => {}
    }
    facts
}

/// The relay's last 250: its answer to the final dot. After it comes at most the 221 of its farewell.
fn acceptance(lines: &[DialogueLine]) -> Option<(u16, String)> {
    let mut received = lines
        .iter()
        .rev()
        .filter(|line| line.direction == Direction::Received);
    let text = received.find_map(|line| line.line.strip_prefix("250"))?;
    Some((250, text.trim_start_matches([' ', '-']).to_owned()))
}

fn not_tried(failure: Failure, values: TestedValues) -> SmtpTest {
    SmtpTest {
        ok: false,
        dialogue: Vec::new(),
        tls: None,
        failure: Some(failure),
        values,
    }
}

fn told(report: TestReport, values: TestedValues) -> SmtpTest {
    SmtpTest {
        ok: report.ok,
        dialogue: report.lines.into_iter().map(said).collect(),
        tls: report.tls.map(protection),
        failure: report.failure.as_ref().map(verdict::failure),
        values,
    }
}

fn said(line: DialogueLine) -> Said {
    let direction = match line.direction {
        Direction::Sent => Speaker::Client,
        Direction::Received => Speaker::Server,
        Direction::Info => Speaker::Note,
    };
    Said {
        at_ms: line.at_ms,
        direction,
        line: line.line,
    }
}

pub(super) fn protection(facts: TlsFacts) -> Tls {
    Tls {
        version: Some(facts.version),
        certificate: facts.certificate.map(|certificate| certificate.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_acceptance_is_the_last_250_before_the_farewell() {
        let line = |line: &str| DialogueLine {
            at_ms: 0,
            direction: Direction::Received,
            line: line.to_owned(),
        };
        let lines = [
            line("250 2.1.5 Ok"),
            line("354 Go on"),
            line("250 2.0.0 queued as 4F"),
            line("221 Bye"),
        ];
        assert_eq!(
            acceptance(&lines),
            Some((250, "2.0.0 queued as 4F".to_owned()))
        );
        assert_eq!(acceptance(&lines[1..2]), None);
    }
}
