//! SPF: does the domain say that the relay may send for it?

use std::net::{IpAddr, Ipv4Addr};

use domain::{
    provider::provider_of,
    wire::{CheckName, CheckStatus, DoctorCheck},
};

use super::{DoctorQuestion, check, not_asked, publishing};
use crate::{Flow, port::NoAnswer};

/// The most questions that a record may cost (RFC 7208, section 4.6.4).
const MAX_LOOKUPS: usize = 10;

/// An address that nobody sends from (RFC 5737): a record that lets it pass lets everyone pass.
const NOBODY: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// What stands in a domain's record.
enum Record {
    /// Nothing.
    None,
    /// One record.
    One(String),
    /// One that is not written as it must be (section 4.6).
    Broken,
    /// Several: that is an error (RFC 7208, section 4.5).
    Several,
}

impl Flow {
    /// SPF's word for one address, helo and sender, and nothing else.
    pub(super) async fn spf_for(
        &self,
        domain: &str,
        ip: IpAddr,
        question: &DoctorQuestion,
    ) -> DoctorCheck {
        let helo = question.helo.clone().unwrap_or_else(|| domain.to_owned());
        let mail_from = match &question.mail_from {
            Some(from) if from.contains('@') || from.is_empty() => from.clone(),
            Some(from) => format!("postmaster@{from}"),
            None => format!("postmaster@{domain}"),
        };
        let about = mail_from.rsplit_once('@').map_or(helo.as_str(), |(_, d)| d);
        let word = if is_name(about) {
            self.evaluated(ip, &helo, &mail_from, about).await
        } else {
            "none"
        };
        said(word, about, ip)
    }

    /// The library's word. Several records, and terms that do not exist, are errors that it does not see.
    async fn evaluated(
        &self,
        ip: IpAddr,
        helo: &str,
        mail_from: &str,
        about: &str,
    ) -> &'static str {
        match self.spf_record(about).await {
            Ok(Record::Several | Record::Broken) => "permerror",
            Ok(Record::None) => "none",
            Ok(Record::One(_)) => self.world.mail_in.names.spf_of(ip, helo, mail_from).await,
            Err(_) => "temperror",
        }
    }

    async fn spf_record(&self, domain: &str) -> Result<Record, NoAnswer> {
        let texts = match self.world.mail_in.names.texts_of(domain).await {
            Ok(texts) => texts,
            Err(NoAnswer::Missing) => return Ok(Record::None),
            Err(error) => return Err(error),
        };
        let mut records = texts.into_iter().filter(|text| {
            let version = text.split(' ').next().unwrap_or_default();
            version.eq_ignore_ascii_case("v=spf1")
        });
        Ok(match (records.next(), records.next()) {
            (None, _) => Record::None,
            (Some(one), None) if is_well_formed(&one) => Record::One(one),
            (Some(_), None) => Record::Broken,
            (Some(_), Some(_)) => Record::Several,
        })
    }

    /// Whether the domain's record lets the relay send.
    pub(super) async fn spf(&self, domain: &str, relay: &str) -> DoctorCheck {
        if !is_name(domain) {
            return malformed(domain);
        }
        let record = match self.spf_record(domain).await {
            Err(error) => return not_asked(CheckName::Spf, &error),
            Ok(Record::Several) => return several(),
            Ok(Record::Broken) => return broken(),
            Ok(Record::None) => return none(domain, relay),
            Ok(Record::One(record)) => record,
        };
        let sender = format!("postmaster@{domain}");
        let anyone = self
            .world
            .mail_in
            .names
            .spf_of(NOBODY, domain, &sender)
            .await;
        match anyone {
            "permerror" => return broken(),
            "temperror" => {
                let error = NoAnswer::Unknown("temperror".to_owned());
                return not_asked(CheckName::Spf, &error);
            }
            "pass" => return open(&record),
            _ => {}
        }
        if let Ok(address) = relay.parse::<IpAddr>() {
            let word = self.evaluated(address, domain, &sender, domain).await;
            return by_address(word, address, &record);
        }
        match provider_of(relay).and_then(|provider| Some((provider.name, provider.spf_include?))) {
            Some((name, include)) => match self.includes(domain, include).await {
                Ok(true) => authorised(name),
                Ok(false) => lacking(name, include, &record),
                Err(error) => not_asked(CheckName::Spf, &error),
            },
            None => unknown_relay(relay),
        }
    }

    /// Whether a record includes `wanted`, itself or by way of others.
    async fn includes(&self, domain: &str, wanted: &str) -> Result<bool, NoAnswer> {
        let mut open = vec![domain.to_owned()];
        let mut asked = 0;
        while let Some(name) = open.pop() {
            asked += 1;
            if asked > MAX_LOOKUPS + 1 {
                return Ok(false);
            }
            let Record::One(record) = self.spf_record(&name).await? else {
                continue;
            };
            for target in targets(&record) {
                if target.eq_ignore_ascii_case(wanted) {
                    return Ok(true);
                }
                open.push(target);
            }
        }
        Ok(false)
    }
}

/// Whether all terms of a record are mechanisms or modifiers (RFC 7208, section 12). Macros are left to the evaluation.
fn is_well_formed(record: &str) -> bool {
    let terms: Vec<&str> = record
        .split(' ')
        .skip(1)
        .filter(|term| !term.is_empty())
        .collect();
    let redirects = terms
        .iter()
        .filter(|term| term.to_lowercase().starts_with("redirect="));
    redirects.count() <= 1 && terms.into_iter().all(is_term)
}

fn is_term(term: &str) -> bool {
    let (bare, qualified) = match term.strip_prefix(['+', '-', '~', '?']) {
        Some(bare) => (bare, true),
        None => (term, false),
    };
    let end = bare.find([':', '/', '=']).unwrap_or(bare.len());
    let (name, rest) = bare.split_at(end);
    if rest.starts_with('=') {
        return !qualified && name.starts_with(|c: char| c.is_ascii_alphabetic());
    }
    match name.to_lowercase().as_str() {
        "all" => rest.is_empty(),
        "include" | "exists" => rest.len() > 1 && rest.starts_with(':'),
        "a" | "mx" | "ptr" => rest.len() != 1,
        "ip4" => is_network(rest, IpAddr::is_ipv4, 32),
        "ip6" => is_network(rest, IpAddr::is_ipv6, 128),
        _ => false,
    }
}

/// `:192.0.2.0/24`
fn is_network(rest: &str, kind: fn(&IpAddr) -> bool, most: u8) -> bool {
    let Some(rest) = rest.strip_prefix(':') else {
        return false;
    };
    let (address, prefix) = rest.split_once('/').unwrap_or((rest, "0"));
    address
        .parse::<IpAddr>()
        .is_ok_and(|address| kind(&address))
        && prefix.parse::<u8>().is_ok_and(|prefix| prefix <= most)
}

/// What a record includes or redirects to, where no macro stands in it.
fn targets(record: &str) -> Vec<String> {
    let words = record.split_whitespace().skip(1);
    let target = |word: &str| {
        let word = word.trim_start_matches('+').to_lowercase();
        let target = word
            .strip_prefix("include:")
            .or_else(|| word.strip_prefix("redirect="))?;
        (!target.contains('%')).then(|| target.trim_end_matches('.').to_owned())
    };
    words.filter_map(target).collect()
}

/// Labels of a domain that DNS could be asked for, two at least.
pub(super) fn is_name(domain: &str) -> bool {
    let labels: Vec<&str> = domain.trim_end_matches('.').split('.').collect();
    domain.len() <= 253
        && labels.len() >= 2
        && labels
            .iter()
            .all(|label| !label.is_empty() && label.len() <= 63 && !label.contains([' ', '@', '/']))
}

fn line(
    status: CheckStatus,
    result: &str,
    fr: impl Into<String>,
    en: impl Into<String>,
) -> DoctorCheck {
    check(CheckName::Spf, status, result, fr, en)
}

fn said(word: &str, about: &str, ip: IpAddr) -> DoctorCheck {
    let status = match word {
        "pass" => CheckStatus::Configured,
        "none" => CheckStatus::Missing,
        "temperror" => CheckStatus::Unknown,
        _ => CheckStatus::Wrong,
    };
    line(
        status,
        word,
        format!("Pour {ip}, le SPF de {about} répond {word}."),
        format!("For {ip}, the SPF record of {about} says {word}."),
    )
}

fn malformed(domain: &str) -> DoctorCheck {
    line(
        CheckStatus::Missing,
        "none",
        format!("« {domain} » n’est pas un domaine : écrivez-le comme exemple.fr."),
        format!("\"{domain}\" is no domain: write it as example.org."),
    )
}

fn several() -> DoctorCheck {
    line(
        CheckStatus::Wrong,
        "permerror",
        "Le domaine publie plusieurs enregistrements SPF : n’en gardez qu’un, sinon aucun ne compte.",
        "The domain publishes several SPF records: keep one, else none counts.",
    )
}

fn broken() -> DoctorCheck {
    line(
        CheckStatus::Wrong,
        "permerror",
        "L’enregistrement SPF est en erreur : une faute d’écriture, une boucle, ou plus de 10 recherches DNS. \
         Les destinataires n’en tiennent pas compte.",
        "The SPF record is in error: a typing error, a loop, or more than 10 DNS lookups. Receivers ignore it.",
    )
}

fn open(record: &str) -> DoctorCheck {
    let closed = record.replace("+all", "~all").replace(" all", " ~all");
    publishing(
        line(
            CheckStatus::Wrong,
            "pass",
            "L’enregistrement SPF laisse tout le monde envoyer au nom du domaine (+all) : il ne protège de rien.",
            "The SPF record lets everyone send for the domain (+all): it protects from nothing.",
        ),
        closed,
    )
}

fn none(domain: &str, relay: &str) -> DoctorCheck {
    let found = line(
        CheckStatus::Missing,
        "none",
        format!("{domain} ne publie pas de SPF : beaucoup de serveurs se méfieront de ses mails."),
        format!("{domain} publishes no SPF record: many servers will distrust its mail."),
    );
    if let Ok(address) = relay.parse::<IpAddr>() {
        return publishing(found, format!("v=spf1 {} ~all", mechanism(address)));
    }
    match provider_of(relay).and_then(|provider| provider.spf_include) {
        Some(include) => publishing(found, format!("v=spf1 include:{include} ~all")),
        None => found,
    }
}

fn mechanism(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("ip4:{address}"),
        IpAddr::V6(address) => format!("ip6:{address}"),
    }
}

/// The record with one more mechanism, right behind its version.
fn with(record: &str, mechanism: &str) -> String {
    let (version, rest) = record.split_once(' ').unwrap_or((record, "~all"));
    format!("{version} {mechanism} {rest}")
}

fn by_address(word: &str, address: IpAddr, record: &str) -> DoctorCheck {
    let found = said(word, "", address);
    match word {
        "pass" => line(
            CheckStatus::Configured,
            word,
            format!("Le SPF autorise {address} à envoyer pour ce domaine."),
            format!("The SPF record lets {address} send for this domain."),
        ),
        "temperror" => found,
        _ => publishing(
            line(
                CheckStatus::Wrong,
                word,
                format!("Le SPF n’autorise pas {address} à envoyer pour ce domaine."),
                format!("The SPF record does not let {address} send for this domain."),
            ),
            with(record, &mechanism(address)),
        ),
    }
}

fn authorised(provider: &str) -> DoctorCheck {
    line(
        CheckStatus::Configured,
        "pass",
        format!("Le SPF autorise {provider} à envoyer pour ce domaine."),
        format!("The SPF record lets {provider} send for this domain."),
    )
}

fn lacking(provider: &str, include: &str, record: &str) -> DoctorCheck {
    publishing(
        line(
            CheckStatus::Wrong,
            "softfail",
            format!("Le SPF n’autorise pas {provider} : ajoutez-lui include:{include}."),
            format!("The SPF record does not let {provider} send: add include:{include} to it."),
        ),
        with(record, &format!("include:{include}")),
    )
}

fn unknown_relay(relay: &str) -> DoctorCheck {
    let (fr, en) = if relay.is_empty() {
        (
            "Un SPF est publié. Quel serveur envoie n’est pas réglé : rien de plus ne peut être dit.".to_owned(),
            "An SPF record is published. Which server sends is not set: nothing more can be told.".to_owned(),
        )
    } else {
        (
            format!(
                "Un SPF est publié. De quelles adresses {relay} envoie n’est pas connu : demandez-le à votre hébergeur."
            ),
            format!(
                "An SPF record is published. Which addresses {relay} sends from is not known: ask your host."
            ),
        )
    };
    line(CheckStatus::Unknown, "neutral", fr, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn includes_and_redirects_are_found_and_macros_are_left() {
        assert_eq!(
            targets("v=spf1 +include:A.org ip4:192.0.2.0/24 include:%{d}.b.org redirect=c.org"),
            ["a.org", "c.org"]
        );
    }

    #[test]
    fn a_record_with_a_term_that_does_not_exist_is_broken() {
        for record in [
            "v=spf1 ipv4:198.51.100.1 -all",
            "v=spf1 ip4:300.0.0.1 -all",
            "v=spf1 ip4:192.0.2.0/33 -all",
            "v=spf1 include: -all",
            "v=spf1 -all:x",
            "v=spf1 redirect=a.org redirect=b.org",
        ] {
            assert!(!is_well_formed(record), "{record}");
        }
        for record in [
            "v=spf1",
            "v=spf1 a mx/24 a:b.org//64 ?ptr ip6:2001:db8::/32 exists:%{i}.a.org -all exp=e.a.org",
            "v=spf1 unknown=modifier redirect=a.org",
        ] {
            assert!(is_well_formed(record), "{record}");
        }
    }

    #[test]
    fn a_mechanism_goes_right_behind_the_version() {
        assert_eq!(
            with("v=spf1 mx -all", "include:a.org"),
            "v=spf1 include:a.org mx -all"
        );
    }

    #[test]
    fn what_is_no_domain_is_told() {
        for domain in ["", "org", "a..org", "a b.org", "x@y.org"] {
            assert!(!is_name(domain), "{domain}");
        }
        assert!(is_name("mairie.example"));
    }
}
