//! The ways in for mail: opened at the start, run as a job.

use std::{
    fs, io,
    os::unix::fs::{FileTypeExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use flow::port::{Clock, Intake};
use mail::{
    BadRoots, Tls,
    dns::Dns,
    receive::{
        BadCertificate, Limits, Listener, Mailbox, Options, Pull, PullOptions, acceptor, serve,
    },
};
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;

use crate::{
    config::{MailInOptions, MailboxOptions},
    mark_file::MarkFile,
};

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
    /// No trust in the mailbox's server can be built.
    #[error("reading the certificate authorities")]
    Roots(#[from] BadRoots),
}

/// The open ways in.
pub(crate) struct MailIn {
    listeners: Vec<Listener>,
    options: Options,
    intake: Arc<dyn Intake>,
    mailbox: Option<Pull>,
}

/// What the ways in need of the world.
pub(crate) struct MailInWorld {
    /// The station behind them.
    pub(crate) intake: Arc<dyn Intake>,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Finds servers of mailboxes.
    pub(crate) resolver: Arc<Dns>,
    /// Whom these are trusted by.
    pub(crate) tls: Tls,
    /// Where it is noted how far a mailbox was read.
    pub(crate) data: PathBuf,
}

impl MailIn {
    /// Opens what is configured; `None`: nothing is.
    pub(crate) async fn open(
        config: &MailInOptions,
        world: MailInWorld,
    ) -> Result<Option<Self>, MailInError> {
        let listeners = listeners(config).await?;
        let mailbox = config.mailbox.as_ref().map(|mailbox| pull(mailbox, &world));
        let mailbox = mailbox.transpose()?;
        if listeners.is_empty() && mailbox.is_none() {
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
            clock: world.clock,
        };
        Ok(Some(Self {
            listeners,
            options,
            intake: world.intake,
            mailbox,
        }))
    }

    /// Takes mail until `stop`.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let pulling = async {
            if let Some(mailbox) = &self.mailbox {
                mailbox.run(&stop).await;
            }
        };
        tokio::join!(
            serve(self.listeners, self.options, self.intake, stop.clone()),
            pulling
        );
    }
}

async fn listeners(config: &MailInOptions) -> Result<Vec<Listener>, MailInError> {
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
    Ok(listeners)
}

fn pull(mailbox: &MailboxOptions, world: &MailInWorld) -> Result<Pull, BadRoots> {
    let MailboxOptions {
        host,
        port,
        username,
        folder,
        address,
        ..
    } = mailbox.clone();
    tracing::info!(host, address = %address, "pulling mail");
    Pull::new(PullOptions {
        mailbox: Mailbox {
            host,
            port,
            tls: true,
            username,
            password: mailbox.password.reveal().to_owned(),
            folder,
            address,
        },
        intake: Arc::clone(&world.intake),
        marks: Arc::new(MarkFile::of(mailbox, &world.data)),
        clock: Arc::clone(&world.clock),
        resolver: world.resolver.clone(),
        tls: world.tls.clone(),
    })
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
pub(crate) fn machine() -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_socket_left_behind_is_replaced_and_one_in_use_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lmtp");
        drop(listen_locally(&path).await.unwrap());
        assert!(path.exists());
        let _in_use = listen_locally(&path).await.unwrap();
        let refused = listen_locally(&path).await.unwrap_err();
        assert!(refused.to_string().contains("listening for mail on"));
        let file = folder.path().join("file");
        fs::write(&file, "mine").unwrap();
        assert!(listen_locally(&file).await.is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }
}
