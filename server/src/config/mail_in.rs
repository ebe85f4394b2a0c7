use std::path::PathBuf;

use domain::address::EmailAddress;

use super::{ConfigError, Hidden, Options};

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
    /// A mailbox to pull from.
    pub mailbox: Option<MailboxOptions>,
}

/// A mailbox on an IMAP server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxOptions {
    /// Host name.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User name.
    pub username: String,
    /// Password.
    pub password: Hidden,
    /// Folder.
    pub folder: String,
    /// The address its mail is for.
    pub address: EmailAddress,
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
            mailbox: mailbox(options)?,
        })
    }
}

fn mailbox(options: &Options) -> Result<Option<MailboxOptions>, ConfigError> {
    let Some(host) = options.imap_host.clone() else {
        return match &options.imap_username {
            Some(_) => missing(
                "imap_host",
                "is missing, though other imap options are given",
            ),
            None => Ok(None),
        };
    };
    let (Some(username), Some(password)) = (&options.imap_username, &options.imap_password) else {
        return missing("imap_username", "is missing, or imap_password is");
    };
    let address = options.imap_address.as_ref().unwrap_or(username);
    let Ok(address) = address.parse() else {
        return missing(
            "imap_address",
            "write the address of an inbox as support@example.org",
        );
    };
    Ok(Some(MailboxOptions {
        host,
        port: options.imap_port.unwrap_or(993),
        username: username.clone(),
        password: password.clone(),
        folder: options
            .imap_folder
            .clone()
            .unwrap_or_else(|| "INBOX".to_owned()),
        address,
    }))
}

const fn missing<T>(option: &'static str, problem: &'static str) -> Result<T, ConfigError> {
    Err(ConfigError::Value { option, problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(options: &Options) -> Option<&'static str> {
        let refused = MailInOptions::new(options).err();
        refused.map(|error| match error {
            ConfigError::Value { option, .. } => option,
            other => panic!("{other}"),
        })
    }

    #[test]
    fn a_mailbox_needs_its_password_and_the_address_its_mail_is_for() {
        let mut options = Options {
            imap_username: Some("us".to_owned()),
            ..Options::default()
        };
        assert_eq!(complaint(&options), Some("imap_host"));
        options.imap_host = Some("imap.x.example".to_owned());
        assert_eq!(complaint(&options), Some("imap_username"));
        options.imap_password = "secret".parse().ok();
        assert_eq!(complaint(&options), Some("imap_address"));
        options.imap_address = Some("us@x.example".to_owned());
        let mailbox = MailInOptions::new(&options).unwrap().mailbox.unwrap();
        assert_eq!((mailbox.port, mailbox.folder.as_str()), (993, "INBOX"));
    }

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
            assert_eq!(complaint(&options), complains);
        }
    }
}
