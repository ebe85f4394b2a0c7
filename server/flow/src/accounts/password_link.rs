//! Links by which people set their password: sent to who has none yet, or asks for another.

use std::net::IpAddr;

use domain::{
    address::EmailAddress,
    change::{self, Plan},
    directory::Directory,
    event::{Action, Actor, Event, MailFacts, ObjectType, Reason, Stamp, Via},
    id::{EventId, MailId, UserId},
    outbox::{MailContent, MailState, OutboxMail, PasswordContent},
    person::Person,
    refusal::{Noun, Refusal},
    time::{Span, Timestamp},
    wire,
};

use super::address;
use crate::{Flow, FlowError, access::MayAdmin, port::RegistryExt as _};

/// How long the link of a new account is good.
const CREDENTIALS_LAST: Span = Span::from_days(7);

/// How long the link of who asked for it is good.
const RESET_LASTS: Span = Span::from_minutes(120);

/// Makes mails within a decision.
#[derive(Clone)]
pub(super) struct PasswordMail {
    pub(super) keys: domain::mac::MacKeys,
    /// Of its Message-ID.
    pub(super) domain: String,
    pub(super) reset: bool,
}

impl PasswordMail {
    /// Plans the mail to `person`, told of by the event `cause`.
    pub(super) fn plan(&self, plan: &mut Plan, person: &Person, cause: EventId, now: Timestamp) {
        let lasts = if self.reset {
            RESET_LASTS
        } else {
            CREDENTIALS_LAST
        };
        let content = MailContent::Password(PasswordContent {
            reset: self.reset,
            until: now + lasts,
        });
        let id: MailId = plan.give(|c| &mut c.mail);
        plan.mail(OutboxMail {
            id,
            person: Some(person.id),
            to: person.email.clone(),
            message_id: self.keys.message_id(content.template(), id, &self.domain),
            content,
            trace: cause,
            causes: vec![cause],
            first_at: now,
            created_at: now,
            due: now,
            attempt: 0,
            state: MailState::Waiting,
            last: None,
        });
    }
}

impl Flow {
    pub(super) fn password_mail(&self, reset: bool) -> PasswordMail {
        PasswordMail {
            keys: self.world.keys.clone(),
            domain: self.sender_domain(&self.directory()),
            reset,
        }
    }

    /// Sends a person the link to set its password again.
    pub async fn send_credentials(&self, may: &MayAdmin, id: UserId) -> Result<(), FlowError> {
        let stamp = may.viewer().stamp(self.now());
        let mails = self.password_mail(false);
        let decide = move |d: &Directory, plan: &mut Plan| {
            let person = d.person(id).ok_or(Refusal::Missing(Noun::User))?;
            if !person.active {
                return Err(Refusal::BadField("active"));
            }
            let cause = plan.event(asked(d, &person.email, &stamp));
            mails.plan(plan, person, cause, stamp.at);
            Ok(())
        };
        let doing = "sending a link to set a password";
        self.world.store.change(doing, decide).await?;
        self.outbox_bell.notify_one();
        Ok(())
    }

    /// Someone who cannot sign in asks for a new password. What comes of it stands in the journal and in the mail;
    /// who asks is told nothing, for it may be anyone.
    pub async fn ask_for_password(&self, email: &str, ip: Option<IpAddr>) -> Result<(), FlowError> {
        let email = address(email, "email")?;
        let stamp = Stamp {
            at: self.now(),
            actor: Actor::Stranger(email.clone()),
            ip,
            via: Via::Web,
        };
        let mails = self.password_mail(true);
        let decide = move |d: &Directory, plan: &mut Plan| {
            let event = asked(d, &email, &stamp);
            match d.person_by_email(&email) {
                Some(person) if person.active => {
                    let cause = plan.event(event);
                    mails.plan(plan, person, cause, stamp.at);
                }
                Some(_) => drop(plan.event(unsent(d, &email, Reason::UserDisabled, &stamp))),
                None => drop(plan.event(unsent(d, &email, Reason::NoAddress, &stamp))),
            }
            Ok(())
        };
        let doing = "asking for a new password";
        self.world.store.change(doing, decide).await?;
        self.outbox_bell.notify_one();
        Ok(())
    }

    /// Whose password a link sets; refused once it was used or is too old.
    pub fn password_link(&self, token: &str) -> Result<wire::PasswordLink, FlowError> {
        let directory = self.directory();
        let person = self.person_of_link(&directory, token)?;
        Ok(wire::PasswordLink {
            email: person.email.clone(),
            name: person.name.as_str().to_owned(),
        })
    }

    /// Sets the password by a link, which is used up by it. The address to sign in with.
    pub async fn set_password_by_link(
        &self,
        token: &str,
        password: &str,
        ip: Option<IpAddr>,
    ) -> Result<EmailAddress, FlowError> {
        let person = self.person_of_link(&self.directory(), token)?.clone();
        let hash = self.passwords.hash(password).await?;
        let stamp = Stamp {
            at: self.now(),
            actor: Actor::person(&person),
            ip,
            via: Via::Link,
        };
        let (id, before) = (person.id, person.clone());
        let decide = move |d: &Directory, plan: &mut Plan| {
            let now = d.person(id).filter(|person| person.active);
            // Used by two at once, it sets one.
            if now
                .is_none_or(|now| (&now.password, &now.email) != (&before.password, &before.email))
            {
                return Err(Refusal::LinkOver);
            }
            change::set_password(d, plan, id, &hash, &stamp)
        };
        let doing = "setting a password by a link";
        self.world.store.change(doing, decide).await?;
        Ok(person.email.clone())
    }

    fn person_of_link<'d>(
        &self,
        directory: &'d Directory,
        token: &str,
    ) -> Result<&'d Person, Refusal> {
        let read = self
            .world
            .keys
            .read_password_token(token, |id| directory.person(id).map(AsRef::as_ref));
        let (person, _) = read
            .filter(|(person, until)| person.active && *until > self.now())
            .ok_or(Refusal::LinkOver)?;
        Ok(person)
    }
}

/// TOKEN ADD: a link for this address is on its way.
fn asked(directory: &Directory, email: &EmailAddress, stamp: &Stamp) -> Event {
    let language = directory.settings().email.language;
    let what = language.pick("lien de mot de passe", "password link");
    Event::draft(stamp, ObjectType::Token, Action::Add).says(language, &format!("{what} → {email}"))
}

/// EMAIL SKIP: no link leaves, and why.
fn unsent(directory: &Directory, email: &EmailAddress, reason: Reason, stamp: &Stamp) -> Event {
    let language = directory.settings().email.language;
    let what = language.pick("nouveau mot de passe", "new password");
    Event::draft(stamp, ObjectType::Email, Action::Skip)
        .says(language, &format!("{what} → {email}"))
        .because(reason)
        .with_mail(MailFacts {
            to: Some(email.clone()),
            template: Some("password_reset".to_owned()),
            ..MailFacts::default()
        })
}
