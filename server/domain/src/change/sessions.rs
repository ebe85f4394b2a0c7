//! Changes of sessions and tokens.

use std::sync::Arc;

use super::{Delta, Plan};
use crate::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, Event, ObjectType, Stamp, Status},
    id::{TokenId, UserId},
    refusal::{Noun, Refusal},
    session::{SecretHash, Session, Token},
    text::{BadName, HeaderText},
    time::Timestamp,
};

/// The most tokens of one person.
const MAX_TOKENS: usize = 50;

/// A sign-in.
#[derive(Clone, Copy, Debug)]
pub struct NewSession {
    /// Hash of the cookie's value.
    pub secret: SecretHash,
    /// Who signs in.
    pub person: UserId,
}

/// A token to make.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Hash of what the script will send.
    pub secret: SecretHash,
    /// Whose.
    pub person: UserId,
    /// What for.
    pub name: HeaderText,
    /// Valid until.
    pub expires_at: Option<Timestamp>,
}

/// Opens a session, with SESSION LOGIN. Refused for people switched off.
pub fn open_session(
    directory: &Directory,
    plan: &mut Plan,
    new: &NewSession,
    stamp: &Stamp,
) -> Result<Session, Refusal> {
    let person = directory
        .person(new.person)
        .filter(|person| person.active)
        .ok_or(Refusal::Forbidden)?;
    let id = plan.give(|c| &mut c.session);
    let session = Session {
        id,
        secret: new.secret,
        person: person.id,
        created_at: stamp.at,
        seen_at: stamp.at,
    };
    let draft = Event::draft(stamp, ObjectType::Session, Action::Login)
        .object(id.0)
        .says(directory.settings().email.language, person.email.as_str());
    plan.event(draft);
    plan.put(Delta::Session(Arc::new(session.clone())));
    Ok(session)
}

/// Writes SESSION `LOGIN_FAILED` for whatever address was typed.
pub fn sign_in_failed(directory: &Directory, plan: &mut Plan, typed: &EmailAddress, stamp: &Stamp) {
    let mut draft = Event::draft(stamp, ObjectType::Session, Action::LoginFailed)
        .says(directory.settings().email.language, typed.as_str());
    draft.status = Status::Ko;
    plan.event(draft);
}

/// Notes that a session was used; no event. A session that ended meanwhile is no error.
pub fn touch_session(directory: &Directory, plan: &mut Plan, secret: &SecretHash, at: Timestamp) {
    if let Some(session) = directory.session(secret) {
        plan.put(Delta::Session(Arc::new(Session {
            seen_at: at,
            ..(**session).clone()
        })));
    }
}

/// Ends a session, with SESSION DELETE; one that ended already is no error.
pub fn close_session(directory: &Directory, plan: &mut Plan, secret: &SecretHash, stamp: &Stamp) {
    if let Some(session) = directory.session(secret) {
        let name = directory
            .person(session.person)
            .map_or_else(String::new, |person| person.email.to_string());
        let draft = Event::draft(stamp, ObjectType::Session, Action::Delete)
            .object(session.id.0)
            .says(directory.settings().email.language, &name);
        plan.event(draft);
        plan.put(Delta::SessionGone(*secret));
    }
}

/// Removes sessions last seen before `idle_since` or opened before `opened_since`; no events.
pub fn sweep_sessions(
    directory: &Directory,
    plan: &mut Plan,
    idle_since: Timestamp,
    opened_since: Timestamp,
) {
    let over =
        |session: &&Arc<Session>| session.seen_at < idle_since || session.created_at < opened_since;
    for session in directory.sessions().filter(over) {
        plan.put(Delta::SessionGone(session.secret));
    }
}

/// Makes a token, with TOKEN ADD.
pub fn add_token(
    directory: &Directory,
    plan: &mut Plan,
    new: &NewToken,
    stamp: &Stamp,
) -> Result<Token, Refusal> {
    if new.name.is_empty() {
        return Err(BadName::Empty.into());
    }
    if directory
        .tokens()
        .filter(|token| token.person == new.person)
        .count()
        >= MAX_TOKENS
    {
        return Err(Refusal::TooMany("tokens"));
    }
    let token = Token {
        id: plan.give(|c| &mut c.token),
        secret: new.secret,
        person: new.person,
        name: new.name.clone(),
        created_at: stamp.at,
        expires_at: new.expires_at,
    };
    let draft = Event::draft(stamp, ObjectType::Token, Action::Add)
        .object(token.id.0)
        .says(directory.settings().email.language, token.name.as_str());
    plan.event(draft);
    plan.put(Delta::Token(Arc::new(token.clone())));
    Ok(token)
}

/// Revokes a token, with TOKEN DELETE.
pub fn remove_token(
    directory: &Directory,
    plan: &mut Plan,
    id: TokenId,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let token = directory
        .token_by_id(id)
        .ok_or(Refusal::Missing(Noun::Token))?;
    let draft = Event::draft(stamp, ObjectType::Token, Action::Delete)
        .object(id.0)
        .says(directory.settings().email.language, token.name.as_str());
    plan.event(draft);
    plan.put(Delta::TokenGone(token.secret));
    Ok(())
}
