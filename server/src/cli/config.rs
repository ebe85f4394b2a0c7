use std::io::Write as _;

use clap::Subcommand;

use super::ConfigArgs;
use crate::config::EXAMPLE;

#[derive(Debug, Subcommand)]
#[expect(
    clippy::large_enum_variant,
    reason = "made once, when the program starts"
)]
pub(super) enum ConfigCommand {
    /// Say whether the configuration can be used
    Check(ConfigArgs),
    /// Print a configuration file with every key
    Example,
}

pub(super) fn run(command: ConfigCommand) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Check(args) => {
            let config = args.load()?;
            writeln!(
                std::io::stdout(),
                "the configuration can be used\n{config:#?}"
            )?;
        }
        ConfigCommand::Example => write!(std::io::stdout(), "{EXAMPLE}")?,
    }
    Ok(())
}
