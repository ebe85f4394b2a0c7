//! Message authentication codes: what we gave out is known again when it comes back.

use data_encoding::Encoding;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::{
    id::{AlertId, FolderId, MailId, UserId},
    person::Person,
    time::Timestamp,
};

/// Two keys: the first signs, both verify, so that a key can be changed without breaking what is under way.
#[derive(Clone)]
pub struct MacKeys {
    current: [u8; 32],
    previous: Option<[u8; 32]>,
}

impl std::fmt::Debug for MacKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MacKeys(…)")
    }
}

/// RFC 4648 base32 in lower case without padding.
const BASE32: Encoding = data_encoding::BASE32_NOPAD;

/// 80 bits.
const LENGTH: usize = 10;

/// The most alerts that an unsubscribe link lists; with more it names its mail, and the store knows the rest. A line
/// of a header has at most 998 octets (RFC 5322, section 2.1.1), and an id up to 20 digits.
pub const MAX_LISTED: usize = 20;

/// What an unsubscribe link ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsubscribing {
    /// These alerts.
    Alerts(Vec<AlertId>),
    /// The alerts that this mail told for.
    Mail(MailId),
}

impl MacKeys {
    /// Signs with `current`; verifies with both.
    pub const fn new(current: [u8; 32], previous: Option<[u8; 32]>) -> Self {
        Self { current, previous }
    }

    /// HMAC-SHA256 of `purpose` and `text` cut to 80 bits, in lower-case base32: 16 characters.
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        BASE32
            .encode(&mac(&self.current, purpose, text).finalize().into_bytes()[..LENGTH])
            .to_ascii_lowercase()
    }

    /// Whether `signature` is ours for `purpose` and `text`; compares in constant time.
    pub fn verify(&self, purpose: &str, text: &str, signature: &str) -> bool {
        let Ok(given) = BASE32.decode(signature.to_ascii_uppercase().as_bytes()) else {
            return false;
        };
        let keys = std::iter::once(&self.current).chain(&self.previous);
        given.len() == LENGTH
            && keys.fold(false, |known, key| {
                known
                    | mac(key, purpose, text)
                        .verify_truncated_left(&given)
                        .is_ok()
            })
    }

    /// `<v1.<kind>.<id>.<mac>@<domain>>`.
    pub fn message_id(&self, kind: &str, id: MailId, domain: &str) -> String {
        let body = format!("v1.{kind}.{id}");
        format!("<{body}.{}@{domain}>", self.sign("message-id", &body))
    }

    /// The kind and the id of a Message-ID that we made; `None`: not ours.
    pub fn read_message_id(&self, message_id: &str) -> Option<(String, u64)> {
        let inner = message_id.trim().strip_prefix('<')?.strip_suffix('>')?;
        let (left, _) = inner.rsplit_once('@')?;
        let (body, signature) = left.rsplit_once('.')?;
        if !self.verify("message-id", body, signature) {
            return None;
        }
        let (kind, id) = body.strip_prefix("v1.")?.split_once('.')?;
        Some((kind.to_owned(), id.parse().ok()?))
    }

    /// The root of a folder's thread: never sent itself, named in `References` of all its alerts.
    pub fn folder_root(&self, folder: FolderId, domain: &str) -> String {
        let body = format!("v1.folder.{folder}");
        format!("<{body}.{}@{domain}>", self.sign("message-id", &body))
    }

    /// The token of a one-click unsubscribe link: `<person>.<alert>[-<alert>…].<mac>`, or `<person>.m<mail>.<mac>`
    /// where the mail tells for more than [`MAX_LISTED`] alerts.
    pub fn unsubscribe_token(&self, person: UserId, mail: MailId, alerts: &[AlertId]) -> String {
        let list = if alerts.len() > MAX_LISTED {
            format!("m{mail}")
        } else {
            let list: Vec<String> = alerts.iter().map(ToString::to_string).collect();
            list.join("-")
        };
        let body = format!("{person}.{list}");
        let signature = self.sign("unsubscribe", &body);
        format!("{body}.{signature}")
    }

    /// The token of a link that sets a password: `<person>.<until>.<mac>`. It is good while the person has the same
    /// password and the same address: a new password ends it, and so does the correction of a mistyped address.
    pub fn password_token(&self, person: &Person, until: Timestamp) -> String {
        let body = format!("{}.{}", person.id, until.ms());
        let signature = self.sign("password", &bound(&body, person));
        format!("{body}.{signature}")
    }

    /// The person a password token was given out to, and until when; `person` finds people. `None`: not ours, or over.
    pub fn read_password_token<'p>(
        &self,
        token: &str,
        person: impl FnOnce(UserId) -> Option<&'p Person>,
    ) -> Option<(&'p Person, Timestamp)> {
        let (body, signature) = token.rsplit_once('.')?;
        let (id, until) = body.split_once('.')?;
        let until = Timestamp::from_ms(until.parse().ok()?);
        let person = person(id.parse().ok()?)?;
        self.verify("password", &bound(body, person), signature)
            .then_some((person, until))
    }

    /// What an unsubscribe token was given out for; `None`: not ours.
    pub fn read_unsubscribe_token(&self, token: &str) -> Option<(UserId, Unsubscribing)> {
        let (body, signature) = token.rsplit_once('.')?;
        if !self.verify("unsubscribe", body, signature) {
            return None;
        }
        let (person, alerts) = body.split_once('.')?;
        let person = person.parse().ok()?;
        if let Some(mail) = alerts.strip_prefix('m') {
            return Some((person, Unsubscribing::Mail(mail.parse().ok()?)));
        }
        let alerts: Option<Vec<AlertId>> = alerts.split('-').map(|id| id.parse().ok()).collect();
        Some((person, Unsubscribing::Alerts(alerts?)))
    }
}

fn bound(body: &str, person: &Person) -> String {
    let kept = person.password.as_ref();
    let kept = kept.map_or("", |hash| hash.0.as_str());
    format!("{body}\0{}\0{kept}", person.email.key())
}

fn mac(key: &[u8; 32], purpose: &str, text: &str) -> Hmac<Sha256> {
    // Keys of any length are taken (RFC 2104); the padded block is the key itself.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(purpose.as_bytes());
    mac.update(b"\0");
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{PasswordHash, Role};

    #[test]
    fn a_password_token_ends_with_the_password_and_the_address_it_was_given_for() {
        let keys = MacKeys::new([1; 32], None);
        let until = Timestamp::from_ms(7);
        let old = Person {
            id: UserId(3),
            email: "wrnog@example.org".parse().unwrap(),
            name: "Ada".into(),
            addresses: vec![],
            role: Role::Member,
            active: true,
            language: None,
            time_zone: None,
            password: Some(PasswordHash("old".to_owned())),
            created_at: until,
        };
        let token = keys.password_token(&old, until);
        let read = |token: &str, now: &Person| {
            keys.read_password_token(token, |_| Some(now))
                .map(|(person, until)| (person.id, until))
        };
        assert_eq!(read(&token, &old), Some((UserId(3), until)));
        let other = Some(PasswordHash("new".to_owned()));
        for password in [other, None] {
            let now = Person {
                password,
                ..old.clone()
            };
            assert_eq!(read(&token, &now), None);
        }
        let corrected = Person {
            email: "wrong@example.org".parse().unwrap(),
            ..old.clone()
        };
        assert_eq!(read(&token, &corrected), None);
        let later = token.replacen(".7.", ".8.", 1);
        assert_eq!(read(&later, &old), None);
    }

    #[test]
    fn what_we_signed_is_known_again_after_a_change_of_key() {
        let old = MacKeys::new([1; 32], None);
        let token = old.unsubscribe_token(UserId(3), MailId(1), &[AlertId(4), AlertId(5)]);
        let new = MacKeys::new([2; 32], Some([1; 32]));
        assert_eq!(
            new.read_unsubscribe_token(&token),
            Some((
                UserId(3),
                Unsubscribing::Alerts(vec![AlertId(4), AlertId(5)])
            ))
        );
        assert_eq!(
            MacKeys::new([3; 32], None).read_unsubscribe_token(&token),
            None
        );
    }

    #[test]
    fn a_changed_token_is_not_ours() {
        let keys = MacKeys::new([1; 32], None);
        let token = keys.unsubscribe_token(UserId(3), MailId(1), &[AlertId(4)]);
        assert_eq!(
            keys.read_unsubscribe_token(&token.replacen('3', "1", 1)),
            None
        );
        assert_eq!(keys.read_unsubscribe_token("3.4."), None);
    }

    #[test]
    fn the_link_of_a_mail_for_many_alerts_stays_short() {
        let keys = MacKeys::new([1; 32], None);
        let many: Vec<AlertId> = (0..10_000).map(|id| AlertId(u64::MAX - id)).collect();
        let (person, mail) = (UserId(u64::MAX), MailId(u64::MAX));
        for listed in [1, MAX_LISTED, MAX_LISTED + 1, many.len()] {
            let token = keys.unsubscribe_token(person, mail, &many[..listed]);
            assert!(token.len() < 460, "{listed}: {}", token.len());
            let meant = if listed > MAX_LISTED {
                Unsubscribing::Mail(mail)
            } else {
                Unsubscribing::Alerts(many[..listed].to_vec())
            };
            assert_eq!(keys.read_unsubscribe_token(&token), Some((person, meant)));
        }
    }

    #[test]
    fn our_message_id_is_read_back_and_a_forged_one_is_not() {
        let keys = MacKeys::new([1; 32], None);
        let id = keys.message_id("ticket", MailId(9), "example.org");
        assert_eq!(keys.read_message_id(&id), Some(("ticket".to_owned(), 9)));
        assert_eq!(keys.read_message_id(&id.replacen('9', "8", 1)), None);
        assert_eq!(keys.read_message_id("<x@example.org>"), None);
    }

    #[test]
    fn a_message_id_has_kind_id_mac_and_domain() {
        let id = MacKeys::new([1; 32], None).message_id("alert", MailId(9), "example.org");
        assert!(id.starts_with("<v1.alert.9.") && id.ends_with("@example.org>"));
        assert_eq!(
            id.split('.')
                .nth(3)
                .unwrap()
                .split('@')
                .next()
                .unwrap()
                .len(),
            16
        );
    }
}
