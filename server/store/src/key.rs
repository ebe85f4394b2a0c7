//! Keys of rows: bytes whose order is the order of what they stand for.

use domain::{
    file::BlobKey,
    id::{
        AlertId, EventId, FileId, FolderId, GroupId, InboxId, MailId, NoticeId, ReceivedId,
        RedirectId, SearchId, TicketId, TicketMessageId, UserId, VersionId,
    },
    session::SecretHash,
    time::Timestamp,
};

/// What can be a key, or a part of one: big endian, so that bytes sort as values do.
pub(crate) trait Key: Sized {
    /// Appends the bytes.
    fn write(&self, out: &mut Vec<u8>);

    /// Reads itself from the front of `bytes`; `None`: these are no such key.
    fn read(bytes: &mut &[u8]) -> Option<Self>;

    /// The bytes alone.
    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(24);
        self.write(&mut out);
        out
    }
}

/// Reads a whole key.
pub(crate) fn whole<K: Key>(mut bytes: &[u8]) -> Option<K> {
    let key = K::read(&mut bytes)?;
    bytes.is_empty().then_some(key)
}

/// The only key of a table of one row.
impl Key for () {
    fn write(&self, _: &mut Vec<u8>) {}

    fn read(_: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}

impl Key for u64 {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_be_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        bytes
            .split_off(..8)
            .and_then(|part| part.try_into().ok())
            .map(Self::from_be_bytes)
    }
}

impl Key for Timestamp {
    fn write(&self, out: &mut Vec<u8>) {
        self.ms().write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        u64::read(bytes).map(Self::from_ms)
    }
}

macro_rules! id_keys {
    ($($id:ident),+) => {$(
        impl Key for $id {
            fn write(&self, out: &mut Vec<u8>) {
                self.0.write(out);
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                u64::read(bytes).map(Self)
            }
        }
    )+};
}

id_keys!(
    UserId,
    GroupId,
    FolderId,
    FileId,
    VersionId,
    AlertId,
    NoticeId,
    MailId,
    EventId,
    SearchId,
    InboxId,
    TicketId,
    TicketMessageId,
    ReceivedId,
    RedirectId
);

impl Key for BlobKey {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        bytes
            .split_off(..16)
            .and_then(|part| part.try_into().ok())
            .map(Self)
    }
}

impl Key for SecretHash {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        bytes
            .split_off(..32)
            .and_then(|part| part.try_into().ok())
            .map(Self)
    }
}

/// Text ends in a zero byte, so that a part may follow it: names and addresses have none themselves.
impl Key for String {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
        out.push(0);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == 0)?;
        let text = bytes.split_off(..end)?;
        bytes.split_off_first()?;
        Self::from_utf8(text.to_vec()).ok()
    }
}

impl<A: Key, B: Key> Key for (A, B) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::read(bytes)?, B::read(bytes)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_sort_as_what_they_stand_for_and_come_back(
            a in ("[^\u{0}]{0,6}", any::<u64>()),
            b in ("[^\u{0}]{0,6}", any::<u64>()),
        ) {
            prop_assert_eq!(a.bytes().cmp(&b.bytes()), a.cmp(&b));
            prop_assert_eq!(whole::<(String, u64)>(&a.bytes()), Some(a));
        }
    }

    #[test]
    fn a_key_with_something_after_it_is_no_key() {
        assert_eq!(whole::<u64>(&[0; 9]), None);
        assert_eq!(whole::<u64>(&[0; 7]), None);
    }
}
