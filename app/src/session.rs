//! Who is signed in, and the gate that asks for a new sign-in when the session ended.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use domain::person::Role;
use domain::wire::Me;
use leptos::prelude::*;

use crate::api::{ApiRequest, Problem};
use crate::visit::Visit;

/// Who uses this page; in the context of every page.
#[derive(Clone, Copy)]
pub struct Session {
    /// The person, once signed in.
    pub me: RwSignal<Option<Me>>,
    /// The installation waits for its first administrator.
    pub setup_needed: bool,
    /// Asks for a new sign-in.
    pub gate: Gate,
}

impl Session {
    /// From what the server knew.
    pub fn new(visit: &Visit, gate: Gate) -> Self {
        Self {
            me: RwSignal::new(visit.me.clone()),
            setup_needed: visit.setup_needed,
            gate,
        }
    }

    /// Whether admin-only entries are shown. The server decides again on every call.
    pub fn is_admin(self) -> bool {
        self.me
            .with(|me| me.as_ref().is_some_and(|me| me.role == Role::Admin))
    }
}

/// The session of this page.
pub fn use_session() -> Session {
    use_context().unwrap_or_else(|| Session::new(&Visit::default(), Gate::new()))
}

/// Holds back calls that met an ended session until someone signed in again.
#[derive(Clone, Copy)]
pub struct Gate {
    asked: RwSignal<bool>,
    granted: StoredValue<bool>,
    watched: StoredValue<bool>,
    waiting: StoredValue<Vec<Waker>>,
}

impl Gate {
    /// A gate nobody watches yet: calls pass their 401 on.
    pub fn new() -> Self {
        Self {
            asked: RwSignal::new(false),
            granted: StoredValue::new(false),
            watched: StoredValue::new(false),
            waiting: StoredValue::new(Vec::new()),
        }
    }

    /// Says that the sign-in dialog is on the page.
    pub fn watch(self) {
        self.watched.set_value(true);
    }

    /// Whether a 401 to this call may open the dialog.
    pub fn guards(self, request: &ApiRequest) -> bool {
        self.watched.get_value() && !request.path.starts_with("/api/v1/session")
    }

    /// Whether a sign-in is being asked for.
    pub fn asked(self) -> Signal<bool> {
        self.asked.into()
    }

    /// Waits until the dialog is answered.
    pub async fn sign_in_again(self) -> Result<(), Problem> {
        self.asked.set(true);
        poll_fn(|cx| {
            if self.asked.get_untracked() {
                self.waiting
                    .update_value(|waiting| waiting.push(cx.waker().clone()));
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
        if self.granted.get_value() {
            Ok(())
        } else {
            Err(Problem::signed_out())
        }
    }

    /// The dialog was answered: signed in again, or given up.
    pub fn settle(self, granted: bool) {
        self.granted.set_value(granted);
        self.asked.set(false);
        let waiting = self
            .waiting
            .try_update_value(std::mem::take)
            .unwrap_or_default();
        waiting.into_iter().for_each(Waker::wake);
    }
}
