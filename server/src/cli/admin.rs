use std::io::Read as _;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::ConfigArgs;
use crate::{log, wiring::Installation};

#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Make an administrator; who has an account by this address becomes one, with this password
    Create(Create),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// The address to sign in with
    #[arg(long)]
    email: String,
    /// The name shown to others
    #[arg(long, default_value = "")]
    name: String,
    /// Read the password from standard input; one newline at its end is dropped
    #[arg(long, required = true)]
    password_stdin: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) fn run(Admin::Create(create): Admin) -> anyhow::Result<()> {
    let config = create.config.load()?;
    log::start(config.log_format);
    let password = password()?;
    super::runtime()?.block_on(async {
        let base_url = format!("http://{}", config.listen);
        let installation = Installation::open(config, base_url).await?;
        let made = installation
            .flow
            .console_admin(&create.email, &create.name, &password)
            .await;
        installation.close().await?;
        let made = made.map_err(in_our_words)?;
        println!("{} is an administrator now", made.email);
        Ok(())
    })
}

fn password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("reading the password from standard input")?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

fn in_our_words(error: flow::FlowError) -> anyhow::Error {
    use domain::refusal::Refusal::BadField;
    match error {
        flow::FlowError::Refused(BadField("email")) => {
            anyhow::anyhow!("write the address as name@example.org")
        }
        flow::FlowError::Refused(BadField("password")) => {
            anyhow::anyhow!("the password needs 8 to 200 characters")
        }
        other => other.into(),
    }
}
