//! A list or a forward, as it is typed.

use domain::id::RedirectId;
use domain::wire::{Forward, ForwardForm, MailGroup, MailGroupForm, Senders, User};
use leptos::prelude::*;

use super::People;
use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::pages::inboxes::lines;
use crate::parts::{Area, Button, Field, Look, ProblemNotice, Submit, Switch, use_toasts};
use crate::say;

/// What stands in the fields at first.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// A distribution list; else a forward.
    pub list: bool,
    id: Option<RedirectId>,
    name: String,
    address: String,
    /// Addresses, one a line; people by theirs.
    pub to: String,
    /// Of a list: only people of the house may write. Of a forward: deliver to both.
    choice: bool,
    most: String,
    active: bool,
}

impl Typed {
    /// One that is not there yet.
    pub fn new(list: bool) -> Self {
        Self {
            list,
            id: None,
            name: String::new(),
            address: String::new(),
            to: String::new(),
            choice: !list,
            most: String::new(),
            active: true,
        }
    }

    /// A list as it is.
    pub fn of_group(group: &MailGroup, people: People) -> Self {
        Self {
            id: Some(group.id),
            name: group.name.clone(),
            address: group.address.to_string(),
            to: people.with_value(|people| by_address(&group.members, people)),
            choice: group.senders == Senders::Inside,
            most: limit(group.max_recipients),
            active: group.active,
            ..Self::new(true)
        }
    }

    /// A forward as it is.
    pub fn of_forward(forward: &Forward, people: People) -> Self {
        Self {
            id: Some(forward.id),
            address: forward.address.to_string(),
            to: people.with_value(|people| by_address(&forward.to, people)),
            choice: forward.deliver_to_both,
            most: limit(forward.max_recipients),
            active: forward.active,
            ..Self::new(false)
        }
    }

    async fn save(self, api: Api, to: Vec<String>) -> Result<(), Problem> {
        let max_recipients = Some(self.most.trim().parse().ok());
        if self.list {
            let form = MailGroupForm {
                name: Some(self.name),
                address: Some(self.address),
                members: Some(to),
                senders: Some(if self.choice {
                    Senders::Inside
                } else {
                    Senders::Anyone
                }),
                max_recipients,
                active: Some(self.active),
            };
            return api.save_mail_group(self.id, &form).await;
        }
        let form = ForwardForm {
            address: Some(self.address),
            to: Some(to),
            deliver_to_both: Some(self.choice),
            max_recipients,
            active: Some(self.active),
        };
        api.save_forward(self.id, &form).await
    }
}

fn limit(most: Option<u32>) -> String {
    most.map(|most| most.to_string()).unwrap_or_default()
}

/// `user:ID` becomes the person's address.
fn by_address(to: &[String], people: &[User]) -> String {
    let address = |one: &String| {
        let id = one.strip_prefix("user:")?;
        let person = people.iter().find(|person| person.id.to_string() == id)?;
        Some(person.email.to_string())
    };
    let all = to
        .iter()
        .map(|one| address(one).unwrap_or_else(|| one.clone()));
    all.collect::<Vec<_>>().join("\n")
}

/// The address of a person becomes `user:ID`, so that it follows the person.
fn by_person(typed: &str, people: &[User]) -> Vec<String> {
    let known = |one: &String| {
        let key = one.to_lowercase();
        let person = people.iter().find(|person| person.email.key() == key)?;
        Some(format!("user:{}", person.id))
    };
    let all = lines(typed).into_iter();
    all.map(|one| known(&one).unwrap_or(one)).collect()
}

/// Adds it or changes it, and can remove it.
#[component]
pub fn RedirectForm(
    typed: Typed,
    people: People,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let (list, id) = (typed.list, typed.id);
    let (name, address) = (
        RwSignal::new(typed.name.clone()),
        RwSignal::new(typed.address.clone()),
    );
    let (to, most) = (
        RwSignal::new(typed.to.clone()),
        RwSignal::new(typed.most.clone()),
    );
    let choice = RwSignal::new(typed.choice);
    let active = RwSignal::new(typed.active);
    let done = move |()| {
        toasts.say(say!(i18n, common.saved));
        open.set(false);
        reload.run(());
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let now = Typed {
            name: name.get_untracked(),
            address: address.get_untracked(),
            choice: choice.get_untracked(),
            most: most.get_untracked(),
            active: active.get_untracked(),
            ..typed.clone()
        };
        let to = people.with_value(|people| by_person(&to.get_untracked(), people));
        submit.run(now.save(api, to), done);
    };
    let named = list.then(|| view! { <Field name="list-name" label=say!(i18n, common.name) value=name required=true error=submit.error_of("name")/> });
    let field = if list { "members" } else { "to" };
    let switch = if list {
        view! { <Switch name="inside" label=say!(i18n, desk.inside_only) hint=say!(i18n, desk.inside_only_hint) value=choice/> }.into_any()
    } else {
        view! { <Switch name="both" label=say!(i18n, desk.deliver_to_both) hint=say!(i18n, desk.deliver_to_both_hint) value=choice/> }.into_any()
    };
    view! {
        <form on:submit=send>
            {named}
            <Field name="address" label=say!(i18n, desk.address) kind="email" value=address required=true error=submit.error_of("address")/>
            <Area name="to" label=say!(i18n, desk.goes_to) hint=say!(i18n, desk.goes_to_hint) value=to rows=5 error=submit.error_of(field)/>
            {switch}
            <Field name="most" label=say!(i18n, desk.max_recipients) hint=say!(i18n, desk.max_recipients_hint) kind="number" value=most
                error=submit.error_of("max_recipients")/>
            <Switch name="active" label=say!(i18n, desk.switched_on) value=active/>
            <ProblemNotice problem=submit.problem/>
            <footer>
                <Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button>
                {id.map(|id| view! { <Remove list=list id=id submit=submit done=Callback::new(done)/> })}
            </footer>
        </form>
    }
    .into_any()
}

/// Asks a second time within the button: what is removed is quickly made again.
#[component]
fn Remove(list: bool, id: RedirectId, submit: Submit, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let sure = RwSignal::new(false);
    let press = Callback::new(move |()| {
        if !sure.get_untracked() {
            sure.set(true);
            return;
        }
        let remove = async move {
            if list {
                api.delete_mail_group(id).await
            } else {
                api.delete_forward(id).await
            }
        };
        submit.run(remove, move |()| done.run(()));
    });
    let verb = move || {
        if sure.get() {
            say!(i18n, desk.remove_sure)
        } else {
            say!(i18n, common.remove)
        }
    };
    view! { <Button look=Look::Danger press=press>{verb}</Button> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_typed_by_address_and_kept_as_a_person() {
        let people: Vec<User> = serde_json::from_str(
            r#"[{"id":"7","email":"anna@example.org","name":"Anna","role":"member","active":true,
                "addresses":[],"language":null,"time_zone":null,"has_password":true,"created_at":"2026-01-01T00:00:00Z"}]"#,
        )
        .unwrap_or_default();
        assert_eq!(people.len(), 1);
        let kept = by_person("Anna@example.org\n carl@elsewhere.example\n", &people);
        assert_eq!(kept, ["user:7", "carl@elsewhere.example"]);
        assert_eq!(
            by_address(&kept, &people),
            "anna@example.org\ncarl@elsewhere.example"
        );
        assert_eq!(by_address(&["user:9".to_owned()], &people), "user:9");
    }
}
