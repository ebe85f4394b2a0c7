//! The directory: read from its tables when the store opens, written to them by its deltas.

use std::sync::Arc;

use domain::{
    change::{Counters, Delta},
    directory::Directory,
};
use flow::port::StoreError;

use crate::{
    batch::Batch,
    key::Key,
    range::Range,
    tables::{
        ALERTS, ANSWERS, COUNTERS, FOLDERS, FORWARDING, GROUPS, HEALTH, INBOXES, PEOPLE, REDIRECTS,
        RULES, Row, SEARCHES, SESSIONS, SETTINGS, TOKENS, Table, Value, WATCHED,
    },
    view::{Direction, Rows, View, go_on},
};

/// The small state and the numbers given so far.
pub(crate) fn read(rows: &dyn Rows) -> Result<(Directory, Counters), StoreError> {
    let mut directory = Directory::default();
    let empty = Directory::default();
    let view = View::new(rows, &empty, "reading the directory");
    each(&view, &SETTINGS, &mut directory, Delta::Settings)?;
    each(&view, &PEOPLE, &mut directory, Delta::Person)?;
    each(&view, &GROUPS, &mut directory, Delta::Group)?;
    each(&view, &FOLDERS, &mut directory, Delta::Folder)?;
    each(&view, &ALERTS, &mut directory, Delta::Alert)?;
    each(&view, &SESSIONS, &mut directory, Delta::Session)?;
    each(&view, &TOKENS, &mut directory, Delta::Token)?;
    each(&view, &HEALTH, &mut directory, Delta::Health)?;
    each(&view, &SEARCHES, &mut directory, Delta::Search)?;
    each(&view, &INBOXES, &mut directory, Delta::Inbox)?;
    each(&view, &RULES, &mut directory, Delta::Rules)?;
    each(&view, &ANSWERS, &mut directory, Delta::Answers)?;
    each(&view, &REDIRECTS, &mut directory, Delta::Redirect)?;
    each(&view, &FORWARDING, &mut directory, Delta::Forwarding)?;
    each(&view, &WATCHED, &mut directory, Delta::Watched)?;
    let counters = view.get(&COUNTERS, &())?.unwrap_or_default();
    Ok((directory, counters))
}

fn each<K: Key, T>(
    view: &View<'_>,
    table: &Table<K, Row<T>>,
    directory: &mut Directory,
    delta: impl Fn(Arc<T>) -> Delta,
) -> Result<(), StoreError>
where
    Row<T>: Value<Own = T>,
{
    view.scan(table, &Range::all(), Direction::Up, |_, row| {
        directory.apply(&delta(Arc::new(row)));
        Ok(go_on(true))
    })
}

/// Writes one delta's row.
pub(crate) fn write(delta: &Delta, batch: &mut Batch<'_>) -> Result<(), StoreError> {
    match delta {
        Delta::Person(person) => batch.put_row(&PEOPLE, &person.id, &**person),
        Delta::Group(group) => batch.put_row(&GROUPS, &group.id, &**group),
        Delta::PersonGone(id) => batch.delete(&PEOPLE, id),
        Delta::GroupGone(id) => batch.delete(&GROUPS, id),
        Delta::Folder(folder) => batch.put_row(&FOLDERS, &folder.id, &**folder),
        Delta::FolderGone(id) => batch.delete(&FOLDERS, id),
        Delta::Alert(alert) => batch.put_row(&ALERTS, &alert.id, &**alert),
        Delta::AlertGone(id) => batch.delete(&ALERTS, id),
        Delta::Session(session) => batch.put_row(&SESSIONS, &session.secret, &**session),
        Delta::SessionGone(secret) => batch.delete(&SESSIONS, secret),
        Delta::Token(token) => batch.put_row(&TOKENS, &token.secret, &**token),
        Delta::TokenGone(secret) => batch.delete(&TOKENS, secret),
        Delta::Settings(settings) => batch.put_row(&SETTINGS, &(), &**settings),
        Delta::Health(health) => batch.put_row(&HEALTH, &health.key, &**health),
        Delta::HealthGone(key) => batch.delete(&HEALTH, key),
        Delta::Search(search) => batch.put_row(&SEARCHES, &(search.person, search.id), &**search),
        Delta::SearchGone(person, id) => batch.delete(&SEARCHES, &(*person, *id)),
        Delta::Inbox(inbox) => batch.put_row(&INBOXES, &inbox.id, &**inbox),
        Delta::InboxGone(id) => {
            batch.delete(&INBOXES, id)?;
            batch.delete(&RULES, id)?;
            batch.delete(&ANSWERS, id)
        }
        Delta::Rules(rules) => batch.put_row(&RULES, &rules.inbox, &**rules),
        Delta::Answers(answers) => batch.put_row(&ANSWERS, &answers.inbox, &**answers),
        Delta::Redirect(redirect) => batch.put_row(&REDIRECTS, &redirect.id, &**redirect),
        Delta::RedirectGone(id) => batch.delete(&REDIRECTS, id),
        Delta::Forwarding(test) => batch.put_row(&FORWARDING, &test.address.key(), &**test),
        Delta::Watched(watched) => batch.put_row(&WATCHED, &(), &**watched),
    }
}
