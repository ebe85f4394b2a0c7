//! Our words for tickets and for mail that came in.

use domain::received::{AttributionState, Verdict};
use domain::ticket::{DeliveryState, TicketPriority, TicketStatus};

use super::Tone;
use crate::i18n::Locale;
use crate::say;

/// Where a ticket stands.
pub fn status_word(i18n: Locale, status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Open => say!(i18n, desk.open),
        TicketStatus::Waiting => say!(i18n, desk.waiting),
        TicketStatus::Closed => say!(i18n, desk.closed),
        TicketStatus::Held => say!(i18n, desk.held),
    }
}

/// What that means for who answers.
pub fn status_tone(status: TicketStatus) -> Tone {
    match status {
        TicketStatus::Open => Tone::Warn,
        TicketStatus::Waiting => Tone::Plain,
        TicketStatus::Closed => Tone::Good,
        TicketStatus::Held => Tone::Bad,
    }
}

/// How urgent a ticket is.
pub fn priority_word(i18n: Locale, priority: TicketPriority) -> &'static str {
    match priority {
        TicketPriority::Low => say!(i18n, desk.low),
        TicketPriority::Normal => say!(i18n, desk.normal),
        TicketPriority::High => say!(i18n, desk.high),
        TicketPriority::Urgent => say!(i18n, desk.urgent),
    }
}

/// What that means.
pub fn priority_tone(priority: TicketPriority) -> Tone {
    match priority {
        TicketPriority::Low | TicketPriority::Normal => Tone::Plain,
        TicketPriority::High => Tone::Warn,
        TicketPriority::Urgent => Tone::Bad,
    }
}

/// Every status, to choose from: its code and its word.
pub fn status_options(i18n: Locale) -> Vec<(String, String)> {
    let option = |one: &TicketStatus| (one.code().to_owned(), status_word(i18n, *one).to_owned());
    TicketStatus::ALL.iter().map(option).collect()
}

/// Every priority, to choose from.
pub fn priority_options(i18n: Locale) -> Vec<(String, String)> {
    let option =
        |one: &TicketPriority| (one.code().to_owned(), priority_word(i18n, *one).to_owned());
    TicketPriority::ALL.iter().map(option).collect()
}

/// What became of a message that came.
pub fn verdict_word(i18n: Locale, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ticket => say!(i18n, desk.verdict_ticket),
        Verdict::Reply => say!(i18n, desk.verdict_reply),
        Verdict::Bounce => say!(i18n, desk.verdict_bounce),
        Verdict::Automatic => say!(i18n, desk.verdict_automatic),
        Verdict::Forwarded => say!(i18n, desk.verdict_forwarded),
        Verdict::Duplicate => say!(i18n, desk.verdict_duplicate),
        Verdict::Held => say!(i18n, desk.verdict_held),
        Verdict::Own => say!(i18n, desk.verdict_own),
    }
}

/// What that means.
pub fn verdict_tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Ticket | Verdict::Reply | Verdict::Forwarded => Tone::Good,
        Verdict::Automatic | Verdict::Duplicate | Verdict::Own => Tone::Plain,
        Verdict::Bounce => Tone::Bad,
        Verdict::Held => Tone::Warn,
    }
}

/// Who sent a message, as far as can be told.
pub fn attribution_word(i18n: Locale, state: AttributionState) -> &'static str {
    match state {
        AttributionState::Pending => say!(i18n, desk.sender_pending),
        AttributionState::Verified => say!(i18n, desk.sender_verified),
        AttributionState::Forwarded => say!(i18n, desk.sender_forwarded),
        AttributionState::Unverified => say!(i18n, desk.sender_unverified),
        AttributionState::Failed => say!(i18n, desk.sender_failed),
    }
}

/// What that means.
pub fn attribution_tone(state: AttributionState) -> Tone {
    match state {
        AttributionState::Pending | AttributionState::Unverified => Tone::Plain,
        AttributionState::Verified | AttributionState::Forwarded => Tone::Good,
        AttributionState::Failed => Tone::Bad,
    }
}

/// What became of a message that left.
pub fn delivery_word(i18n: Locale, state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => say!(i18n, desk.delivery_waiting),
        DeliveryState::Sent => say!(i18n, desk.delivery_sent),
        DeliveryState::Delayed => say!(i18n, desk.delivery_delayed),
        DeliveryState::Failed => say!(i18n, desk.delivery_failed),
        DeliveryState::Bounced => say!(i18n, desk.delivery_bounced),
    }
}

/// What that means.
pub fn delivery_tone(state: DeliveryState) -> Tone {
    match state {
        DeliveryState::Waiting => Tone::Plain,
        DeliveryState::Sent => Tone::Good,
        DeliveryState::Delayed => Tone::Warn,
        DeliveryState::Failed | DeliveryState::Bounced => Tone::Bad,
    }
}
