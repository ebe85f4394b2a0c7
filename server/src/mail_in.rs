//! The ways in for mail: bound at the start, run as a job.

use std::{
    fs, io,
    os::unix::fs::{FileTypeExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use flow::port::{Clock, Intake};
use mail::receive::{BadCertificate, Limits, Listener, Options, acceptor, serve};
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;

use crate::config::MailInOptions;

/// Mail cannot come in as configured.
#[derive(Debug, thiserror::Error)]
pub enum MailInError {
    /// An address or socket cannot be listened on.
    #[error("listening for mail on {at}")]
    Listen {
        /// Which.
        at: String,
        /// The cause.
        source: io::Error,
    },
    /// Certificate or key cannot be read.
    #[error("reading {path}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Certificate or key cannot be used.
    #[error("the certificate {path} cannot be used")]
    Certificate {
        /// Which.
        path: PathBuf,
        /// The cause.
        source: BadCertificate,
    },
}

/// The open ways in.
pub(crate) struct MailIn {
    listeners: Vec<Listener>,
    options: Options,
}

impl MailIn {
    /// Opens what is configured; `None`: nothing is.
    pub(crate) async fn open(
        config: &MailInOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<Option<Self>, MailInError> {
        let mut listeners = Vec::new();
        if let Some(address) = &config.smtp {
            listeners.push(Listener::Smtp(listen(address).await?));
        }
        if let Some(address) = &config.smtps {
            listeners.push(Listener::Smtps(listen(address).await?));
        }
        if let Some(path) = &config.lmtp {
            listeners.push(Listener::Lmtp(listen_locally(path).await?));
        }
        if listeners.is_empty() {
            return Ok(None);
        }
        let tls = match &config.certificate {
            Some((chain, key)) => {
                let made = acceptor(&read(chain)?, &read(key)?);
                Some(made.map_err(|source| MailInError::Certificate {
                    path: chain.clone(),
                    source,
                })?)
            }
            None => None,
        };
        let host = config.name.clone().unwrap_or_else(machine);
        let options = Options {
            host,
            tls,
            limits: Limits::default(),
            clock,
        };
        Ok(Some(Self { listeners, options }))
    }

    /// Takes mail for `intake` until `stop`.
    pub(crate) async fn run(self, intake: Arc<dyn Intake>, stop: CancellationToken) {
        serve(self.listeners, self.options, intake, stop).await;
    }
}

async fn listen(address: &str) -> Result<TcpListener, MailInError> {
    let bound = TcpListener::bind(address).await;
    let bound = bound.map_err(|source| MailInError::Listen {
        at: address.to_owned(),
        source,
    })?;
    if let Ok(address) = bound.local_addr() {
        tracing::info!(%address, "taking mail");
    }
    Ok(bound)
}

/// A socket that an earlier run left behind is replaced; one that is answered is not.
async fn listen_locally(path: &Path) -> Result<UnixListener, MailInError> {
    let broken = |source| MailInError::Listen {
        at: path.display().to_string(),
        source,
    };
    let is_socket = fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket());
    if is_socket && UnixStream::connect(path).await.is_err() {
        fs::remove_file(path).map_err(broken)?;
    }
    let bound = UnixListener::bind(path).map_err(broken)?;
    // The mail server is another user; the directory says who may come.
    fs::set_permissions(path, fs::Permissions::from_mode(0o666)).map_err(broken)?;
    tracing::info!(socket = %path.display(), "taking mail");
    Ok(bound)
}

fn read(path: &Path) -> Result<Vec<u8>, MailInError> {
    fs::read(path).map_err(|source| MailInError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

/// The machine's own name.
fn machine() -> String {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    if is_name {
        name
    } else {
        "localhost".to_owned()
    }
}
