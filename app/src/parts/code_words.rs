//! Our words for the codes of the journal.

use crate::i18n::Locale;
use crate::say;

/// What an event is about.
pub fn object_word(i18n: Locale, code: &str) -> String {
    let words = match code {
        "FILE" => say!(i18n, codes.file),
        "FOLDER" => say!(i18n, codes.folder),
        "ALERT" => say!(i18n, codes.alert),
        "EMAIL" => say!(i18n, codes.email),
        "LINK" => say!(i18n, codes.link),
        "RIGHT" => say!(i18n, codes.right),
        "USER" => say!(i18n, codes.user),
        "GROUP" => say!(i18n, codes.group),
        "SESSION" => say!(i18n, codes.session),
        "TOKEN" => say!(i18n, codes.token),
        "SETTING" => say!(i18n, codes.setting),
        "TICKET" => say!(i18n, codes.ticket),
        "SYSTEM" => say!(i18n, codes.system),
        other => other,
    };
    words.to_owned()
}

/// What happened.
pub fn action_word(i18n: Locale, code: &str) -> String {
    deed(i18n, code)
        .or_else(|| delivery(i18n, code))
        .unwrap_or(code)
        .to_owned()
}

fn deed(i18n: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "ADD" => say!(i18n, codes.add),
        "MODIFY" => say!(i18n, codes.modify),
        "DELETE" => say!(i18n, codes.delete),
        "RESTORE" => say!(i18n, codes.restore),
        "RENAME" => say!(i18n, codes.rename),
        "MOVE" => say!(i18n, codes.moved),
        "DOWNLOAD" => say!(i18n, codes.download),
        "GRANT" => say!(i18n, codes.grant),
        "REVOKE" => say!(i18n, codes.revoke),
        "LOGIN" => say!(i18n, codes.login),
        "LOGIN_FAILED" => say!(i18n, codes.login_failed),
        "ASSIGN" => say!(i18n, codes.assign),
        "CLOSE" => say!(i18n, codes.close),
        "REOPEN" => say!(i18n, codes.reopen),
        _ => return None,
    })
}

fn delivery(i18n: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "SEND" => say!(i18n, codes.send),
        "SKIP" => say!(i18n, codes.skip),
        "RETRY" => say!(i18n, codes.retry),
        "FAIL" => say!(i18n, codes.fail),
        "BOUNCE" => say!(i18n, codes.bounce),
        "RECEIVE" => say!(i18n, codes.receive),
        "HOLD" => say!(i18n, codes.hold),
        "TEST" => say!(i18n, codes.test),
        "SUSPEND" => say!(i18n, codes.suspend),
        "RESUME" => say!(i18n, codes.resume),
        "SUBSCRIBE" => say!(i18n, codes.subscribe),
        "UNSUBSCRIBE" => say!(i18n, codes.unsubscribe),
        _ => return None,
    })
}

/// Why a mail was not sent, or not yet.
pub fn reason_word(i18n: Locale, code: &str) -> String {
    skipped(i18n, code).map_or_else(|| failure_word(i18n, code), str::to_owned)
}

/// Why sending failed, or cannot begin: all that the frame of each page may have to say.
pub fn failure_word(i18n: Locale, code: &str) -> String {
    failed(i18n, code).unwrap_or(code).to_owned()
}

fn skipped(i18n: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "file_deleted" => say!(i18n, codes.file_deleted),
        "file_moved" => say!(i18n, codes.file_moved),
        "no_read_right" => say!(i18n, codes.no_read_right),
        "own_action" => say!(i18n, codes.own_action),
        "user_disabled" => say!(i18n, codes.user_disabled),
        "no_address" => say!(i18n, codes.no_address),
        "address_invalid" => say!(i18n, codes.address_invalid),
        "address_suspended" => say!(i18n, codes.address_suspended),
        "unsubscribed" => say!(i18n, codes.unsubscribed),
        "alert_removed" => say!(i18n, codes.alert_removed),
        "folder_deleted" => say!(i18n, codes.folder_deleted),
        "cancelled" => say!(i18n, codes.cancelled),
        "duplicate" => say!(i18n, codes.duplicate),
        _ => return None,
    })
}

fn failed(i18n: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "refused_recipient" => say!(i18n, codes.refused_recipient),
        "refused_sender" => say!(i18n, codes.refused_sender),
        "refused_content" => say!(i18n, codes.refused_content),
        "auth_failed" => say!(i18n, codes.auth_failed),
        "tls_failed" => say!(i18n, codes.tls_failed),
        "unreachable" => say!(i18n, codes.relay_unreachable),
        "smtp_not_configured" => say!(i18n, codes.no_smtp),
        "expired" => say!(i18n, codes.expired),
        "in_doubt" => say!(i18n, codes.in_doubt),
        _ => return None,
    })
}

/// What a person is to the installation.
pub fn role_word(i18n: Locale, code: &str) -> String {
    let words = match code {
        "admin" => say!(i18n, codes.admin),
        "member" => say!(i18n, codes.member),
        "guest" => say!(i18n, codes.guest),
        other => other,
    };
    words.to_owned()
}

/// How much one may do in a folder.
pub fn level_word(i18n: Locale, code: &str) -> String {
    let words = match code {
        "read" => say!(i18n, codes.read),
        "write" => say!(i18n, codes.write),
        "manage" => say!(i18n, codes.manage),
        other => other,
    };
    words.to_owned()
}
