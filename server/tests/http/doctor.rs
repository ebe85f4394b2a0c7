//! The mail doctor asks a real DNS server on loopback, with real zones.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    dns_server::{DnsServer, Trouble, Zone},
    harness::{Client, House, PASSWORD},
};

fn zones() -> Zone {
    let looping = |zone: Zone, n: usize| {
        let next = format!("v=spf1 include:l{}.loop.test ~all", n + 1);
        zone.text(&format!("l{n}.loop.test"), &next)
    };
    let zone = Zone::default()
        .text(
            "good.test",
            "v=spf1 include:spf.protection.outlook.com -all",
        )
        .text(
            "spf.protection.outlook.com",
            "v=spf1 ip4:198.51.100.0/24 -all",
        )
        .text("_dmarc.good.test", "v=DMARC1; p=reject")
        .mx("good.test", 10, "mx.good.test")
        .text("selector1._domainkey.good.test", "v=DKIM1; p=")
        .text("other.test", "v=spf1 mx -all")
        .text("twice.test", "v=spf1 -all")
        .text("twice.test", "v=spf1 mx -all")
        .text("open.test", "v=spf1 +all")
        .text("broken.test", "v=spf1 ipv4:198.51.100.1 -all")
        .text("loop.test", "v=spf1 include:l0.loop.test -all")
        .trouble("down.test", Trouble::Servfail)
        .trouble("silent.test", Trouble::Silence)
        .address("mail.own.test", "203.0.113.7")
        .ptr("203.0.113.7", "mail.own.test")
        .text("own.test", "v=spf1 ip4:203.0.113.7 -all");
    (0..12).fold(zone, looping)
}

/// An admin, and the DNS server that is asked.
async fn doctor() -> (House, Client, DnsServer) {
    let dns = DnsServer::start(zones()).await;
    let house = House::asking(mail::dns::Dns::at(dns.address));
    let admin = house.with_admin().await;
    (house, admin, dns)
}

async fn check(client: &Client, question: &str, name: &str) -> Value {
    let answer = client.get(&format!("/doctor/mail?{question}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let checks = answer.value()["checks"].clone();
    let checks = checks.as_array().unwrap();
    checks
        .iter()
        .find(|check| check["name"] == name)
        .unwrap_or_else(|| panic!("no {name}: {checks:?}"))
        .clone()
}

async fn spf(client: &Client, question: &str) -> (String, String) {
    let spf = check(client, question, "spf").await;
    let text = |field: &str| spf[field].as_str().unwrap().to_owned();
    (text("status"), text("result"))
}

fn found(status: &str, result: &str) -> (String, String) {
    (status.to_owned(), result.to_owned())
}

#[tokio::test]
async fn a_record_is_judged_by_the_relay_it_is_to_authorise() {
    let (_house, admin, _dns) = doctor().await;
    let relay = "relay=smtp.office365.com";
    for (domain, expected) in [
        ("good.test", found("configured", "pass")),
        ("other.test", found("wrong", "softfail")),
        ("nothing.test", found("missing", "none")),
        ("twice.test", found("wrong", "permerror")),
        ("open.test", found("wrong", "pass")),
        ("broken.test", found("wrong", "permerror")),
        ("loop.test", found("wrong", "permerror")),
        ("down.test", found("unknown", "temperror")),
        ("silent.test", found("unknown", "temperror")),
        ("no+domain", found("missing", "none")),
    ] {
        let question = format!("domain={domain}&{relay}");
        assert_eq!(spf(&admin, &question).await, expected, "{domain}");
    }
    let unknown = spf(&admin, "domain=other.test&relay=smtp.nobody.test").await;
    assert_eq!(unknown.0, "unknown");
}

#[tokio::test]
async fn what_is_missing_comes_with_the_record_to_publish() {
    let (_house, admin, _dns) = doctor().await;
    let question = |domain: &str| format!("domain={domain}&relay=smtp.office365.com");
    let missing = check(&admin, &question("nothing.test"), "spf").await;
    assert_eq!(
        missing["record"],
        "v=spf1 include:spf.protection.outlook.com ~all"
    );
    let lacking = check(&admin, &question("other.test"), "spf").await;
    assert_eq!(
        lacking["record"],
        "v=spf1 include:spf.protection.outlook.com mx -all"
    );
    let dmarc = check(&admin, &question("nothing.test"), "dmarc").await;
    assert_eq!(dmarc["status"], "missing");
    assert_eq!(
        dmarc["record"],
        "v=DMARC1; p=none; rua=mailto:postmaster@nothing.test"
    );
    let dmarc = check(&admin, &question("sub.good.test"), "dmarc").await;
    assert_eq!(
        (&dmarc["status"], &dmarc["result"]),
        (&json!("configured"), &json!("reject"))
    );
    let mx = check(&admin, &question("good.test"), "mx").await;
    assert_eq!(mx["status"], "configured");
    let dkim = check(&admin, &question("good.test"), "dkim").await;
    assert_eq!(
        (&dkim["status"], &dkim["result"]),
        (&json!("wrong"), &json!("fail"))
    );
}

#[tokio::test]
async fn with_an_address_only_spf_is_evaluated() {
    let (_house, admin, _dns) = doctor().await;
    for (question, expected) in [
        (
            "domain=good.test&ip=198.51.100.9",
            found("configured", "pass"),
        ),
        ("domain=good.test&ip=203.0.113.9", found("wrong", "fail")),
        (
            "domain=nothing.test&ip=203.0.113.9",
            found("missing", "none"),
        ),
        (
            "domain=twice.test&ip=203.0.113.9",
            found("wrong", "permerror"),
        ),
        (
            "domain=x.test&ip=203.0.113.7&mail_from=a@own.test",
            found("configured", "pass"),
        ),
    ] {
        assert_eq!(spf(&admin, question).await, expected, "{question}");
        let all = admin.get(&format!("/doctor/mail?{question}")).await.value();
        assert_eq!(all["checks"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn ones_own_server_is_looked_at_by_its_address() {
    let (_house, admin, _dns) = doctor().await;
    let question = "domain=own.test&relay=203.0.113.7&helo=mail.own.test";
    for name in ["spf", "ptr", "ehlo"] {
        let check = check(&admin, question, name).await;
        assert_eq!(check["status"], "configured", "{name}: {check}");
    }
}

#[tokio::test]
async fn only_admins_ask_the_doctor() {
    let (house, admin, _dns) = doctor().await;
    admin.member("bob@colombier.test").await;
    let bob = house.sign_in("bob@colombier.test", PASSWORD).await;
    let refused = bob.get("/doctor/mail?domain=good.test").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
