//! How mails fared in the last days, for admins: below what waits.

use domain::wire::{AddressHealth, DeliveryReport, DeliveryTrouble, DomainTrouble, List};
use leptos::prelude::*;
use leptos_router::components::A;

use super::refusing::Refusing;
use crate::api::{Api, Problem, Query, use_api};
use crate::i18n::{Locale, use_i18n};
use crate::parts::{ActionBadge, Table, grouped, lazily, reason_word};
use crate::say;

/// The most events of trouble that the server reads.
const READ: u64 = 5_000;

type Fared = (DeliveryReport, List<AddressHealth>);

async fn fetch(api: Api) -> Result<Fared, Problem> {
    Ok((api.delivery().await?, api.troubled_addresses().await?))
}

/// Asked for by the browser: what waits must not wait for it.
#[component]
pub fn Report() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let fared = lazily(|| (), move |()| fetch(api));
    let reload = Callback::new(move |()| fared.refetch());
    view! {
        <section class="section">
            <h2>{say!(i18n, delivery.title)}</h2>
            {fared.shown(move |fared| view! { <Figures fared=fared reload=reload/> }.into_any())}
        </section>
    }
    .into_any()
}

#[component]
fn Figures(fared: Fared, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (report, refusing) = fared;
    let well = report.troubles.is_empty() && refusing.items.is_empty();
    let well = well.then(|| view! { <p class="note">{say!(i18n, delivery.well)}</p> });
    let sent = (report.sent > 0).then(|| {
        let sent = say!(i18n, delivery.sent, count = grouped(i18n, report.sent));
        view! { <p>{sent}" "{pace(i18n, &report)}</p> }
    });
    let capped = (report.read >= READ).then(|| {
        let words = say!(i18n, delivery.capped, count = grouped(i18n, report.read));
        view! { <p class="note">{words}</p> }
    });
    let from = report.from.to_string();
    view! {
        {sent}
        {well}
        <Troubles troubles=report.troubles from=from/>
        <Domains domains=report.domains/>
        {capped}
        <Refusing refusing=refusing reload=reload/>
    }
    .into_any()
}

fn pace(i18n: Locale, report: &DeliveryReport) -> Option<String> {
    let (half, most) = (report.p50_ms?, report.p95_ms?);
    let (half, most) = (within(i18n, half), within(i18n, most));
    Some(say!(i18n, delivery.pace, half = half, most = most))
}

/// A time that was not exceeded, in whole units and words.
fn within(i18n: Locale, ms: u64) -> String {
    let seconds = ms.div_ceil(1000).max(1);
    match seconds {
        1 => say!(i18n, delivery.one_second).to_owned(),
        2..120 => say!(i18n, delivery.seconds, count = seconds),
        120..7_200 => say!(i18n, delivery.minutes, count = seconds.div_ceil(60)),
        7_200..172_800 => say!(i18n, delivery.hours, count = seconds.div_ceil(3_600)),
        _ => say!(i18n, delivery.days, count = seconds.div_ceil(86_400)),
    }
}

#[component]
fn Troubles(troubles: Vec<DeliveryTrouble>, from: String) -> impl IntoView {
    let i18n = use_i18n();
    let rows = troubles.iter().map(|trouble| {
        let code = trouble.action.code();
        let reason = trouble
            .reason
            .map(|reason| reason_word(i18n, reason.code()));
        let journal = Query::new()
            .with("object_type", "EMAIL")
            .with("action", code)
            .with("from", &from)
            .on("/events");
        view! {
            <tr>
                <td><A href=journal><ActionBadge code=code/></A></td>
                <td>{reason}</td>
                <td class="number">{grouped(i18n, trouble.count)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = [
        say!(i18n, delivery.became).to_owned(),
        say!(i18n, delivery.why).to_owned(),
        format!("#{}", say!(i18n, delivery.times)),
    ];
    (!troubles.is_empty()).then(|| {
        view! {
            <h3>{say!(i18n, delivery.troubles)}</h3>
            <Table caption=say!(i18n, delivery.troubles) head=head.to_vec()><tbody>{rows}</tbody></Table>
        }
        .into_any()
    })
}

#[component]
fn Domains(domains: Vec<DomainTrouble>) -> impl IntoView {
    let i18n = use_i18n();
    if domains.is_empty() {
        return None;
    }
    let rows = domains.into_iter().map(|trouble| {
        view! {
            <tr>
                <td>{trouble.domain}</td>
                <td class="number">{grouped(i18n, trouble.count)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = [
        say!(i18n, delivery.domain).to_owned(),
        format!("#{}", say!(i18n, delivery.times)),
    ];
    let table = view! {
        <h3>{say!(i18n, delivery.domains)}</h3>
        <Table caption=say!(i18n, delivery.domains) head=head.to_vec()><tbody>{rows}</tbody></Table>
    };
    Some(table.into_any())
}

#[cfg(test)]
mod tests {
    use super::within;
    use crate::i18n::Locale;

    #[test]
    fn a_duration_is_rounded_up_to_whole_units() {
        let said = |ms| within(Locale::en, ms);
        assert_eq!(said(41), "1 second");
        assert_eq!(said(2_001), "3 seconds");
        assert_eq!(said(130_000), "3 minutes");
        assert_eq!(said(7_200_000), "2 hours");
    }
}
