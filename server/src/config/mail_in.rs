use std::path::PathBuf;

use super::{ConfigError, Options};

/// Where mail comes in, and how the server shows itself there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailInOptions {
    /// SMTP, `host:port`.
    pub smtp: Option<String>,
    /// SMTP within TLS, `host:port`.
    pub smtps: Option<String>,
    /// LMTP, a socket's path.
    pub lmtp: Option<PathBuf>,
    /// Certificate and key, PEM.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The server's own name; `None`: the machine's.
    pub name: Option<String>,
}

impl MailInOptions {
    /// Refuses what makes no sense together.
    pub(super) fn new(options: &Options) -> Result<Self, ConfigError> {
        let certificate = match (&options.smtp_cert, &options.smtp_key) {
            (Some(chain), Some(key)) => Some((chain.clone(), key.clone())),
            (None, None) => None,
            (Some(_), None) => {
                return missing("smtp_key", "is missing, though a certificate is given");
            }
            (None, Some(_)) => return missing("smtp_cert", "is missing, though a key is given"),
        };
        if options.smtps_listen.is_some() && certificate.is_none() {
            return missing(
                "smtp_cert",
                "is missing: SMTP within TLS needs a certificate",
            );
        }
        Ok(Self {
            smtp: options.smtp_listen.clone(),
            smtps: options.smtps_listen.clone(),
            lmtp: options.lmtp_socket.clone(),
            certificate,
            name: options.smtp_name.clone(),
        })
    }
}

const fn missing(
    option: &'static str,
    problem: &'static str,
) -> Result<MailInOptions, ConfigError> {
    Err(ConfigError::Value { option, problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_needs_its_key_and_tls_its_certificate() {
        let path = || Some(PathBuf::from("x"));
        for (options, complains) in [
            (Options::default(), None),
            (
                Options {
                    smtp_cert: path(),
                    ..Options::default()
                },
                Some("smtp_key"),
            ),
            (
                Options {
                    smtp_key: path(),
                    ..Options::default()
                },
                Some("smtp_cert"),
            ),
            (
                Options {
                    smtps_listen: Some("x:1".to_owned()),
                    ..Options::default()
                },
                Some("smtp_cert"),
            ),
            (
                Options {
                    smtp_cert: path(),
                    smtp_key: path(),
                    ..Options::default()
                },
                None,
            ),
        ] {
            let refused = MailInOptions::new(&options).err();
            let option = refused.map(|error| match error {
                ConfigError::Value { option, .. } => option,
                other => panic!("{other}"),
            });
            assert_eq!(option, complains);
        }
    }
}
