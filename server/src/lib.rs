//! What runs: configuration, wiring, jobs, HTTP. The binary `colombier` is a thin shell around [`run`].

pub mod cli;
mod clock;
pub mod config;
mod data_dir;
pub mod http;
mod jobs;
mod keys;
mod log;
mod mail_in;
mod mark_file;
mod open_files;
pub mod wiring;

use std::{io::Write as _, net::SocketAddr, sync::Arc, time::Duration};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use config::Config;
use jobs::{JobError, Jobs};
use mail_in::{MailIn, MailInError};
use wiring::{Installation, WiringError};

/// Why the server ended, or could not begin.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It could not begin.
    #[error(transparent)]
    Wiring(#[from] WiringError),
    /// Mail cannot come in.
    #[error(transparent)]
    MailIn(#[from] MailInError),
    /// A job ended early.
    #[error(transparent)]
    Job(#[from] JobError),
    /// The store could not be closed.
    #[error("closing the store")]
    Store(#[from] flow::port::StoreError),
}

/// Serves on `listener` until `stop`: then listener, jobs, store, in this order, within ten seconds.
pub async fn run(
    config: Config,
    listener: TcpListener,
    stop: CancellationToken,
) -> Result<(), RunError> {
    let proxies = config.trusted_proxies.clone();
    let base_url = base_url(listener.local_addr().ok());
    let ways_in = config.mail_in.clone();
    let installation = Installation::open(config, base_url.clone()).await?;
    let clock = Arc::clone(&installation.clock);
    let mail_in = MailIn::open(&ways_in, installation.mail_in_world()).await?;
    let http_stop = stop.child_token();
    let flow = Arc::clone(&installation.flow);
    let (site, setup_token) = http::Site::new(flow, clock, proxies, http_stop.clone());
    greet(&installation, &base_url, &setup_token);
    let mut jobs = Jobs::start(&installation.flow, &installation.relay, &stop);
    if let Some(mail_in) = mail_in {
        jobs.take_mail(mail_in);
    }
    let serving = http::serve(listener, http::router(site), http_stop.clone());
    tokio::pin!(serving);
    let (failed, drained) = tokio::select! {
        drained = &mut serving => (None, drained),
        failure = jobs.first_failure() => {
            http_stop.cancel();
            (Some(failure), serving.await)
        }
    };
    let finished = jobs.finish(PATIENCE.saturating_sub(drained)).await;
    installation.close().await?;
    match failed {
        Some(failure) => Err(failure.into()),
        None => Ok(finished?),
    }
}

/// How long listener and jobs may take to end together: with the store it stays below ten seconds.
const PATIENCE: Duration = Duration::from_secs(9);

/// Where this machine's own browser finds the server.
fn base_url(address: Option<SocketAddr>) -> String {
    match address {
        Some(address) if address.ip().is_unspecified() => {
            format!("http://localhost:{}", address.port())
        }
        Some(address) => format!("http://{address}"),
        None => "http://localhost".to_owned(),
    }
}

/// Says where the server is, and on the first start how to begin.
fn greet(installation: &Installation, base_url: &str, setup_token: &str) {
    tracing::info!(
        url = base_url,
        version = env!("CARGO_PKG_VERSION"),
        "listening"
    );
    if installation.flow.directory().needs_setup() {
        // On the console and never in a log: whoever has it becomes the administrator.
        let text = format!(
            "\n  First start: open this address to make the first administrator.\n  \
             {base_url}/setup?token={setup_token}\n"
        );
        // Nobody may be reading; the server runs all the same.
        drop(writeln!(std::io::stdout(), "{text}"));
    }
}
