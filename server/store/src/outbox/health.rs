//! What is held against an address: refusals in a row, by the relay at RCPT or by a bounce later.

use std::sync::Arc;

use domain::{
    address::EmailAddress,
    change::Delta,
    event::{Action, Event, Reason},
    outbox::{AddressHealth, BOUNCES_COUNT, SUSPEND_AFTER},
    time::Timestamp,
};
use flow::port::Refusing;

use crate::{changes::Changes, view::View};

/// The relay took a mail: refusals by it do not count any more. Mails that came back do, for a while.
pub(crate) fn accepted(view: &View<'_>, changes: &mut Changes, to: &EmailAddress, at: Timestamp) {
    let Some(known) = view.directory.health(to) else {
        return;
    };
    let bounced = recent(&known.bounced, at);
    changes.plan.put(if bounced.is_empty() {
        Delta::HealthGone(to.key())
    } else {
        Delta::Health(Arc::new(AddressHealth {
            refusals: 0,
            bounced,
            ..(**known).clone()
        }))
    });
}

fn recent(bounced: &[Timestamp], now: Timestamp) -> Vec<Timestamp> {
    let counted = bounced.iter().filter(|at| **at + BOUNCES_COUNT > now);
    counted.copied().collect()
}

/// Tells of a refusal, FAIL or BOUNCE. It counts against its addresses, and after too many nothing is sent to one:
/// EMAIL SUSPEND.
pub(crate) fn refused(
    view: &View<'_>,
    changes: &mut Changes,
    refusing: &[Refusing],
    event: &Event,
) {
    changes.plan.event(event.clone());
    for one in refusing {
        if counted(view, changes, one, event) {
            let (was, now) = (event.action.code(), Action::Suspend.code());
            let suspend = Event {
                action: Action::Suspend,
                summary: event.summary.replacen(was, now, 1),
                ..event.clone()
            };
            changes
                .plan
                .event(suspend.because(Reason::RefusedRecipient));
        }
    }
}

/// One more refusal; whether the address is suspended by it.
fn counted(view: &View<'_>, changes: &mut Changes, refusing: &Refusing, event: &Event) -> bool {
    let known = view.directory.health(&refusing.to);
    let mut refusals = known.map_or(0, |health| health.refusals);
    let mut bounced = known.map_or_else(Vec::new, |health| recent(&health.bounced, event.at));
    if event.action == Action::Bounce {
        bounced.push(event.at);
    } else {
        refusals = refusals.saturating_add(1);
    }
    let suspended = known.and_then(|health| health.suspended_since);
    let often = bounced.len().max(refusals as usize) >= SUSPEND_AFTER;
    let suspends = suspended.is_none() && often;
    changes.plan.put(Delta::Health(Arc::new(AddressHealth {
        key: refusing.to.key(),
        refusals,
        bounced,
        last_text: refusing.text.clone(),
        suspended_since: suspended.or(suspends.then_some(event.at)),
    })));
    suspends
}
