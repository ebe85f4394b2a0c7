//! Delivery statuses: matched by the MAC of the Message-ID they return, and by nothing else.

use domain::{
    event::{Action, Event, MailFacts, ObjectType, Reason, Stamp},
    received::Verdict,
    ticket::{Delivery, DeliveryState},
};

use crate::{
    Flow, FlowError,
    port::{BouncedRecipient, ReadMessage, Refusing, Returned, TakenInto, Taking},
};

impl Flow {
    /// What a delivery status says of a mail of ours; of another's it only stays in Received.
    pub(super) async fn judge_bounce(
        &self,
        read: &ReadMessage,
        taking: &mut Taking,
    ) -> Result<(), FlowError> {
        taking.verdict = Verdict::Bounce;
        let original = read
            .bounce
            .as_ref()
            .and_then(|report| report.original_message_id.clone());
        let ours = original
            .as_ref()
            .and_then(|id| Some((id.clone(), self.world.keys.read_message_id(id)?.0)));
        let recipients = read.bounce.as_ref().map_or(&[][..], |r| &r.recipients);
        match ours {
            Some((id, kind)) if kind == "ticket" => {
                let known = self.world.store.known_message(vec![id]).await?;
                if let Some((ticket, message)) = known {
                    let returned = Returned {
                        delivery: self.delivery(worst(recipients)),
                        refusing: recipients.iter().filter_map(refusing).collect(),
                    };
                    taking
                        .reasons
                        .push("an answer of ours came back".to_owned());
                    taking.into = TakenInto::Bounced(ticket, message, returned);
                    return Ok(());
                }
            }
            Some((id, _)) => {
                return self
                    .judge_alert_bounce(&id, worst(recipients), taking)
                    .await;
            }
            None => {}
        }
        taking.reasons.push("it names no mail of ours".to_owned());
        Ok(())
    }

    fn delivery(&self, recipient: Option<&BouncedRecipient>) -> Delivery {
        let delayed = recipient.is_some_and(|recipient| recipient.delayed);
        Delivery {
            state: if delayed {
                DeliveryState::Delayed
            } else {
                DeliveryState::Bounced
            },
            smtp_code: None,
            smtp_text: recipient.map(words),
            at: self.now(),
        }
    }

    /// EMAIL BOUNCE of a folder alert, in the trace of the mail that came back.
    async fn judge_alert_bounce(
        &self,
        message_id: &str,
        recipient: Option<&BouncedRecipient>,
        taking: &mut Taking,
    ) -> Result<(), FlowError> {
        let Some(sent) = self.mail_sent(message_id).await? else {
            taking
                .reasons
                .push("the journal has no such mail any more".to_owned());
            return Ok(());
        };
        taking.reasons.push("a mail of ours came back".to_owned());
        let delayed = recipient.is_some_and(|recipient| recipient.delayed);
        let mut event = Event::draft(
            &Stamp::system(self.now()),
            ObjectType::Email,
            Action::Bounce,
        );
        event.object_id = sent.object_id;
        event.folder_id = sent.folder_id;
        event.path.clone_from(&sent.path);
        event.summary = sent.summary.replacen("SEND", "BOUNCE", 1);
        event.mail = sent.mail.clone().map(|facts| {
            Box::new(MailFacts {
                smtp_code: None,
                smtp_enhanced: recipient.and_then(|recipient| recipient.status.clone()),
                smtp_text: recipient.map(words),
                ..*facts
            })
        });
        event = event.tells(sent.trace, sent.causes.clone());
        let mut refusing = Vec::new();
        if !delayed {
            event = event.because(Reason::RefusedRecipient);
            let to = sent.mail.and_then(|facts| facts.to);
            refusing.extend(to.map(|to| Refusing {
                to,
                text: recipient.map(words).unwrap_or_default(),
            }));
        }
        taking.into = TakenInto::Told(Box::new(event), refusing);
        Ok(())
    }

    /// The event of a mail that left, by its Message-ID.
    async fn mail_sent(&self, message_id: &str) -> Result<Option<Event>, FlowError> {
        let phrase = format!("\"{}\"", message_id.trim_matches(['<', '>']));
        Ok(self.newest_sent(&phrase, 1).await?.pop())
    }
}

/// Of several recipients the one for whom it is over.
fn worst(recipients: &[BouncedRecipient]) -> Option<&BouncedRecipient> {
    let over = recipients.iter().find(|recipient| !recipient.delayed);
    over.or_else(|| recipients.first())
}

fn refusing(recipient: &BouncedRecipient) -> Option<Refusing> {
    let to = recipient.address.clone().filter(|_| !recipient.delayed)?;
    Some(Refusing {
        to,
        text: words(recipient),
    })
}

/// `5.1.1 smtp; 550 no such user`, at most 1,000 characters.
fn words(recipient: &BouncedRecipient) -> String {
    let parts = [&recipient.status, &recipient.diagnostic];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" ").chars().take(1_000).collect()
}
