//! The messages, oldest first.

use domain::wire::TicketMessage;
use leptos::prelude::*;

use super::conversation::Conversation;
use super::message::Message;
use crate::i18n::use_i18n;
use crate::pages::desk_names::DeskNames;
use crate::parts::{Button, Empty, Look, Notice, Tone};
use crate::say;

/// All that are shown, and word of those that came since.
#[component]
pub fn Thread(conversation: Conversation, names: StoredValue<DeskNames>) -> impl IntoView {
    let i18n = use_i18n();
    let ticket = conversation.ticket.with_untracked(|ticket| ticket.id);
    view! {
        <section class="thread" aria-label=say!(i18n, desk.conversation)>
            <Show
                when=move || !conversation.messages.read().is_empty()
                fallback=move || view! { <Empty title=say!(i18n, desk.no_messages)/> }
            >
                <For each=move || conversation.messages.get() key=looks let(message)>
                    <Message ticket=ticket message=message names=names/>
                </For>
            </Show>
            <Arrived conversation=conversation/>
        </section>
    }
    .into_any()
}

/// What makes a message look another way: it is drawn anew then, and only then.
fn looks(message: &TicketMessage) -> (String, String, usize) {
    let delivery = message
        .delivery
        .as_ref()
        .map_or_else(String::new, |delivery| {
            format!("{:?} {}", delivery.state, delivery.at)
        });
    let sender = format!("{delivery} {:?}", message.attribution);
    (message.id.to_string(), sender, message.remarks.len())
}

#[component]
fn Arrived(conversation: Conversation) -> impl IntoView {
    let i18n = use_i18n();
    let show = Callback::new(move |()| conversation.show_arrived());
    let again = Callback::new(move |()| conversation.show_all());
    let arrived = move || {
        conversation.arrived.read().is_some().then(|| {
            view! {
                <Notice tone=Tone::Warn>
                    {say!(i18n, desk.arrived)}" "
                    <Button look=Look::Quiet press=show>{say!(i18n, desk.show_arrived)}</Button>
                </Notice>
            }
        })
    };
    let stale = move || {
        conversation.reading.problem.read().is_some().then(|| {
            view! {
                <Notice tone=Tone::Warn>
                    {say!(i18n, desk.not_fresh)}" "
                    <Button look=Look::Quiet press=again>{say!(i18n, mail.refresh)}</Button>
                </Notice>
            }
        })
    };
    view! {
        {arrived}
        {stale}
    }
    .into_any()
}
