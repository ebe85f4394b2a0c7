//! Puts the parts together: the only place that names them.

use std::{io, path::PathBuf, sync::Arc};

use domain::settings::Sealed;
use flow::{
    Flow, MailIn, World,
    port::{BlobError, Clock, NotOurs, RelaySettings, Sealing, StoreError},
};
use mail::{
    BadRoots, MailComposer, SmtpRelay, Tls,
    dns::Dns,
    receive::{MailAttributor, MailReader},
};
use store::{DiskBlobs, OpenError, Options, RedbStore};

use crate::{
    clock::SystemClock,
    config::{Config, RelayOptions},
    data_dir::{DataDir, DataDirError},
    keys::{KeyError, Keys},
    mail_in::{MailInWorld, machine},
};

/// Bytes of the disk that deposits leave free, so that the store can always write.
const RESERVE: u64 = 256 * 1024 * 1024;

/// The server could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// The data directory cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store cannot be opened.
    #[error("opening the store")]
    Store(#[from] OpenError),
    /// Opening the store broke.
    #[error("opening the store")]
    Broke(#[from] tokio::task::JoinError),
    /// The contents cannot be opened.
    #[error("opening the contents")]
    Blobs(#[from] BlobError),
    /// The file of certificate authorities cannot be read.
    #[error("reading {path}")]
    Authorities {
        /// Which.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// No trust in relays can be built on the certificate authorities.
    #[error("reading the certificate authorities")]
    Roots(#[from] BadRoots),
}

/// A data directory with its stations around it.
pub struct Installation {
    /// The stations.
    pub flow: Arc<Flow>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The way out, for the job that closes its idle connections.
    pub relay: Arc<SmtpRelay>,
    resolver: Arc<Dns>,
    tls: Tls,
    store: RedbStore,
    // Dropped last: until then no other process may come.
    data: DataDir,
}

impl Installation {
    /// Opens what `config` names; links in mails begin with `base_url` until a product URL is set.
    pub async fn open(config: Config, base_url: String) -> Result<Self, WiringError> {
        let data = DataDir::open(&config.data)?;
        let keys = Keys::open(data.path())?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let options = Options {
            journal_cache: config.journal_cache,
            ..Options::file(data.path().join("colombier.redb"))
        };
        let store = tokio::task::spawn_blocking(move || RedbStore::open(options)).await??;
        let blobs = DiskBlobs::open(data.path().join("blobs"), RESERVE, Arc::clone(&clock))?;
        let resolver = Arc::new(config.dns.map_or_else(Dns::system, Dns::at));
        let tls = tls(&config)?;
        let relay = Arc::new(SmtpRelay::new(&tls)?.resolving_with(resolver.clone()));
        let world = World {
            store: Arc::new(store.clone()),
            blobs: Arc::new(blobs),
            clock: Arc::clone(&clock),
            relay: relay.clone(),
            composer: Arc::new(MailComposer::new()),
            sealing: Arc::new(Sealer(mail::Sealer::new(&keys.seal))),
            keys: keys.mac,
            instance: keys.instance,
            default_relay: config.relay.as_ref().map(default_relay),
            base_url,
            mail_in: MailIn {
                reader: Arc::new(MailReader),
                attributor: Arc::new(MailAttributor::new(
                    resolver.clone(),
                    config.mail_in.name.clone().unwrap_or_else(machine),
                )),
                names: resolver.clone(),
                domain: config.mail_in.name.clone(),
            },
        };
        Ok(Self {
            flow: Arc::new(Flow::new(world)),
            clock,
            relay,
            resolver,
            tls,
            store,
            data,
        })
    }

    /// What the ways in for mail need.
    pub(crate) fn mail_in_world(&self) -> MailInWorld {
        MailInWorld {
            intake: self.flow.clone(),
            clock: Arc::clone(&self.clock),
            resolver: Arc::clone(&self.resolver),
            tls: self.tls.clone(),
            data: self.data.path().to_owned(),
        }
    }

    /// The store itself, for what only the console does.
    pub const fn store(&self) -> &RedbStore {
        &self.store
    }

    /// Commits what is queued and closes the store.
    pub async fn close(self) -> Result<(), StoreError> {
        self.store.close().await
    }
}

/// Whom servers of mail are trusted by.
fn tls(config: &Config) -> Result<Tls, WiringError> {
    let read = |path: &PathBuf| {
        std::fs::read(path).map_err(|source| WiringError::Authorities {
            path: path.clone(),
            source,
        })
    };
    let extra_roots_pem = config.smtp_ca_file.as_ref().map(read).transpose()?;
    Ok(Tls { extra_roots_pem })
}

fn default_relay(options: &RelayOptions) -> RelaySettings {
    RelaySettings {
        host: options.host.clone(),
        port: options.port,
        secure: options.secure,
        auth: options.auth,
        username: options.username.clone(),
        password: options.password.reveal().to_owned(),
        ehlo_name: String::new(),
        timeout: std::time::Duration::from_secs(30),
    }
}

/// The purpose all secrets of the settings are sealed for.
const PURPOSE: &str = "settings";

/// The `Sealing` port on the mail crate's cipher.
struct Sealer(mail::Sealer);

impl Sealing for Sealer {
    #[expect(
        clippy::expect_used,
        reason = "a password is short, and without randomness no secret may be kept"
    )]
    fn seal(&self, secret: &str) -> Sealed {
        self.0
            .seal(PURPOSE, secret)
            .expect("a short secret can be sealed")
    }

    fn unseal(&self, sealed: &Sealed) -> Result<String, NotOurs> {
        self.0.unseal(PURPOSE, sealed).map_err(|_| NotOurs)
    }
}
