//! Return addresses of mail that is sent on (SRS, the Sender Rewriting Scheme): SPF of the sender's domain does not
//! allow us, so the bounce comes to us and goes home from here.

use crate::{
    address::EmailAddress,
    mac::MacKeys,
    time::{Span, Timestamp},
};

/// Days for which a bounce is brought home.
const GOOD_FOR: u64 = 30;

/// The longest local part (RFC 5321, section 4.5.3.1.1).
const MAX_LOCAL: usize = 64;

fn day(now: Timestamp) -> u64 {
    now.ms() / Span::from_days(1).ms()
}

/// `SRS0=<mac>=<day>=<domain>=<local>@<ours>`; `None` where that is too long.
pub fn rewritten(
    keys: &MacKeys,
    sender: &EmailAddress,
    ours: &str,
    now: Timestamp,
) -> Option<EmailAddress> {
    let body = format!("{}={}={}", day(now), sender.domain(), sender.local_part());
    let local = format!("SRS0={}={body}", keys.sign("srs", &body));
    (local.len() <= MAX_LOCAL)
        .then(|| format!("{local}@{ours}").parse().ok())
        .flatten()
}

/// Whom a bounce to a rewritten address is for; `None`: it is none of ours, or too old.
pub fn original(keys: &MacKeys, address: &EmailAddress, now: Timestamp) -> Option<EmailAddress> {
    let local = address.local_part();
    let rest = local
        .get(..5)
        .filter(|start| start.eq_ignore_ascii_case("srs0="));
    let (signature, body) = rest.and(local.get(5..))?.split_once('=')?;
    if !keys.verify("srs", body, signature) {
        return None;
    }
    let (made, rest) = body.split_once('=')?;
    let (domain, local) = rest.split_once('=')?;
    let age = day(now).checked_sub(made.parse().ok()?)?;
    (age <= GOOD_FOR)
        .then(|| format!("{local}@{domain}").parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounce_finds_its_way_home_for_a_month() {
        let keys = MacKeys::new([1; 32], None);
        let sender: EmailAddress = "zoe=x@customer.example".parse().unwrap();
        let now = Timestamp::from_ms(0) + Span::from_days(20_000);
        let ours = rewritten(&keys, &sender, "desk.example.org", now).unwrap();
        assert!(ours.as_str().ends_with("@desk.example.org"));
        assert_eq!(original(&keys, &ours, now), Some(sender.clone()));
        let late = now + Span::from_days(31);
        assert_eq!(original(&keys, &ours, late), None);
        let forged = ours.as_str().replace("zoe", "eve").parse().unwrap();
        assert_eq!(original(&keys, &forged, now), None);
        let long = format!("{}@customer.example", "z".repeat(60));
        let long = long.parse().unwrap();
        assert_eq!(rewritten(&keys, &long, "desk.example.org", now), None);
    }
}
