//! Who sent a mail, by what the domains publish.

use std::{net::IpAddr, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    received::{Attribution, AttributionState, Envelope},
    time::Timestamp,
};
use flow::port::Attributor as _;
use mail::{dns::Dns, receive::MailAttributor};
use mail_auth::{
    common::{crypto::Ed25519Key, headers::HeaderWriter as _},
    dkim::DkimSigner,
};
use rcgen::{KeyPair, PKCS_ED25519, PublicKeyData as _};

use crate::dns_server::{DnsServer, Trouble, Zone};

const MAIL: &str = "From: Anna <anna@x.example>\r\nTo: s@us.example\r\nSubject: Hi\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x.example>\r\n\r\nHello\r\n";

fn envelope(from: &str, peer: &str) -> Envelope {
    Envelope {
        from: from.parse().ok(),
        to: vec!["s@us.example".parse().unwrap()],
        helo: "mail.x.example".to_owned(),
        peer: peer.parse::<IpAddr>().ok(),
        tls: false,
        at: Timestamp::default(),
    }
}

/// The signed mail, and the record with the key.
fn signed() -> (String, String) {
    let pair = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let key = Ed25519Key::from_pkcs8_der(&pair.serialize_der()).unwrap();
    let signer = DkimSigner::from_key(key).domain("x.example").selector("s");
    let signature = signer
        .headers(["From", "To", "Subject", "Date"])
        .sign(MAIL.as_bytes())
        .unwrap();
    let public = BASE64_STANDARD.encode(pair.der_bytes());
    (
        format!("{}{MAIL}", signature.to_header()),
        format!("v=DKIM1; k=ed25519; p={public}"),
    )
}

async fn attribute(zone: Zone, raw: &str, envelope: &Envelope) -> Attribution {
    let dns = DnsServer::start(zone).await;
    let attributor =
        MailAttributor::new(Arc::new(Dns::at(dns.address)), "mx.us.example".to_owned());
    attributor.attribute(raw.as_bytes(), envelope).await
}

fn words(attribution: &Attribution) -> [&str; 4] {
    [
        &attribution.spf,
        &attribution.dkim,
        &attribution.dmarc,
        &attribution.arc,
    ]
}

fn spf_zone() -> Zone {
    Zone::default().text("x.example", "v=spf1 ip4:192.0.2.1 -all")
}

type Told = (AttributionState, [&'static str; 4]);

async fn told(zone: Zone, raw: &str, envelope: &Envelope) -> Told {
    let attribution = attribute(zone, raw, envelope).await;
    let known = ["pass", "fail", "none", "neutral", "temperror"];
    let word = |word: &str| known.into_iter().find(|one| *one == word).unwrap();
    (attribution.state, words(&attribution).map(word))
}

fn with_policy(zone: Zone) -> Zone {
    zone.text("_dmarc.x.example", "v=DMARC1; p=reject")
}

#[tokio::test]
async fn a_sender_is_verified_by_spf_where_it_is_aligned() {
    use AttributionState::{Unverified, Verified};
    let direct = envelope("anna@x.example", "192.0.2.1");
    let elsewhere = envelope("anna@x.example", "198.51.100.1");
    let local = envelope("", "127.0.0.1");
    for (zone, raw, envelope, expected) in [
        (
            spf_zone(),
            MAIL,
            &direct,
            (Verified, ["pass", "none", "none", "none"]),
        ),
        (
            with_policy(spf_zone()),
            MAIL,
            &direct,
            (Verified, ["pass", "none", "pass", "none"]),
        ),
        (
            spf_zone(),
            MAIL,
            &elsewhere,
            (Unverified, ["fail", "none", "none", "none"]),
        ),
        (Zone::default(), MAIL, &local, (Unverified, ["none"; 4])),
        (
            Zone::default(),
            "no mail at all",
            &direct,
            (Unverified, ["none"; 4]),
        ),
    ] {
        assert_eq!(told(zone, raw, envelope).await, expected, "{raw}");
    }
}

#[tokio::test]
async fn a_signature_verifies_through_a_forwarder_and_a_policy_fails_what_was_changed() {
    use AttributionState::{Failed, Verified};
    let (signed, key) = signed();
    let changed = signed.replace("Hello", "Hullo");
    let forwarded = envelope("srs@fwd.example", "198.51.100.1");
    let keyed = || spf_zone().text("s._domainkey.x.example", &key);
    for (zone, raw, expected) in [
        (
            keyed(),
            &signed,
            (Verified, ["none", "pass", "none", "none"]),
        ),
        (
            with_policy(keyed()),
            &signed,
            (Verified, ["none", "pass", "pass", "none"]),
        ),
        (
            with_policy(keyed()),
            &changed,
            (Failed, ["none", "neutral", "fail", "none"]),
        ),
    ] {
        assert_eq!(told(zone, raw, &forwarded).await, expected, "{raw}");
    }
}

#[tokio::test]
async fn what_could_not_be_asked_is_no_proof_against_anyone() {
    let zone = Zone::default()
        .trouble("x.example", Trouble::Servfail)
        .trouble("_dmarc.x.example", Trouble::Servfail);
    let attribution = attribute(zone, MAIL, &envelope("anna@x.example", "192.0.2.1")).await;
    assert_eq!(attribution.state, AttributionState::Unverified);
    assert_eq!(
        words(&attribution),
        ["temperror", "none", "temperror", "none"]
    );
}
