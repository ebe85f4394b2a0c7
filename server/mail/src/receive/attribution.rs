use std::{net::IpAddr, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::received::{Attribution, AttributionState, Envelope};
use flow::port::Attributor;
use futures::FutureExt as _;
use mail_auth::{
    ArcOutput, AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult,
    MessageAuthenticator, SpfOutput, SpfResult, dmarc::verify::DmarcParameters,
    spf::verify::SpfParameters,
};
use tokio::time::timeout;

use crate::dns::Dns;

/// How long all questions for one message may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// [`Attributor`] that asks our own resolver.
pub struct MailAttributor {
    dns: Arc<Dns>,
    /// Our own name, for macros of SPF.
    host: String,
}

impl MailAttributor {
    /// Asks `dns`; `host` is how the receiver calls itself.
    pub const fn new(dns: Arc<Dns>, host: String) -> Self {
        Self { dns, host }
    }
}

#[async_trait]
impl Attributor for MailAttributor {
    async fn attribute(&self, raw: &[u8], envelope: &Envelope) -> Attribution {
        let Ok(authenticator) = self.dns.authenticator() else {
            return not_asked();
        };
        let evaluation = evaluate(&authenticator, raw, envelope, &self.host);
        // The library is given what strangers wrote, and what stands in their DNS: a defect costs the result only.
        let evaluation = AssertUnwindSafe(evaluation).catch_unwind();
        match timeout(PATIENCE, evaluation).await {
            Ok(Ok(attribution)) => attribution,
            Ok(Err(_)) => {
                tracing::error!(bytes = raw.len(), "asking who sent a message broke");
                not_asked()
            }
            Err(_) => not_asked(),
        }
    }
}

fn not_asked() -> Attribution {
    Attribution {
        state: AttributionState::Unverified,
        spf: "temperror".to_owned(),
        dkim: "temperror".to_owned(),
        dmarc: "temperror".to_owned(),
        arc: "none".to_owned(),
    }
}

async fn evaluate(
    authenticator: &MessageAuthenticator,
    raw: &[u8],
    envelope: &Envelope,
    host: &str,
) -> Attribution {
    let spf = spf(authenticator, envelope, host).await;
    let spf_word = spf
        .as_ref()
        .map_or("none", |spf| spf_word(spf.result()))
        .to_owned();
    let Some(message) = AuthenticatedMessage::parse(raw) else {
        let (state, none) = (AttributionState::Unverified, || "none".to_owned());
        return Attribution {
            state,
            spf: spf_word,
            dkim: none(),
            dmarc: none(),
            arc: none(),
        };
    };
    let dkim = authenticator.verify_dkim(&message).await;
    let arc = authenticator.verify_arc(&message).await;
    let nothing = SpfOutput::new(String::new());
    let sender = envelope.from.as_ref().map_or("", |from| from.domain());
    let sender = if sender.is_empty() {
        envelope.helo.as_str()
    } else {
        sender
    };
    let parameters =
        DmarcParameters::new(&message, &dkim, sender, spf.as_ref().unwrap_or(&nothing));
    let dmarc = authenticator.verify_dmarc(parameters).await;
    Attribution {
        state: state(
            &message,
            &Evidence {
                spf: spf.as_ref(),
                dkim: &dkim,
                dmarc: &dmarc,
                arc: &arc,
                sender,
            },
        ),
        spf: spf_word,
        dkim: dkim_word(&dkim).to_owned(),
        dmarc: dmarc_word(&dmarc.result()).to_owned(),
        arc: arc_word(&arc).to_owned(),
    }
}

/// `None`: it came from within, where SPF says nothing.
async fn spf(
    authenticator: &MessageAuthenticator,
    envelope: &Envelope,
    host: &str,
) -> Option<SpfOutput> {
    let peer = envelope.peer.filter(is_of_the_network)?;
    let helo = envelope.helo.as_str();
    let parameters = match &envelope.from {
        Some(from) => SpfParameters::verify_mail_from(peer, helo, host, from.as_str()),
        None => SpfParameters::verify_ehlo(peer, helo, host),
    };
    Some(authenticator.verify_spf(parameters).await)
}

/// This machine's own MTA hands mail on by loopback: whom it came from it does not say there.
const fn is_of_the_network(peer: &IpAddr) -> bool {
    !peer.is_loopback()
}

struct Evidence<'e> {
    spf: Option<&'e SpfOutput>,
    dkim: &'e [DkimOutput<'e>],
    dmarc: &'e DmarcOutput,
    arc: &'e ArcOutput<'e>,
    /// The domain SPF is about.
    sender: &'e str,
}

fn state(message: &AuthenticatedMessage<'_>, evidence: &Evidence<'_>) -> AttributionState {
    let dmarc = evidence.dmarc.result();
    if dmarc == DmarcResult::Pass || (dmarc == DmarcResult::None && is_aligned(message, evidence)) {
        return AttributionState::Verified;
    }
    if evidence.arc.result() == &DkimResult::Pass && chain_says_pass(message) {
        return AttributionState::Forwarded;
    }
    match dmarc {
        DmarcResult::Fail(_) => AttributionState::Failed,
        _ => AttributionState::Unverified,
    }
}

/// Where a domain publishes no DMARC, alignment is judged as DMARC would (relaxed).
fn is_aligned(message: &AuthenticatedMessage<'_>, evidence: &Evidence<'_>) -> bool {
    let [from] = message.from.as_slice() else {
        return false;
    };
    let Some((_, author)) = from.rsplit_once('@') else {
        return false;
    };
    let by_spf = evidence
        .spf
        .is_some_and(|spf| spf.result() == SpfResult::Pass)
        && related(author, evidence.sender);
    let passed = evidence
        .dkim
        .iter()
        .filter(|one| one.result() == &DkimResult::Pass);
    let mut signers = passed
        .filter_map(|one| one.signature())
        .map(|signature| signature.d.as_str());
    by_spf || signers.any(|signer| related(author, signer))
}

fn related(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let within = |inner: &str, outer: &str| {
        outer.contains('.')
            && inner
                .strip_suffix(outer)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    one == other || within(&one, &other) || within(&other, &one)
}

/// Whether the first of a valid chain of seals says that the mail passed where it came in.
fn chain_says_pass(message: &AuthenticatedMessage<'_>) -> bool {
    message.headers.iter().any(|(name, value)| {
        let results = name
            .trim_ascii()
            .eq_ignore_ascii_case(b"arc-authentication-results");
        let value = String::from_utf8_lossy(value).to_ascii_lowercase();
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        results
            && value.starts_with("i=1;")
            && (value.contains("dmarc=pass") || value.contains("dkim=pass"))
    })
}

const fn spf_word(result: SpfResult) -> &'static str {
    match result {
        SpfResult::Pass => "pass",
        SpfResult::Fail => "fail",
        SpfResult::SoftFail => "softfail",
        SpfResult::Neutral => "neutral",
        SpfResult::TempError => "temperror",
        SpfResult::PermError => "permerror",
        SpfResult::None => "none",
    }
}

/// Of several signatures the best counts.
fn dkim_word(signatures: &[DkimOutput<'_>]) -> &'static str {
    let words = signatures.iter().map(|one| match one.result() {
        DkimResult::Pass => (0, "pass"),
        DkimResult::TempError(_) => (1, "temperror"),
        DkimResult::Fail(_) => (2, "fail"),
        DkimResult::Neutral(_) => (3, "neutral"),
        DkimResult::PermError(_) => (4, "permerror"),
        DkimResult::None => (5, "none"),
    });
    words.min().map_or("none", |(_, word)| word)
}

const fn dmarc_word(result: &DmarcResult) -> &'static str {
    match result {
        DmarcResult::Pass => "pass",
        DmarcResult::Fail(_) => "fail",
        DmarcResult::TempError(_) => "temperror",
        DmarcResult::PermError(_) => "permerror",
        DmarcResult::None => "none",
    }
}

fn arc_word(arc: &ArcOutput<'_>) -> &'static str {
    match arc.result() {
        DkimResult::Pass => "pass",
        DkimResult::None => "none",
        _ => "fail",
    }
}
