//! Well-known mail providers: what to write into the SMTP settings, from `data/smtp-providers.tsv`.

use crate::settings::SmtpSecure;

/// Where mail is handed in to a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// As people know it.
    pub name: &'static str,
    /// The server.
    pub host: &'static str,
    /// Its port.
    pub port: u16,
    /// The protection that goes with that port.
    pub secure: SmtpSecure,
    /// What a sender's domain includes in its SPF record for this provider, where that is known.
    pub spf_include: Option<&'static str>,
}

/// All of them, by name.
pub fn providers() -> impl Iterator<Item = Provider> {
    let lines = include_str!("../data/smtp-providers.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(read)
}

/// The provider whose server `host` is, whatever its case.
pub fn provider_of(host: &str) -> Option<Provider> {
    let host = host.trim();
    providers().find(|provider| provider.host.eq_ignore_ascii_case(host))
}

fn read(line: &'static str) -> Option<Provider> {
    let mut columns = line.split('\t');
    Some(Provider {
        name: columns.next()?,
        host: columns.next()?,
        port: columns.next()?.parse().ok()?,
        secure: columns.next()?.parse().ok()?,
        spf_include: columns.next().filter(|include| *include != "-"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_a_provider_with_a_port_that_fits_its_protection() {
        let lines = include_str!("../data/smtp-providers.tsv").lines();
        let lines = lines.filter(|line| !line.starts_with('#')).count();
        assert_eq!(providers().count(), lines);
        for provider in providers() {
            let fitting = match provider.secure {
                SmtpSecure::Implicit => 465,
                SmtpSecure::Starttls => 587,
                SmtpSecure::None => 25,
            };
            assert_eq!(provider.port, fitting, "{}", provider.name);
            assert!(provider.host.contains('.'), "{}", provider.name);
        }
    }

    #[test]
    fn a_provider_is_known_by_its_server() {
        let known = provider_of(" SMTP.office365.com ").unwrap();
        assert_eq!(known.name, "Microsoft 365");
        assert_eq!(known.spf_include, Some("spf.protection.outlook.com"));
        assert_eq!(provider_of("mail.example.org"), None);
    }
}
