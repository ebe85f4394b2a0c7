//! The installation's secrets: one file of 32 random bytes, everything else derived from it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read as _, Write as _},
    path::Path,
};

use data_encoding::HEXLOWER;
use domain::mac::MacKeys;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// What is derived from the installation's key.
#[derive(Clone)]
pub(crate) struct Keys {
    /// Seals secrets at rest.
    pub seal: [u8; 32],
    /// Signs what we give out.
    pub mac: MacKeys,
    /// The loop marker: who we are to other mail systems, which says nothing of the key.
    pub instance: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys")
            .field("instance", &self.instance)
            .finish_non_exhaustive()
    }
}

/// The key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It cannot be read or made.
    #[error("reading the key file")]
    Io(#[from] io::Error),
    /// It is not the 32 bytes that we wrote.
    #[error("the key file is damaged: bring it back from a backup")]
    Damaged,
}

impl Keys {
    /// Reads `data/key`, made at the first start, readable by its owner only.
    pub(crate) fn open(data: &Path) -> Result<Self, KeyError> {
        let path = data.join("key");
        match fs::File::open(&path) {
            Ok(file) => read(file),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => create(&path),
            Err(other) => Err(other.into()),
        }
        .map(|master| Self::derive(&master))
    }

    /// All keys from one, each for its own purpose (HMAC-SHA256 as a PRF).
    pub(crate) fn derive(master: &[u8; 32]) -> Self {
        let seal = prf(master, "colombier seal v1");
        let mac = MacKeys::new(prf(master, "colombier mac v1"), None);
        let instance = HEXLOWER.encode(&prf(master, "colombier instance v1")[..16]);
        Self {
            seal,
            mac,
            instance,
        }
    }
}

fn read(file: fs::File) -> Result<[u8; 32], KeyError> {
    let mut bytes = Vec::with_capacity(33);
    file.take(33).read_to_end(&mut bytes)?;
    bytes.try_into().map_err(|_| KeyError::Damaged)
}

/// A crash leaves the whole key or none: it gets its name once it is on disk.
fn create(path: &Path) -> Result<[u8; 32], KeyError> {
    let mut master = [0; 32];
    getrandom::fill(&mut master).map_err(io::Error::other)?;
    let unfinished = path.with_extension("new");
    let mut file = owner_only().open(&unfinished)?;
    file.write_all(&master)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(master)
}

fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn prf(master: &[u8; 32], purpose: &str) -> [u8; 32] {
    // The padded block is the key itself (RFC 2104).
    let mut block = [0; 64];
    block[..32].copy_from_slice(master);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stays_the_same_and_only_its_owner_reads_it() {
        let data = tempfile::tempdir().unwrap();
        let first = Keys::open(data.path()).unwrap();
        let again = Keys::open(data.path()).unwrap();
        assert_eq!((first.seal, &first.instance), (again.seal, &again.instance));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(data.path().join("key"))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_is_said_and_not_replaced() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("key"), b"short").unwrap();
        assert!(matches!(Keys::open(data.path()), Err(KeyError::Damaged)));
        assert_eq!(fs::read(data.path().join("key")).unwrap(), b"short");
    }
}
