use anyhow::Context as _;
use tokio::{net::TcpListener, signal};
use tokio_util::sync::CancellationToken;

use crate::{config::Config, log, open_files};

/// Runs until SIGTERM or SIGINT, then drains.
pub(super) fn run(config: Config) -> anyhow::Result<()> {
    log::start(config.log_format);
    open_files::allow_many();
    super::runtime()?.block_on(async {
        let stop = CancellationToken::new();
        let asked = stop.clone();
        let signals = tokio::spawn(async move {
            let name = terminated().await;
            tracing::info!(
                signal = name,
                "stopping: what is under way is finished first"
            );
            asked.cancel();
        });
        let listener = listen(&config.listen).await?;
        let result = crate::run(config, listener, stop).await;
        signals.abort();
        Ok(result?)
    })
}

async fn listen(address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}"))
}

#[cfg(unix)]
async fn terminated() -> &'static str {
    use signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = signal::ctrl_c() => "SIGINT",
        },
        // Without a handler SIGTERM ends the process as it always did.
        Err(_) => interrupted().await,
    }
}

#[cfg(not(unix))]
async fn terminated() -> &'static str {
    interrupted().await
}

async fn interrupted() -> &'static str {
    if signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    "SIGINT"
}
