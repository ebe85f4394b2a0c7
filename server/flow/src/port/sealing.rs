use domain::settings::Sealed;

/// A sealed secret could not be opened: another key, or damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret cannot be opened with this installation's key")]
pub struct NotOurs;

/// Seals secrets for rest with the installation's key.
pub trait Sealing: Send + Sync {
    /// Seals; each time differently.
    fn seal(&self, secret: &str) -> Sealed;

    /// Opens what [`Sealing::seal`] made.
    fn unseal(&self, sealed: &Sealed) -> Result<String, NotOurs>;
}
