//! Why someone did, or did not, get a mail about a deposit. What is asked is in the address, so that the answer can be
//! linked.

use domain::wire::Why;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::browser;
use crate::i18n::use_i18n;
use crate::parts::{Button, Empty, Look, PageHead, loaded, use_toasts};
use crate::say;
use crate::session::use_session;

mod answer;
mod folder_select;
mod form;
mod question;
mod timed;
mod told;

use answer::WhyAnswer;
use form::QuestionForm;
pub use question::Question;
use told::{Told, ToldList};

/// What a question finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Found {
    /// Nothing was asked yet.
    Nothing,
    /// What became of one person's mail.
    Why(Box<Why>),
    /// Everybody who was told of one deposit.
    Told(Told),
}

impl Found {
    /// A member asks about itself; an admin who names nobody, about everybody.
    async fn fetch(api: Api, admin: bool, question: Question) -> Result<Self, Problem> {
        if !admin || question.names_somebody() {
            let why = api.why(question.query()).await?;
            return Ok(Self::Why(Box::new(why)));
        }
        if question.names_something() {
            return Told::fetch(api, &question).await.map(Self::Told);
        }
        Ok(Self::Nothing)
    }
}

/// The route `/why`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let admin = use_session().is_admin();
    let query = use_query_map();
    let question = Memo::new(move |_| query.with(Question::read));
    let navigate = use_navigate();
    let go = Callback::new(move |next: Question| {
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&next.href(), options);
    });
    let found = Resource::new(
        move || question.get(),
        move |question| Found::fetch(api, admin, question),
    );
    let shown = move |found| match found {
        Found::Nothing => {
            view! { <Empty title=say!(i18n, why.nothing) hint=say!(i18n, why.nothing_hint)/> }
                .into_any()
        }
        Found::Why(why) => view! { <WhyAnswer why=*why/> }.into_any(),
        Found::Told(told) => {
            view! { <ToldList told=told question=question.get_untracked()/> }.into_any()
        }
    };
    view! {
        <PageHead title=say!(i18n, why.title) text=say!(i18n, why.text)><CopyLink/></PageHead>
        <QuestionForm question=question go=go/>
        <div class="section" aria-live="polite">{loaded(found, shown)}</div>
    }
    .into_any()
}

#[component]
fn CopyLink() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let copy = Callback::new(move |()| {
        browser::copy(&browser::address());
        toasts.say(say!(i18n, why.link_copied));
    });
    view! { <Button look=Look::Quiet press=copy>{say!(i18n, journal.copy_link)}</Button> }
        .into_any()
}
