//! Files that are sent along with an answer.

use domain::wire::NewAttachment;
use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use crate::api::Problem;
use crate::browser::base64;
use crate::i18n::use_i18n;
use crate::parts::{Button, Look, UploadZone, size_text};
use crate::say;

/// What was picked, in order. A browser has one thread, hence the wrapper.
#[derive(Clone, Copy, Default)]
pub struct Attached(RwSignal<Vec<SendWrapper<web_sys::File>>>);

impl Attached {
    /// Sent: nothing is attached any more.
    pub fn clear(self) {
        self.0.set(Vec::new());
    }

    /// The files as they are sent.
    pub fn read(self) -> impl Future<Output = Result<Vec<NewAttachment>, Problem>> {
        let files = self.0.get_untracked();
        async move {
            let mut read = Vec::with_capacity(files.len());
            for file in files {
                read.push(NewAttachment {
                    name: file.name(),
                    media_type: file.type_(),
                    content: base64(&file).await?,
                });
            }
            Ok(read)
        }
    }
}

/// Takes files by drop on its children, lists what was picked, and has a button to pick more.
#[component]
pub fn Attachments(attached: Attached, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let picker = NodeRef::<html::Input>::new();
    let add = Callback::new(move |files: Vec<web_sys::File>| {
        attached
            .0
            .update(|all| all.extend(files.into_iter().map(SendWrapper::new)));
    });
    let pick = Callback::new(move |()| {
        if let Some(input) = picker.get_untracked() {
            input.click();
        }
    });
    let list = move || {
        let files = attached.0.get();
        let row = |(place, file): (usize, SendWrapper<web_sys::File>)| {
            let remove = Callback::new(move |()| {
                attached.0.update(|all| drop(all.remove(place)));
            });
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a size, which JavaScript keeps as a float"
            )]
            let size = file.size() as u64;
            let label = say!(i18n, desk.detach, name = file.name());
            view! {
                <li>
                    {file.name()}" "<span class="note">{size_text(i18n, size)}</span>" "
                    <Button look=Look::Quiet press=remove label=label>{say!(i18n, common.remove)}</Button>
                </li>
            }
        };
        let rows = files.into_iter().enumerate().map(row).collect_view();
        (!attached.0.read().is_empty()).then(
            || view! { <ul class="attachments" aria-label=say!(i18n, desk.attachments)>{rows}</ul> },
        )
    };
    view! {
        <UploadZone picker=picker files=add>
            {children()}
            {list}
            <p><Button look=Look::Quiet press=pick>{say!(i18n, desk.attach)}</Button></p>
        </UploadZone>
    }
    .into_any()
}
