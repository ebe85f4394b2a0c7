//! What keeps an alert from a person, as it stands now.

use domain::event::Reason;

use super::reason_word;
use crate::i18n::Locale;
use crate::say;

/// In a few words; the journal's own words, which tell of the past, where there are none of these.
pub fn against_word(i18n: Locale, reason: Reason) -> String {
    let words = match reason {
        Reason::NoReadRight => say!(i18n, alerts.no_read),
        Reason::UserDisabled => say!(i18n, alerts.disabled),
        Reason::NoAddress | Reason::AddressInvalid => say!(i18n, alerts.no_address),
        Reason::AddressSuspended => say!(i18n, alerts.suspended),
        Reason::Unsubscribed => say!(i18n, alerts.unsubscribed),
        Reason::FolderDeleted => say!(i18n, alerts.folder_deleted),
        other => return reason_word(i18n, other.code()),
    };
    words.to_owned()
}
