//! Entries: what is searched.

use bytes::Bytes;

/// One entry of the journal, as the engine sees it.
///
/// Ids ascend in the order of appending; gaps are fine. Times need not ascend: imports bring old ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its number; greater than every earlier one's.
    pub id: u64,
    /// When it happened, in milliseconds since 1970 (UTC).
    pub at: i64,
    /// What it is about: a code of the caller's.
    pub object_type: u8,
    /// What happened: a code of the caller's.
    pub action: u8,
    /// Who did it, as a key: `user:7`, `mailto:x@y`, `system`.
    pub actor: String,
    /// The folder it is in.
    pub folder: Option<u64>,
    /// The key of the address it went to.
    pub recipient: Option<String>,
    /// The entries it tells of: its trace, when that is not itself, and its causes.
    pub links: Vec<u64>,
    /// What keywords search, folded, its fields separated by `\n`.
    pub text: String,
    /// The entry as the caller keeps it; never looked into.
    pub row: Bytes,
}
