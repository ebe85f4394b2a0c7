use std::path::PathBuf;

use clap::{Args, ValueEnum};
use domain::settings::{SmtpAuth, SmtpSecure};
use serde::Deserialize;

use super::Hidden;

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

/// What an operator may say, on the command line, as `COLOMBIER_…` or in the file, in this order of strength.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Args)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Directory of the store, the contents and the key [default: ./data]
    #[arg(long, env = "COLOMBIER_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "COLOMBIER_LISTEN", value_name = "ADDR")]
    pub listen: Option<String>,

    /// DNS server to ask instead of the system's
    #[arg(long, env = "COLOMBIER_DNS", value_name = "HOST:PORT")]
    pub dns: Option<String>,

    /// Memory for the journal's index, in bytes or as 64M; with less, searches are slower and as right [default: 64M]
    #[arg(long, env = "COLOMBIER_JOURNAL_CACHE", value_name = "BYTES")]
    pub journal_cache: Option<String>,

    /// How log lines are written [default: text]
    #[arg(long, env = "COLOMBIER_LOG_FORMAT", value_enum)]
    pub log_format: Option<LogFormat>,

    /// Address of the reverse proxy whose X-Forwarded-… headers are believed; may be repeated
    #[arg(
        long,
        env = "COLOMBIER_TRUSTED_PROXY",
        value_name = "IP",
        value_delimiter = ','
    )]
    pub trusted_proxy: Option<Vec<std::net::IpAddr>>,

    /// Default relay: host name
    #[arg(long, env = "COLOMBIER_SMTP_HOST", value_name = "HOST")]
    pub smtp_host: Option<String>,

    /// Default relay: port [default: 587]
    #[arg(long, env = "COLOMBIER_SMTP_PORT", value_name = "PORT")]
    pub smtp_port: Option<u16>,

    /// Default relay: user name
    #[arg(long, env = "COLOMBIER_SMTP_USERNAME", value_name = "NAME")]
    pub smtp_username: Option<String>,

    /// Default relay: password (better in the environment than here, where `ps` shows it)
    #[arg(
        long,
        env = "COLOMBIER_SMTP_PASSWORD",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub smtp_password: Option<Hidden>,

    /// Default relay: none, starttls or implicit [default: starttls]
    #[arg(long, env = "COLOMBIER_SMTP_SECURE", value_name = "HOW")]
    pub smtp_secure: Option<SmtpSecure>,

    /// Default relay: auto, plain, login, xoauth2 or none [default: auto]
    #[arg(long, env = "COLOMBIER_SMTP_AUTH", value_name = "HOW", value_parser = auth)]
    pub smtp_auth: Option<SmtpAuth>,

    /// Take mail by SMTP at this address and port, such as 0.0.0.0:25
    #[arg(long, env = "COLOMBIER_SMTP_LISTEN", value_name = "ADDR")]
    pub smtp_listen: Option<String>,

    /// Take mail by SMTP within TLS at this address and port, such as 0.0.0.0:465; needs a certificate
    #[arg(long, env = "COLOMBIER_SMTPS_LISTEN", value_name = "ADDR")]
    pub smtps_listen: Option<String>,

    /// Take mail from this machine's own mail server by LMTP on this socket
    #[arg(long, env = "COLOMBIER_LMTP_SOCKET", value_name = "PATH")]
    pub lmtp_socket: Option<PathBuf>,

    /// Certificate with its chain (PEM) for mail that comes in: STARTTLS is offered with it
    #[arg(long, env = "COLOMBIER_SMTP_CERT", value_name = "FILE")]
    pub smtp_cert: Option<PathBuf>,

    /// Key of that certificate (PEM)
    #[arg(long, env = "COLOMBIER_SMTP_KEY", value_name = "FILE")]
    pub smtp_key: Option<PathBuf>,

    /// How the server calls itself where mail comes in [default: the machine's name]
    #[arg(long, env = "COLOMBIER_SMTP_NAME", value_name = "NAME")]
    pub smtp_name: Option<String>,

    /// Pull mail from a mailbox of this IMAP server, by TLS
    #[arg(long, env = "COLOMBIER_IMAP_HOST", value_name = "HOST")]
    pub imap_host: Option<String>,

    /// Its port [default: 993]
    #[arg(long, env = "COLOMBIER_IMAP_PORT", value_name = "PORT")]
    pub imap_port: Option<u16>,

    /// User name there
    #[arg(long, env = "COLOMBIER_IMAP_USERNAME", value_name = "NAME")]
    pub imap_username: Option<String>,

    /// Password there (better in the environment than here, where `ps` shows it)
    #[arg(
        long,
        env = "COLOMBIER_IMAP_PASSWORD",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub imap_password: Option<Hidden>,

    /// Folder to pull from [default: INBOX]
    #[arg(long, env = "COLOMBIER_IMAP_FOLDER", value_name = "FOLDER")]
    pub imap_folder: Option<String>,

    /// Address of an inbox that the mailbox's mail is for [default: the user name]
    #[arg(long, env = "COLOMBIER_IMAP_ADDRESS", value_name = "ADDRESS")]
    pub imap_address: Option<String>,

    /// More certificate authorities (PEM) to trust when talking to mail relays and mailboxes
    #[arg(long, env = "COLOMBIER_SMTP_CA_FILE", value_name = "FILE")]
    pub smtp_ca_file: Option<PathBuf>,
}

fn auth(text: &str) -> Result<SmtpAuth, String> {
    serde_json::from_value(text.to_ascii_lowercase().into())
        .map_err(|_| "auto, plain, login, xoauth2 or none".to_owned())
}

impl Options {
    /// These, and where they say nothing, `weaker`.
    #[must_use]
    pub fn over(self, weaker: Self) -> Self {
        Self {
            data: self.data.or(weaker.data),
            listen: self.listen.or(weaker.listen),
            dns: self.dns.or(weaker.dns),
            journal_cache: self.journal_cache.or(weaker.journal_cache),
            log_format: self.log_format.or(weaker.log_format),
            trusted_proxy: self.trusted_proxy.or(weaker.trusted_proxy),
            smtp_host: self.smtp_host.or(weaker.smtp_host),
            smtp_port: self.smtp_port.or(weaker.smtp_port),
            smtp_username: self.smtp_username.or(weaker.smtp_username),
            smtp_password: self.smtp_password.or(weaker.smtp_password),
            smtp_secure: self.smtp_secure.or(weaker.smtp_secure),
            smtp_auth: self.smtp_auth.or(weaker.smtp_auth),
            smtp_listen: self.smtp_listen.or(weaker.smtp_listen),
            smtps_listen: self.smtps_listen.or(weaker.smtps_listen),
            lmtp_socket: self.lmtp_socket.or(weaker.lmtp_socket),
            smtp_cert: self.smtp_cert.or(weaker.smtp_cert),
            smtp_key: self.smtp_key.or(weaker.smtp_key),
            smtp_name: self.smtp_name.or(weaker.smtp_name),
            imap_host: self.imap_host.or(weaker.imap_host),
            imap_port: self.imap_port.or(weaker.imap_port),
            imap_username: self.imap_username.or(weaker.imap_username),
            imap_password: self.imap_password.or(weaker.imap_password),
            imap_folder: self.imap_folder.or(weaker.imap_folder),
            imap_address: self.imap_address.or(weaker.imap_address),
            smtp_ca_file: self.smtp_ca_file.or(weaker.smtp_ca_file),
        }
    }
}
