//! Log lines. At `info` they carry no addresses, tokens or bodies.

use std::{env, io, io::IsTerminal as _};

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Starts logging to standard error, once a process. `RUST_LOG` chooses what is said.
pub(crate) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none();
    // Someone else (a test) may have started it: its lines go there then.
    drop(match format {
        LogFormat::Text => lines.with_ansi(colours).try_init(),
        LogFormat::Json => lines.json().try_init(),
    });
}
