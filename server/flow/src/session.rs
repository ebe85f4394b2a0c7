//! Signing in and out: opaque secrets, kept as hashes, with an idle and an absolute end.

use std::net::IpAddr;

use domain::{
    address::EmailAddress,
    change::{self, NewSession},
    event::{Actor, Stamp, Via},
    session::{SecretHash, Session},
    time::{Span, Timestamp},
};
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use crate::{Flow, FlowError, access::Viewer, port::RegistryExt as _, random};

/// A session not used for this long is over.
pub const IDLE_TIMEOUT: Span = Span::from_days(7);

/// A session is over this long after signing in, however much it is used.
pub const ABSOLUTE_TIMEOUT: Span = Span::from_days(30);

/// How exact `seen_at` is: so often at most a session is written again.
const TOUCH_EVERY: Span = Span::from_minutes(1);

/// How often sessions that are over are removed.
const SWEEP_EVERY: Span = Span::from_minutes(60);

/// Someone signed in just now.
#[derive(Debug)]
pub struct SignedIn {
    /// The value of the cookie; only its hash is kept.
    pub secret: String,
    /// Who.
    pub viewer: Viewer,
}

/// What is kept of a secret.
pub(crate) fn secret_hash(secret: &str) -> SecretHash {
    SecretHash(Sha256::digest(secret.as_bytes()).into())
}

fn is_over(session: &Session, now: Timestamp) -> bool {
    session.seen_at < now - IDLE_TIMEOUT || session.created_at < now - ABSOLUTE_TIMEOUT
}

impl Flow {
    /// Signs in with SESSION LOGIN, or says `WrongCredentials` with SESSION `LOGIN_FAILED`: for a wrong password, an
    /// unknown address and a person switched off alike, and after the same time.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        ip: Option<IpAddr>,
        via: Via,
    ) -> Result<SignedIn, FlowError> {
        let typed: Option<EmailAddress> = email.parse().ok(); // what is no address has no account either
        let directory = self.directory();
        let person = typed
            .as_ref()
            .and_then(|email| directory.person_by_email(email))
            .filter(|person| person.active);
        let known = person.and_then(|person| person.password.clone());
        let right = self.passwords.verify(password, known).await?;
        match person {
            Some(person) if right => {
                let viewer = Viewer {
                    person: person.clone(),
                    ip,
                    via,
                    session: None,
                    token: None,
                };
                self.open_session(viewer).await
            }
            _ => {
                self.sign_in_failed(typed, ip, via).await?;
                Err(FlowError::WrongCredentials)
            }
        }
    }

    async fn open_session(&self, viewer: Viewer) -> Result<SignedIn, FlowError> {
        let secret = random::secret();
        let new = NewSession {
            secret: secret_hash(&secret),
            person: viewer.person.id,
        };
        let stamp = viewer.stamp(self.now());
        let session = new.secret;
        self.world
            .store
            .change("signing in", move |d, plan| {
                change::open_session(d, plan, &new, &stamp)
            })
            .await?;
        Ok(SignedIn {
            secret,
            viewer: Viewer {
                session: Some(session),
                ..viewer
            },
        })
    }

    async fn sign_in_failed(
        &self,
        typed: Option<EmailAddress>,
        ip: Option<IpAddr>,
        via: Via,
    ) -> Result<(), FlowError> {
        let Some(typed) = typed else { return Ok(()) };
        let stamp = Stamp {
            at: self.now(),
            actor: Actor::Stranger(typed.clone()),
            ip,
            via,
        };
        let note = move |d: &_, plan: &mut _| {
            change::sign_in_failed(d, plan, &typed, &stamp);
            Ok(())
        };
        Ok(self
            .world
            .store
            .change("noting a failed sign-in", note)
            .await?)
    }

    /// Who shows this cookie, if the session is still good. Notes that it was used.
    pub async fn viewer_by_cookie(&self, secret: &str, ip: Option<IpAddr>) -> Option<Viewer> {
        let (hash, now, directory) = (secret_hash(secret), self.now(), self.directory());
        let session = directory
            .session(&hash)
            .filter(|session| !is_over(session, now))?;
        let person = directory
            .person(session.person)
            .filter(|person| person.active)?;
        if session.seen_at + TOUCH_EVERY <= now {
            self.touch(hash, now).await;
        }
        Some(Viewer {
            person: person.clone(),
            ip,
            via: Via::Web,
            session: Some(hash),
            token: None,
        })
    }

    /// A note that cannot be written must not shut people out of the pages that say why.
    async fn touch(&self, secret: SecretHash, now: Timestamp) {
        let touch = move |d: &_, plan: &mut _| {
            change::touch_session(d, plan, &secret, now);
            Ok(())
        };
        if let Err(error) = self
            .world
            .store
            .change("noting that a session is used", touch)
            .await
        {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a session could not be noted as used"
            );
        }
    }

    /// Who sends this token (`Authorization: Bearer`), if it is still good.
    pub fn viewer_by_token(&self, token: &str, ip: Option<IpAddr>) -> Option<Viewer> {
        let (directory, now) = (self.directory(), self.now());
        let token = directory.token(&secret_hash(token))?;
        if token.expires_at.is_some_and(|end| end <= now) {
            return None;
        }
        let person = directory
            .person(token.person)
            .filter(|person| person.active)?;
        Some(Viewer {
            person: person.clone(),
            ip,
            via: Via::Api,
            session: None,
            token: Some(token.secret),
        })
    }

    /// The viewer as it is now, for what takes long: its session or token may have ended, its role have changed.
    pub(crate) fn still(&self, viewer: &Viewer) -> Option<Viewer> {
        let (directory, now) = (self.directory(), self.now());
        let by_session = |secret| directory.session(secret).is_some_and(|s| !is_over(s, now));
        let by_token = |secret| {
            let token = directory.token(secret);
            token.is_some_and(|token| token.expires_at.is_none_or(|end| end > now))
        };
        let good = match (&viewer.session, &viewer.token) {
            (Some(session), _) => by_session(session),
            (None, Some(token)) => by_token(token),
            (None, None) => false,
        };
        let person = directory.person(viewer.person.id);
        let person = person.filter(|person| person.active && good)?;
        Some(Viewer {
            person: person.clone(),
            ..viewer.clone()
        })
    }

    /// Ends the viewer's session, with SESSION DELETE; who came by a token has none.
    pub async fn sign_out(&self, viewer: &Viewer) -> Result<(), FlowError> {
        let Some(secret) = viewer.session else {
            return Ok(());
        };
        let stamp = viewer.stamp(self.now());
        let close = move |d: &_, plan: &mut _| {
            change::close_session(d, plan, &secret, &stamp);
            Ok(())
        };
        Ok(self.world.store.change("signing out", close).await?)
    }

    /// Removes sessions that are over, every hour, until `stop`.
    pub async fn run_sweeper(&self, stop: CancellationToken) {
        loop {
            if let Err(error) = self.sweep_sessions().await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "sessions that are over could not be removed"
                );
            }
            let next = self.now() + SWEEP_EVERY;
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.world.clock.sleep_until(next) => {}
            }
        }
    }

    /// Removes sessions that are over.
    pub async fn sweep_sessions(&self) -> Result<(), FlowError> {
        let now = self.now();
        if !self
            .directory()
            .sessions()
            .any(|session| is_over(session, now))
        {
            return Ok(());
        }
        let sweep = move |d: &_, plan: &mut _| {
            change::sweep_sessions(d, plan, now - IDLE_TIMEOUT, now - ABSOLUTE_TIMEOUT);
            Ok(())
        };
        Ok(self
            .world
            .store
            .change("removing sessions that are over", sweep)
            .await?)
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{SessionId, UserId};

    use super::*;

    fn session(created: u64, seen: u64) -> Session {
        let at = |day| Timestamp::from_ms(0) + Span::from_days(day);
        Session {
            id: SessionId(1),
            secret: secret_hash("x"),
            person: UserId(1),
            created_at: at(created),
            seen_at: at(seen),
        }
    }

    #[test]
    fn a_session_ends_when_idle_for_a_week_or_a_month_old() {
        let now = Timestamp::from_ms(0) + Span::from_days(100);
        assert!(!is_over(&session(80, 95), now));
        assert!(is_over(&session(80, 92), now), "idle");
        assert!(is_over(&session(69, 100), now), "old");
    }

    #[test]
    fn a_secret_is_kept_as_its_sha256() {
        let hash = data_encoding::HEXLOWER.encode(&secret_hash("abc").0);
        assert_eq!(
            hash,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
