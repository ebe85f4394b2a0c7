//! Our words for the code of a problem.

use crate::api::Problem;
use crate::i18n::Locale;
use crate::say;

/// What is wrong and what to do, in the reader's language.
pub fn problem_words(i18n: Locale, problem: &Problem) -> String {
    let of_field = problem
        .field
        .as_deref()
        .filter(|_| problem.code == "bad_field");
    match of_field
        .and_then(|field| bad(i18n, field))
        .or_else(|| known(i18n, &problem.code))
    {
        Some(words) => words.to_owned(),
        None => say!(i18n, codes.unknown_problem, code = problem.code.clone()),
    }
}

fn known(i18n: Locale, code: &str) -> Option<&'static str> {
    access(i18n, code)
        .or_else(|| tree(i18n, code))
        .or_else(|| accounts(i18n, code))
        .or_else(|| desk(i18n, code))
}

/// What the value of a field must be.
fn bad(i18n: Locale, field: &str) -> Option<&'static str> {
    Some(match field {
        "email" | "address" | "default_sender" | "to" | "addresses" => {
            say!(i18n, codes.bad_address)
        }
        "password" => say!(i18n, codes.bad_password),
        "current_password" => say!(i18n, codes.wrong_password),
        "time_email" => say!(i18n, codes.bad_span),
        "time_email_max" => say!(i18n, codes.bad_wait),
        "mail_timing" => say!(i18n, codes.bad_times),
        "time_zone" => say!(i18n, codes.bad_zone),
        "product_url" => say!(i18n, codes.bad_url),
        "external_addresses" | "cc" | "members" => say!(i18n, codes.bad_addresses),
        "text" => say!(i18n, codes.bad_text),
        "assignee" => say!(i18n, codes.bad_assignee),
        "max_recipients" => say!(i18n, codes.bad_limit),
        "signature" => say!(i18n, codes.bad_signature),
        _ => return None,
    })
}

/// Getting through at all.
fn access(i18n: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "unreachable" => say!(i18n, codes.unreachable),
        "unreadable" => say!(i18n, codes.unreadable),
        "unauthenticated" | "session_not_found" => say!(i18n, codes.unauthenticated),
        "wrong_credentials" => say!(i18n, codes.bad_credentials),
        "forbidden" => say!(i18n, codes.forbidden),
        "wrong_origin" => say!(i18n, codes.bad_origin),
        "too_many_requests" => say!(i18n, codes.too_many_requests),
        "not_found" => say!(i18n, codes.not_found),
        "server" => say!(i18n, codes.server),
        "no_space" => say!(i18n, codes.no_space),
        "too_large" => say!(i18n, codes.too_large),
        "bad_cursor" => say!(i18n, codes.bad_cursor),
        "too_slow" => say!(i18n, codes.too_slow),
        "range_not_satisfiable" => say!(i18n, codes.bad_range),
        "bad_json" | "bad_shape" | "not_json" | "bad_parameter" | "method_not_allowed" => {
            say!(i18n, codes.bad_request)
        }
        _ => return None,
    })
}

/// Folders, files, alerts.
fn tree(i18n: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "name_empty" => say!(i18n, codes.name_empty),
        "name_too_long" => say!(i18n, codes.name_too_long),
        "name_forbidden" => say!(i18n, codes.name_forbidden),
        "name_reserved" => say!(i18n, codes.name_reserved),
        "name_taken" => say!(i18n, codes.name_taken),
        "into_itself" => say!(i18n, codes.into_itself),
        "place_trashed" => say!(i18n, codes.place_trashed),
        "trashed" => say!(i18n, codes.trashed),
        "too_deep" => say!(i18n, codes.too_deep),
        "alert_exists" => say!(i18n, codes.alert_exists),
        "alert_on_nothing" => say!(i18n, codes.alert_on_nothing),
        "folder_not_found" => say!(i18n, codes.folder_not_found),
        "file_not_found" | "version_not_found" => say!(i18n, codes.file_not_found),
        "alert_not_found" => say!(i18n, codes.alert_not_found),
        "mail_not_found" => say!(i18n, codes.mail_not_found),
        "event_not_found" => say!(i18n, codes.event_not_found),
        "changed" => say!(i18n, codes.changed),
        "incomplete" => say!(i18n, codes.upload_aborted),
        _ => return None,
    })
}

/// People, groups, settings, set-up.
fn accounts(i18n: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "address_taken" => say!(i18n, codes.address_taken),
        "last_admin" => say!(i18n, codes.last_admin),
        "oneself" => say!(i18n, codes.oneself),
        "bad_field" => say!(i18n, codes.bad_field),
        "too_many" => say!(i18n, codes.too_many),
        "bad_span" => say!(i18n, codes.bad_span),
        "bad_times" => say!(i18n, codes.bad_times),
        "bad_port" => say!(i18n, codes.bad_port),
        "bad_address" => say!(i18n, codes.bad_address),
        "bad_password" | "password_too_short" | "weak_password" => say!(i18n, codes.bad_password),
        "wrong_password" => say!(i18n, codes.wrong_password),
        "link_over" => say!(i18n, codes.link_over),
        "setup_over" => say!(i18n, codes.setup_over),
        "wrong_setup_token" => say!(i18n, codes.bad_setup_token),
        "user_not_found" | "group_not_found" | "token_not_found" => say!(i18n, codes.gone),
        _ => return None,
    })
}

/// Inboxes, tickets, messages.
fn desk(i18n: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "bad_template" => say!(i18n, codes.bad_template),
        "attachments_too_large" => say!(i18n, codes.attachments_too_large),
        "inbox_not_found" => say!(i18n, codes.inbox_not_found),
        "ticket_not_found" => say!(i18n, codes.ticket_not_found),
        "message_not_found" => say!(i18n, codes.message_not_found),
        "inbox_address_taken" => say!(i18n, codes.inbox_address_taken),
        "mail_group_not_found" | "forward_not_found" => say!(i18n, codes.gone),
        "sent_to_itself" => say!(i18n, codes.sent_to_itself),
        "newer_message" => say!(i18n, codes.newer_message),
        _ => return None,
    })
}
