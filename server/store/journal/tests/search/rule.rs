//! The rules once more, written from the product's definition and not from the engine's code.

use journal::{Entry, Needle, Query, Scope};

pub(crate) fn finds(query: &Query, entry: &Entry) -> bool {
    let in_set =
        |codes: &journal::Codes, code| *codes == journal::Codes::default() || codes.contains(code);
    in_set(&query.object_types, entry.object_type)
        && in_set(&query.actions, entry.action)
        && query
            .actor
            .as_deref()
            .is_none_or(|actor| actor == entry.actor)
        && query.from.is_none_or(|from| entry.at >= from)
        && query.to.is_none_or(|to| entry.at < to)
        && query.folders.as_ref().is_none_or(|folders| {
            entry
                .folder
                .is_some_and(|folder| folders.as_slice().contains(&folder))
        })
        && shows(&query.scope, entry)
        && query.wanted.iter().all(|needle| is_in(needle, &entry.text))
        && !query
            .unwanted
            .iter()
            .any(|needle| is_in(needle, &entry.text))
}

fn shows(scope: &Scope, entry: &Entry) -> bool {
    let member = match scope {
        Scope::Nothing => return false,
        Scope::All => return true,
        Scope::Member(member) => member,
    };
    let in_folder =
        |ids: &journal::Ids| entry.folder.is_some_and(|id| ids.as_slice().contains(&id));
    let own = entry.actor == member.actor;
    let managed = in_folder(&member.managed);
    let readable = in_folder(&member.readable) && member.folder_types.contains(entry.object_type);
    let mail = member.mail_types.contains(entry.object_type)
        && entry
            .recipient
            .iter()
            .any(|to| member.addresses.contains(to));
    own || managed || readable || mail
}

/// As in `domain::filter`, word for word.
pub(crate) fn is_in(needle: &Needle, folded: &str) -> bool {
    match needle {
        Needle::Text(word) => folded.contains(word.as_str()),
        Needle::Address(address) => folded
            .match_indices(address.as_str())
            .any(|(start, found)| {
                let before = folded[..start].chars().next_back();
                let mut after = folded[start + found.len()..].chars();
                !before.is_some_and(in_local_part) && !goes_on(after.next(), after.next())
            }),
    }
}

fn in_local_part(c: char) -> bool {
    c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn goes_on(first: Option<char>, second: Option<char>) -> bool {
    match first {
        Some('.') => second.is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() || c == '-',
        None => false,
    }
}
