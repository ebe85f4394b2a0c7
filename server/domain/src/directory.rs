//! The directory: everything small that rules are decided on, as one consistent picture.
//!
//! People, groups, folders with their rights, alerts, sessions, tokens, settings and address health. Cloning is
//! cheap (persistent maps), so each reader holds the picture of one commit.

mod desk;
mod timing;

use std::{collections::BTreeSet, sync::Arc};

use imbl::OrdMap;

use crate::{
    address::EmailAddress,
    alert::Alert,
    change::Delta,
    folder::Folder,
    forwarding::ForwardingTest,
    id::{AlertId, FolderId, GroupId, InboxId, RedirectId, SearchId, TokenId, UserId},
    inbox::Inbox,
    outbox::AddressHealth,
    person::{Group, Language, Person, Role},
    redirect::Redirect,
    right::{Level, Principal},
    rule::{InboxAnswers, InboxRules},
    search::SavedSearch,
    session::{SecretHash, Session, Token},
    settings::Settings,
    watch::Watched,
};

/// The deepest a folder can be.
pub const MAX_DEPTH: usize = 64;

/// The small state at one commit.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    people: OrdMap<UserId, Arc<Person>>,
    by_email: OrdMap<String, UserId>,
    groups: OrdMap<GroupId, Arc<Group>>,
    folders: OrdMap<FolderId, Arc<Folder>>,
    children: OrdMap<(Option<FolderId>, FolderId), ()>,
    alerts: OrdMap<AlertId, Arc<Alert>>,
    alerts_on: OrdMap<(FolderId, AlertId), ()>,
    sessions: OrdMap<SecretHash, Arc<Session>>,
    tokens: OrdMap<SecretHash, Arc<Token>>,
    settings: Arc<Settings>,
    health: OrdMap<String, Arc<AddressHealth>>,
    searches: OrdMap<(UserId, SearchId), Arc<SavedSearch>>,
    rules: OrdMap<InboxId, Arc<InboxRules>>,
    answers: OrdMap<InboxId, Arc<InboxAnswers>>,
    inboxes: OrdMap<InboxId, Arc<Inbox>>,
    redirects: OrdMap<RedirectId, Arc<Redirect>>,
    forwarding: OrdMap<String, Arc<ForwardingTest>>,
    watched: Option<Watched>,
}

impl Directory {
    /// Brings one row change into the picture.
    pub fn apply(&mut self, delta: &Delta) {
        match delta {
            Delta::Person(person) => self.put_person(person),
            Delta::PersonGone(id) => self.drop_person(*id),
            Delta::Group(group) => drop(self.groups.insert(group.id, Arc::clone(group))),
            Delta::GroupGone(id) => drop(self.groups.remove(id)),
            Delta::Folder(folder) => self.put_folder(folder),
            Delta::FolderGone(id) => self.drop_folder(*id),
            Delta::Alert(alert) => {
                self.alerts_on.insert((alert.folder, alert.id), ());
                self.alerts.insert(alert.id, Arc::clone(alert));
            }
            Delta::AlertGone(id) => {
                if let Some(alert) = self.alerts.remove(id) {
                    self.alerts_on.remove(&(alert.folder, *id));
                }
            }
            Delta::Session(session) => {
                drop(self.sessions.insert(session.secret, Arc::clone(session)));
            }
            Delta::SessionGone(secret) => drop(self.sessions.remove(secret)),
            Delta::Token(token) => drop(self.tokens.insert(token.secret, Arc::clone(token))),
            Delta::TokenGone(secret) => drop(self.tokens.remove(secret)),
            Delta::Settings(settings) => self.settings = Arc::clone(settings),
            Delta::Health(health) => {
                drop(self.health.insert(health.key.clone(), Arc::clone(health)));
            }
            Delta::HealthGone(key) => drop(self.health.remove(key)),
            Delta::Search(search) => {
                let key = (search.person, search.id);
                drop(self.searches.insert(key, Arc::clone(search)));
            }
            Delta::SearchGone(person, id) => drop(self.searches.remove(&(*person, *id))),
            Delta::Inbox(inbox) => drop(self.inboxes.insert(inbox.id, Arc::clone(inbox))),
            Delta::InboxGone(id) => {
                self.inboxes.remove(id);
                self.rules.remove(id);
                self.answers.remove(id);
            }
            Delta::Rules(rules) => drop(self.rules.insert(rules.inbox, Arc::clone(rules))),
            Delta::Answers(answers) => {
                drop(self.answers.insert(answers.inbox, Arc::clone(answers)));
            }
            Delta::Redirect(redirect) => {
                drop(self.redirects.insert(redirect.id, Arc::clone(redirect)));
            }
            Delta::RedirectGone(id) => drop(self.redirects.remove(id)),
            Delta::Forwarding(test) => {
                drop(self.forwarding.insert(test.address.key(), Arc::clone(test)));
            }
            Delta::Watched(watched) => self.watched = Some(**watched),
        }
    }

    fn put_person(&mut self, person: &Arc<Person>) {
        self.drop_person(person.id);
        self.people.insert(person.id, Arc::clone(person));
        self.by_email.insert(person.email.key(), person.id);
    }

    fn drop_person(&mut self, id: UserId) {
        if let Some(before) = self.people.remove(&id) {
            self.by_email.remove(&before.email.key());
        }
    }

    fn put_folder(&mut self, folder: &Arc<Folder>) {
        self.drop_folder(folder.id);
        self.children.insert((folder.parent, folder.id), ());
        self.folders.insert(folder.id, Arc::clone(folder));
    }

    fn drop_folder(&mut self, id: FolderId) {
        if let Some(before) = self.folders.remove(&id) {
            self.children.remove(&(before.parent, id));
        }
    }

    /// A person.
    pub fn person(&self, id: UserId) -> Option<&Arc<Person>> {
        self.people.get(&id)
    }

    /// The person who signs in with `email`.
    pub fn person_by_email(&self, email: &EmailAddress) -> Option<&Arc<Person>> {
        self.by_email
            .get(&email.key())
            .and_then(|id| self.people.get(id))
    }

    /// All people, by id.
    pub fn people(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// A group.
    pub fn group(&self, id: GroupId) -> Option<&Arc<Group>> {
        self.groups.get(&id)
    }

    /// All groups, by id.
    pub fn groups(&self) -> impl Iterator<Item = &Arc<Group>> {
        self.groups.values()
    }

    /// A folder, in the trash or not.
    pub fn folder(&self, id: FolderId) -> Option<&Arc<Folder>> {
        self.folders.get(&id)
    }

    /// All folders, by id.
    pub fn folders(&self) -> impl Iterator<Item = &Arc<Folder>> {
        self.folders.values()
    }

    /// The folders directly in `parent`, in the trash or not, by id.
    pub fn children(&self, parent: Option<FolderId>) -> impl Iterator<Item = &Arc<Folder>> {
        self.children
            .range((parent, FolderId(0))..=(parent, FolderId(u64::MAX)))
            .filter_map(|((_, id), ())| self.folders.get(id))
    }

    /// `id` and all below it.
    pub fn subtree(&self, id: FolderId) -> BTreeSet<FolderId> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(folder) = open.pop() {
            if found.insert(folder) {
                open.extend(self.children(Some(folder)).map(|child| child.id));
            }
        }
        found
    }

    /// The folder and those above it, itself first. Ends early where one is missing.
    pub fn lineage(&self, id: FolderId) -> impl Iterator<Item = &Arc<Folder>> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let folder = self.folders.get(&next?)?;
            next = folder.parent;
            Some(folder)
        })
        .take(2 * MAX_DEPTH)
    }

    /// `/Accounting/2026`, whether in the trash or not.
    pub fn path(&self, id: FolderId) -> String {
        let names: Vec<&str> = self
            .lineage(id)
            .map(|folder| folder.name.as_str())
            .collect();
        names
            .iter()
            .rev()
            .fold(String::new(), |path, name| path + "/" + name)
    }

    /// Whether the folder is there: it exists and neither it nor one above it is in the trash.
    pub fn is_there(&self, id: FolderId) -> bool {
        self.folders.contains_key(&id) && self.lineage(id).all(|folder| folder.trashed.is_none())
    }

    /// Whether `inner` is `outer` or below it.
    pub fn is_within(&self, inner: FolderId, outer: FolderId) -> bool {
        self.lineage(inner).any(|folder| folder.id == outer)
    }

    /// An alert.
    pub fn alert(&self, id: AlertId) -> Option<&Arc<Alert>> {
        self.alerts.get(&id)
    }

    /// All alerts, by id.
    pub fn alerts(&self) -> impl Iterator<Item = &Arc<Alert>> {
        self.alerts.values()
    }

    /// The alerts on exactly this folder.
    pub fn alerts_on(&self, folder: FolderId) -> impl Iterator<Item = &Arc<Alert>> {
        self.alerts_on
            .range((folder, AlertId(0))..=(folder, AlertId(u64::MAX)))
            .filter_map(|((_, id), ())| self.alerts.get(id))
    }

    /// The alerts that reach `folder`: those on it, and recursive ones above it.
    pub fn alerts_reaching(&self, folder: FolderId) -> impl Iterator<Item = &Arc<Alert>> {
        self.lineage(folder)
            .flat_map(|at| self.alerts_on(at.id))
            .filter(move |alert| alert.recursive || alert.folder == folder)
    }

    /// The session with this secret.
    pub fn session(&self, secret: &SecretHash) -> Option<&Arc<Session>> {
        self.sessions.get(secret)
    }

    /// All sessions.
    pub fn sessions(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.sessions.values()
    }

    /// The token with this secret.
    pub fn token(&self, secret: &SecretHash) -> Option<&Arc<Token>> {
        self.tokens.get(secret)
    }

    /// The token with this id.
    pub fn token_by_id(&self, id: TokenId) -> Option<&Arc<Token>> {
        self.tokens.values().find(|token| token.id == id)
    }

    /// All tokens.
    pub fn tokens(&self) -> impl Iterator<Item = &Arc<Token>> {
        self.tokens.values()
    }

    /// The settings.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// How far administrators were told of what went wrong; `None`: nobody has watched yet.
    pub const fn watched(&self) -> Option<Watched> {
        self.watched
    }

    /// What is known against an address; `None`: nothing.
    pub fn health(&self, address: &EmailAddress) -> Option<&Arc<AddressHealth>> {
        self.health.get(&address.key())
    }

    /// All addresses that were refused.
    pub fn troubled_addresses(&self) -> impl Iterator<Item = &Arc<AddressHealth>> {
        self.health.values()
    }

    /// The searches that `person` has saved, by id.
    pub fn searches_of(&self, person: UserId) -> impl Iterator<Item = &Arc<SavedSearch>> {
        self.searches
            .range((person, SearchId(0))..=(person, SearchId(u64::MAX)))
            .map(|(_, search)| search)
    }

    /// The directory as it is with these changes.
    #[must_use]
    pub fn with(&self, deltas: &[Delta]) -> Self {
        let mut with = self.clone();
        for delta in deltas {
            with.apply(delta);
        }
        with
    }

    /// The language of a person, else the installation's.
    pub fn language_of(&self, person: &Person) -> Language {
        person.language.unwrap_or(self.settings.email.language)
    }

    /// Whether `person` is meant by `principal` now.
    pub fn is_meant(&self, person: &Person, principal: Principal) -> bool {
        match principal {
            Principal::User(id) => id == person.id,
            Principal::Group(id) => self
                .groups
                .get(&id)
                .is_some_and(|group| group.membership(person.id).is_some()),
            Principal::Everyone => person.role != Role::Guest,
            Principal::Depositor => false,
        }
    }

    /// As [`Directory::is_meant`], of a file that `depositor` deposited.
    pub fn is_told(
        &self,
        person: &Person,
        principal: Principal,
        depositor: Option<UserId>,
    ) -> bool {
        match principal {
            Principal::Depositor => depositor == Some(person.id),
            principal => self.is_meant(person, principal),
        }
    }

    /// The people meant by `principal` now, active or not, by id.
    pub fn people_of(&self, principal: Principal) -> Vec<&Arc<Person>> {
        match principal {
            Principal::User(id) => self.people.get(&id).into_iter().collect(),
            Principal::Group(id) => {
                let members = self.groups.get(&id).map_or(&[][..], |group| &group.members);
                members
                    .iter()
                    .filter_map(|member| self.people.get(&member.person))
                    .collect()
            }
            Principal::Everyone => self
                .people
                .values()
                .filter(|person| person.role != Role::Guest)
                .collect(),
            Principal::Depositor => Vec::new(),
        }
    }

    /// The level of `person` in `folder`, by all rights that reach it; the strongest wins. Admins manage everything.
    ///
    /// Whether the folder is in the trash does not count here.
    pub fn level(&self, person: &Person, folder: FolderId) -> Option<Level> {
        if !person.active || !self.folders.contains_key(&folder) {
            return None;
        }
        if person.role == Role::Admin {
            return Some(Level::Manage);
        }
        let mut strongest = None;
        for at in self.lineage(folder) {
            let here = at
                .rights
                .iter()
                .filter(|right| self.is_meant(person, right.principal))
                .map(|r| r.level)
                .max();
            strongest = strongest.max(here);
            if at.restricted {
                break;
            }
        }
        strongest
    }

    /// The folders in which `person` has `level` or more, in the trash or not.
    pub fn folders_with(&self, person: &Person, level: Level) -> BTreeSet<FolderId> {
        let mut found = BTreeSet::new();
        if person.active {
            let groups: BTreeSet<GroupId> = self
                .groups
                .values()
                .filter(|g| g.membership(person.id).is_some())
                .map(|g| g.id)
                .collect();
            self.collect_level(person, &groups, level, &mut found);
        }
        found
    }

    /// One walk from the top, so that ten thousand folders cost one look each.
    fn collect_level(
        &self,
        person: &Person,
        groups: &BTreeSet<GroupId>,
        level: Level,
        found: &mut BTreeSet<FolderId>,
    ) {
        let meant = |principal| match principal {
            Principal::User(id) => id == person.id,
            Principal::Group(id) => groups.contains(&id),
            Principal::Everyone => person.role != Role::Guest,
            Principal::Depositor => false,
        };
        let mut open: Vec<(&Arc<Folder>, Option<Level>)> =
            self.children(None).map(|folder| (folder, None)).collect();
        while let Some((folder, above)) = open.pop() {
            let here = folder
                .rights
                .iter()
                .filter(|right| meant(right.principal))
                .map(|right| right.level)
                .max();
            let inherited = if folder.restricted { None } else { above };
            let strongest = if person.role == Role::Admin {
                Some(Level::Manage)
            } else {
                here.max(inherited)
            };
            if strongest >= Some(level) {
                found.insert(folder.id);
            }
            open.extend(
                self.children(Some(folder.id))
                    .map(|child| (child, strongest)),
            );
        }
    }

    /// Whether nobody administers the installation yet.
    pub fn needs_setup(&self) -> bool {
        !self
            .people
            .values()
            .any(|person| person.role == Role::Admin)
    }
}
