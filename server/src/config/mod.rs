//! Configuration: read once, typed, strict. Command line over environment over file over default.

mod environment;
mod hidden;
mod mail_in;
mod options;

use std::{
    fs, io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use domain::settings::{SmtpAuth, SmtpSecure};

pub use environment::unknown as unknown_environment;
pub use hidden::Hidden;
pub use mail_in::{MailInOptions, MailboxOptions};
pub use options::{LogFormat, Options};

/// The example file, as `colombier config example` prints it.
pub const EXAMPLE: &str = include_str!("example.toml");

/// What a server needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Directory of the store, the contents and the key.
    pub data: PathBuf,
    /// Where to listen, `host:port`.
    pub listen: String,
    /// DNS server that all questions go to, instead of the system's.
    pub dns: Option<SocketAddr>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// What of the journal's index stays in memory, in bytes.
    pub journal_cache: u64,
    /// Whose `X-Forwarded-…` headers are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The installation's default relay.
    pub relay: Option<RelayOptions>,
    /// More certificate authorities for relays.
    pub smtp_ca_file: Option<PathBuf>,
    /// Where mail comes in.
    pub mail_in: MailInOptions,
}

/// The default relay, as its operator gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayOptions {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User name; empty: no authentication.
    pub username: String,
    /// Password.
    pub password: Hidden,
    /// Protection.
    pub secure: SmtpSecure,
    /// Mechanism.
    pub auth: SmtpAuth,
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("reading {path}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is no TOML, or has a key that is no option.
    #[error("in {path}: {source}")]
    Malformed {
        /// Which.
        path: PathBuf,
        /// The cause.
        source: Box<toml::de::Error>,
    },
    /// A value cannot be used.
    #[error("{option}: {problem}")]
    Value {
        /// The option.
        option: &'static str,
        /// What to write instead.
        problem: &'static str,
    },
}

impl Config {
    /// From `options`, which win over what the file says.
    pub fn load(options: Options, file: Option<&Path>) -> Result<Self, ConfigError> {
        let weaker = file.map(read).transpose()?.unwrap_or_default();
        Self::new(options.over(weaker))
    }

    fn new(options: Options) -> Result<Self, ConfigError> {
        let relay = relay(&options)?;
        let mail_in = MailInOptions::new(&options)?;
        Ok(Self {
            data: options.data.unwrap_or_else(|| PathBuf::from("data")),
            listen: options
                .listen
                .unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
            dns: options.dns.as_deref().map(dns).transpose()?,
            log_format: options.log_format.unwrap_or_default(),
            journal_cache: options
                .journal_cache
                .as_deref()
                .map_or(Ok(store::JOURNAL_CACHE), bytes)?,
            trusted_proxies: options.trusted_proxy.unwrap_or_default(),
            relay,
            smtp_ca_file: options.smtp_ca_file,
            mail_in,
        })
    }
}

fn read(path: &Path) -> Result<Options, ConfigError> {
    let text = fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    toml::from_str(&text).map_err(|source| ConfigError::Malformed {
        path: path.to_owned(),
        source: Box::new(source),
    })
}

fn dns(text: &str) -> Result<SocketAddr, ConfigError> {
    let with_port = text.parse().ok();
    let bare = || {
        text.parse::<IpAddr>()
            .ok()
            .map(|ip| SocketAddr::new(ip, 53))
    };
    let problem = "write the address of the DNS server as 127.0.0.1:53";
    with_port.or_else(bare).ok_or(ConfigError::Value {
        option: "dns",
        problem,
    })
}

/// A number of bytes, or of their thousands: `64M` is 64 × 1024 × 1024.
fn bytes(text: &str) -> Result<u64, ConfigError> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.trim_end_matches(['B', 'I', 'K', 'M', 'G']);
    let unit: u64 = match text[digits.len()..].trim_end_matches(['B', 'I']) {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => 0,
    };
    let number: Option<u64> = digits.trim().parse().ok();
    let bytes = number.and_then(|number| number.checked_mul(unit));
    bytes.filter(|_| unit > 0).ok_or(ConfigError::Value {
        option: "journal_cache",
        problem: "write a number of bytes, such as 67108864 or 64M",
    })
}

fn relay(options: &Options) -> Result<Option<RelayOptions>, ConfigError> {
    let Some(host) = options
        .smtp_host
        .clone()
        .filter(|host| !host.trim().is_empty())
    else {
        let orphan = options.smtp_username.is_some() || options.smtp_password.is_some();
        let problem = "is missing, though other smtp options are given";
        return if orphan {
            Err(ConfigError::Value {
                option: "smtp_host",
                problem,
            })
        } else {
            Ok(None)
        };
    };
    Ok(Some(RelayOptions {
        host: host.trim().to_owned(),
        port: options.smtp_port.unwrap_or(587),
        username: options.smtp_username.clone().unwrap_or_default(),
        password: options.smtp_password.clone().unwrap_or_default(),
        secure: options.smtp_secure.unwrap_or(SmtpSecure::Starttls),
        auth: options.smtp_auth.unwrap_or_default(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Options, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn the_example_is_a_configuration_and_names_every_option() {
        let example = Config::new(parsed(EXAMPLE).unwrap()).unwrap();
        assert_eq!(example.listen, "127.0.0.1:8080");
        let all = EXAMPLE
            .replace("\n# smtp_", "\nsmtp_")
            .replace("\n# smtps_", "\nsmtps_")
            .replace("\n# lmtp_", "\nlmtp_")
            .replace("\n# imap_", "\nimap_")
            .replace("\n# dns", "\ndns");
        let options = parsed(&all).unwrap();
        let unset = format!("{options:?}").matches("None").count();
        assert_eq!(unset, 0, "{options:?}");
    }

    #[test]
    fn a_cache_is_a_number_of_bytes() {
        for (text, meant) in [
            ("0", 0),
            ("4096", 4096),
            ("64M", 64 << 20),
            ("1 gib", 1 << 30),
        ] {
            assert_eq!(bytes(text).unwrap(), meant, "{text}");
        }
        for text in ["", "much", "-1", "64MK"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_that_is_no_option_is_refused() {
        assert!(parsed("lisen = \"127.0.0.1:1\"").is_err());
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let line = Options {
            listen: Some("[::1]:1".to_owned()),
            ..Options::default()
        };
        let file = parsed("listen = \"127.0.0.1:2\"\ndata = \"/srv\"").unwrap();
        let config = Config::new(line.over(file)).unwrap();
        assert_eq!(
            (config.listen.as_str(), config.data.to_str()),
            ("[::1]:1", Some("/srv"))
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let config =
            Config::new(parsed("smtp_host = \"h\"\nsmtp_password = \"hunter2\"").unwrap()).unwrap();
        assert_eq!(config.relay.as_ref().unwrap().password.reveal(), "hunter2");
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn a_password_without_a_host_is_said() {
        let refused = Config::new(parsed("smtp_password = \"x\"").unwrap());
        assert!(matches!(
            refused,
            Err(ConfigError::Value {
                option: "smtp_host",
                ..
            })
        ));
    }
}
