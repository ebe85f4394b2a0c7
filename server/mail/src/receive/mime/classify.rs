//! What kind of message it is, and why (RFC 3834, 2919, 3464, and what programs really write).

use domain::received::MessageClass;

use super::{headers::Headers, structure::Structure};

/// The class with its reasons; all that speaks for one is kept.
pub(super) struct Classified {
    pub(super) class: MessageClass,
    pub(super) reasons: Vec<String>,
    pub(super) suppress: bool,
}

/// Classifies a message by its headers and its outer form.
pub(super) fn classify(structure: &Structure<'_>) -> Classified {
    let mut reasons = Vec::new();
    let Some(root) = structure.parts.first() else {
        return Classified {
            class: MessageClass::Normal,
            reasons,
            suppress: false,
        };
    };
    let headers = &root.headers;
    let bounce = bounce(structure, &mut reasons);
    let auto = auto(structure, &mut reasons);
    let list = list(headers, &mut reasons);
    let class = match (bounce, auto, list) {
        (true, _, _) => MessageClass::Bounce,
        (_, true, _) => MessageClass::Auto,
        (_, _, true) => MessageClass::List,
        _ => MessageClass::Normal,
    };
    let suppress = suppress(headers, &mut reasons);
    exchange(headers, &mut reasons);
    Classified {
        class,
        reasons,
        suppress,
    }
}

fn bounce(structure: &Structure<'_>, reasons: &mut Vec<String>) -> bool {
    let root = &structure.parts[0];
    let before = reasons.len();
    if root.typed.value == "multipart/report" {
        let kind = root
            .typed
            .parameter("report-type")
            .unwrap_or("delivery-status")
            .to_ascii_lowercase();
        if kind == "delivery-status" {
            reasons.push("multipart/report: delivery-status".to_owned());
        }
    } else if structure
        .parts
        .iter()
        .any(|part| part.typed.value == "message/delivery-status")
    {
        reasons.push("message/delivery-status".to_owned());
    }
    if root.headers.has("x-failed-recipients") {
        reasons.push("x-failed-recipients".to_owned());
    }
    if is_from_daemon(&root.headers) && speaks_of_failure(&root.headers) {
        reasons.push("from: a mail daemon".to_owned());
    }
    reasons.len() > before
}

fn is_from_daemon(headers: &Headers) -> bool {
    let null_path = headers
        .raw("return-path")
        .is_some_and(|path| path.trim() == "<>");
    let from = headers.mailboxes("from");
    let local = from.first().map_or_else(String::new, |(address, _)| {
        address.local_part().to_lowercase()
    });
    let daemon = [
        "mailer-daemon",
        "postmaster",
        "mail-daemon",
        "mailerdaemon",
        "microsoftexchange",
    ];
    // Old daemons write only `MAILER-DAEMON`, which is no address.
    let bare = headers.raw("from").unwrap_or_default().to_ascii_lowercase();
    daemon.iter().any(|name| local.starts_with(name))
        || bare.contains("mailer-daemon")
        || (null_path && local.is_empty())
}

fn speaks_of_failure(headers: &Headers) -> bool {
    let subject = headers.text("subject").unwrap_or_default().to_lowercase();
    let words = [
        "undeliver",
        "failure notice",
        "delivery status",
        "returned mail",
        "returned to sender",
        "delivery failure",
        "delivery fail",
        "mail delivery",
        "failure",
        "delayed",
        "non remis",
        "échec de la remise",
        "non distribué",
        "unzustellbar",
        "nicht zugestellt",
        "no se puede entregar",
        "no entregado",
        "mancata consegna",
        "onbestelbaar",
        "não entregue",
        "warning: could not send",
    ];
    words.iter().any(|word| subject.contains(word))
}

fn auto(structure: &Structure<'_>, reasons: &mut Vec<String>) -> bool {
    let root = &structure.parts[0];
    let headers = &root.headers;
    let before = reasons.len();
    if let Some(value) = headers.raw("auto-submitted") {
        let word = value
            .split([';', ' ', '('])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if word != "no" && !word.is_empty() {
            reasons.push(format!("auto-submitted: {}", short(&value)));
        }
    }
    let precedence = headers
        .raw("precedence")
        .unwrap_or_default()
        .to_ascii_lowercase();
    if matches!(
        precedence.as_str(),
        "bulk" | "junk" | "auto_reply" | "auto-reply"
    ) {
        reasons.push(format!("precedence: {precedence}"));
    }
    for name in [
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-auto-reply-from",
        "x-mail-autoreply",
        "x-autoreply-from",
    ] {
        let value = headers
            .raw(name)
            .filter(|value| !value.eq_ignore_ascii_case("no"));
        reasons.extend(value.map(|value| format!("{name}: {}", short(&value))));
    }
    if root.typed.value == "multipart/report" {
        let kind = root
            .typed
            .parameter("report-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if !matches!(kind.as_str(), "" | "delivery-status") {
            reasons.push(format!("multipart/report: {}", short(&kind)));
        }
    }
    reasons.len() > before
}

fn list(headers: &Headers, reasons: &mut Vec<String>) -> bool {
    let before = reasons.len();
    reasons.extend(
        headers
            .raw("list-id")
            .map(|id| format!("list-id: {}", short(&id))),
    );
    if headers
        .raw("precedence")
        .is_some_and(|value| value.eq_ignore_ascii_case("list"))
    {
        reasons.push("precedence: list".to_owned());
    }
    reasons.len() > before
}

/// Asks for no automatic answer; no reason for a class.
fn suppress(headers: &Headers, reasons: &mut Vec<String>) -> bool {
    let Some(value) = headers.raw("x-auto-response-suppress") else {
        return false;
    };
    reasons.push(format!("x-auto-response-suppress: {}", short(&value)));
    let words = value.to_ascii_lowercase();
    ["all", "autoreply", "oof"]
        .iter()
        .any(|word| words.split([',', ' ']).any(|one| one == *word))
}

/// Traces of Exchange's rules: shown, and nothing follows from them.
fn exchange(headers: &Headers, reasons: &mut Vec<String>) {
    for name in [
        "x-ms-exchange-inbox-rules-loop",
        "x-ms-exchange-transport-rules-loop",
        "x-ms-exchange-parent-message-id",
        "x-ms-exchange-generated-message-source",
    ] {
        reasons.extend(
            headers
                .raw(name)
                .map(|value| format!("{name}: {}", short(&value))),
        );
    }
}

fn short(value: &str) -> String {
    value.chars().take(100).collect()
}
