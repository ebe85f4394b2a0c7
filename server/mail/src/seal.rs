//! Sealing of secrets at rest: XChaCha20-Poly1305 (RFC 8439 with a 192-bit nonce).

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use domain::settings::Sealed;

/// Bytes of a key.
pub const KEY_LENGTH: usize = 32;

/// Bytes of a nonce; long enough to be drawn at random without a counter.
const NONCE_LENGTH: usize = 24;

/// Why a secret could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system gave no random bytes.
    #[error("sealing a secret: the system gave no random bytes")]
    NoRandom,
    /// The cipher refused, which it does for texts beyond 256 GB only.
    #[error("sealing a secret: it is too long")]
    TooLong,
    /// Sealed with another key or for another purpose, or changed since.
    #[error("opening a secret: it was sealed with another key, or changed since")]
    NotOurs,
    /// What was sealed is no text.
    #[error("opening a secret: it is no text")]
    NotText,
}

/// Seals and opens secrets with the installation's key.
///
/// The purpose is authenticated with the text: a secret sealed for one place cannot be moved to another.
#[derive(Clone)]
pub struct Sealer(XChaCha20Poly1305);

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// Seals with `key`.
    pub fn new(key: &[u8; KEY_LENGTH]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// Seals `secret` for `purpose`: nonce, then ciphertext and tag.
    pub fn seal(&self, purpose: &str, secret: &str) -> Result<Sealed, SealError> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandom)?;
        let text = Payload {
            msg: secret.as_bytes(),
            aad: purpose.as_bytes(),
        };
        let sealed = self
            .0
            .encrypt(XNonce::from_slice(&nonce), text)
            .map_err(|_| SealError::TooLong)?;
        Ok(Sealed([&nonce[..], &sealed].concat()))
    }

    /// Opens what [`Sealer::seal`] made for the same `purpose`.
    pub fn unseal(&self, purpose: &str, sealed: &Sealed) -> Result<String, SealError> {
        let (nonce, text) = sealed
            .0
            .split_at_checked(NONCE_LENGTH)
            .ok_or(SealError::NotOurs)?;
        let text = Payload {
            msg: text,
            aad: purpose.as_bytes(),
        };
        let secret = self
            .0
            .decrypt(XNonce::from_slice(nonce), text)
            .map_err(|_| SealError::NotOurs)?;
        String::from_utf8(secret).map_err(|_| SealError::NotText)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURPOSE: &str = "smtp_password";

    #[test]
    fn a_secret_comes_back_as_it_was_and_never_looks_the_same() {
        let vault = Sealer::new(&[7; KEY_LENGTH]);
        for secret in ["", "hunter2", "pässwörd \u{1F511}"] {
            let sealed = vault.seal(PURPOSE, secret).unwrap();
            assert_eq!(vault.unseal(PURPOSE, &sealed).unwrap(), secret);
            assert_ne!(vault.seal(PURPOSE, secret).unwrap(), sealed);
        }
    }

    #[test]
    fn another_key_another_purpose_or_a_changed_byte_opens_nothing() {
        let vault = Sealer::new(&[7; KEY_LENGTH]);
        let sealed = vault.seal(PURPOSE, "hunter2").unwrap();
        assert_eq!(
            Sealer::new(&[8; KEY_LENGTH]).unseal(PURPOSE, &sealed),
            Err(SealError::NotOurs)
        );
        assert_eq!(vault.unseal("token", &sealed), Err(SealError::NotOurs));
        for at in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[at] ^= 1;
            assert_eq!(
                vault.unseal(PURPOSE, &changed),
                Err(SealError::NotOurs),
                "byte {at}"
            );
        }
        assert_eq!(
            vault.unseal(PURPOSE, &Sealed(vec![1, 2, 3])),
            Err(SealError::NotOurs)
        );
    }

    #[test]
    fn a_sealer_and_a_sealed_secret_show_nothing_in_logs() {
        let vault = Sealer::new(&[7; KEY_LENGTH]);
        let sealed = vault.seal(PURPOSE, "hunter2").unwrap();
        assert_eq!(format!("{vault:?} {sealed:?}"), "Sealer(…) Sealed(…)");
    }
}
