//! The command line, a file a subcommand.

mod admin;
mod config;
mod import;
mod openapi;
mod serve;

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::config::{Config, ConfigError, Options, unknown_environment};

/// Files deposited, people told, every mail proved.
#[derive(Debug, Parser)]
#[command(name = "colombier", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(ConfigArgs),
    /// Make an administrator, with the server stopped
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Bring in exported events, with the server stopped
    Import(import::Import),
    /// Look at the configuration
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Print the description of the API (OpenAPI 3.1)
    Openapi,
}

/// The options of a command that needs the installation.
#[derive(Debug, Args)]
struct ConfigArgs {
    /// Configuration file (TOML); options and the environment are stronger
    #[arg(long, env = "COLOMBIER_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

impl ConfigArgs {
    fn load(self) -> Result<Config, ConfigError> {
        Config::load(self.options, self.config.as_deref())
    }
}

impl Cli {
    /// Does what was asked.
    pub fn run(self) -> anyhow::Result<()> {
        refuse_unknown_environment()?;
        match self.command {
            Command::Serve(args) => serve::run(args.load()?),
            Command::Admin(command) => admin::run(command),
            Command::Import(import) => import::run(import),
            Command::Config(command) => config::run(command),
            Command::Openapi => openapi::run(),
        }
    }
}

fn refuse_unknown_environment() -> anyhow::Result<()> {
    let given: Vec<String> = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .collect();
    let unknown = unknown_environment(&Cli::command(), given.iter().map(String::as_str));
    anyhow::ensure!(
        unknown.is_empty(),
        "the environment has names that are no option: {} (see colombier serve --help)",
        unknown.join(", ")
    );
    Ok(())
}

/// The runtime that commands run on.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn only_our_own_names_that_are_no_option_are_refused() {
        let given = [
            "PATH",
            "COLOMBIER_DATA",
            "COLOMBIER_BIN",
            "COLOMBIER_SMTP_PASSWORD",
            "COLOMBIER_DATTA",
        ];
        assert_eq!(
            unknown_environment(&Cli::command(), given),
            ["COLOMBIER_DATTA"]
        );
    }
}
