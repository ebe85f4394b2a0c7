//! Passwords: argon2id (RFC 9106), two at a time, so that guessing cannot take all memory.

use argon2::{
    Argon2,
    password_hash::{PasswordHash as Phc, PasswordHasher as _, PasswordVerifier as _, SaltString},
};
use domain::{person::PasswordHash, refusal::Refusal};
use tokio::sync::Semaphore;

use crate::{FlowError, random};

/// The shortest password, in characters (NIST SP 800-63B).
pub const MIN_PASSWORD: usize = 8;

/// The longest: what is longer is no password but a load.
pub const MAX_PASSWORD: usize = 200;

/// How many are hashed at once; each takes 19 MiB for as long.
const AT_ONCE: usize = 2;

/// Hashes and verifies passwords, off the async threads.
#[derive(Debug)]
pub struct Passwords {
    turns: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

impl Passwords {
    /// The hash to keep.
    ///
    /// # Errors
    /// `BadField("password")` for one that is too short or too long.
    pub async fn hash(&self, password: &str) -> Result<PasswordHash, FlowError> {
        if !(MIN_PASSWORD..=MAX_PASSWORD).contains(&password.chars().count()) {
            return Err(Refusal::BadField("password").into());
        }
        let password = password.to_owned();
        self.in_turn(move || hash(&password)).await?
    }

    /// Whether `password` is the one of `known`. Without one it takes as long and is false, so that timing does not
    /// tell which addresses have an account.
    pub async fn verify(
        &self,
        password: &str,
        known: Option<PasswordHash>,
    ) -> Result<bool, FlowError> {
        if password.chars().count() > MAX_PASSWORD {
            return Ok(false);
        }
        let password = password.to_owned();
        self.in_turn(move || match known {
            Some(known) => verify(&password, &known),
            None => hash(&password).map(|_| false),
        })
        .await?
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, FlowError> {
        let _turn = self.turns.acquire().await.map_err(failed)?;
        tokio::task::spawn_blocking(work).await.map_err(failed)
    }
}

fn hash(password: &str) -> Result<PasswordHash, FlowError> {
    let salt = SaltString::encode_b64(&random::bytes::<16>()).map_err(failed)?;
    let hash = Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map_err(failed)?;
    Ok(PasswordHash(hash.to_string()))
}

fn verify(password: &str, known: &PasswordHash) -> Result<bool, FlowError> {
    let known = Phc::new(&known.0).map_err(failed)?;
    match Argon2::default().verify_password(password.as_bytes(), &known) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::Password) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

fn failed(source: impl std::error::Error + Send + Sync + 'static) -> FlowError {
    FlowError::Store {
        doing: "hashing a password",
        source: Box::new(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(hash.0.starts_with("$argon2id$"));
        assert!(
            passwords
                .verify("correct horse", Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!passwords.verify("correct house", Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse", None).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_too_short_or_too_long_is_refused() {
        let passwords = Passwords::default();
        for password in ["1234567".to_owned(), "x".repeat(201)] {
            let refused = passwords.hash(&password).await.unwrap_err();
            assert!(matches!(
                refused,
                FlowError::Refused(Refusal::BadField("password"))
            ));
        }
    }
}
