//! Log lines. At `info` they carry no addresses, tokens or bodies.

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Starts logging to standard error, once a process. `RUST_LOG` chooses what is said.
pub(crate) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Someone else (a test) may have started it: its lines go there then.
    drop(match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    });
}
