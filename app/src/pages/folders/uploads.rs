//! Files on their way into folders, two at a time.

use domain::id::FolderId;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::Reload;
use crate::api::upload_path;
use crate::browser::{Upload, upload};
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Button, Look, UploadRow, UploadState, problem_words};
use crate::say;

/// More at once would only share the same line.
const AT_ONCE: usize = 2;

/// The uploads of this page; they go on while one looks at other folders.
#[derive(Clone, Copy)]
pub struct Uploads {
    items: RwSignal<Vec<Item>>,
    held: StoredValue<Vec<Held>>,
    next: StoredValue<u64>,
    i18n: Locale,
    reload: Reload,
}

#[derive(Clone, PartialEq)]
struct Item {
    number: u64,
    name: String,
    size: u64,
    /// Counted, not owned: it is made by the page as it is now, and outlives it when the folder is read again.
    state: ArcRwSignal<UploadState>,
}

/// What only the browser knows of an upload. A browser has one thread, hence the wrapper.
struct Held {
    number: u64,
    folder: FolderId,
    file: SendWrapper<web_sys::File>,
    under_way: Option<SendWrapper<Upload>>,
}

impl Uploads {
    /// None yet; `reload` is called each time all that was queued has ended.
    pub fn new(reload: Reload) -> Self {
        Self {
            items: RwSignal::new(Vec::new()),
            held: StoredValue::new(Vec::new()),
            next: StoredValue::new(0),
            i18n: use_i18n(),
            reload,
        }
    }

    /// Queues `files`.
    pub fn add(self, folder: FolderId, files: Vec<web_sys::File>) {
        for file in files {
            let number = self.next.get_value();
            self.next.set_value(number + 1);
            let item = Item {
                number,
                name: file.name(),
                size: bytes(file.size()),
                state: ArcRwSignal::new(UploadState::Waiting),
            };
            let held = Held {
                number,
                folder,
                file: SendWrapper::new(file),
                under_way: None,
            };
            self.held.update_value(|all| all.push(held));
            self.items.update(|items| items.push(item));
        }
        self.go_on();
    }

    fn retry(self, number: u64) {
        self.set(number, UploadState::Waiting);
        self.go_on();
    }

    /// Said before the browser is told: the end that it reports then is no refusal.
    fn stop(self, number: u64) {
        self.set(number, UploadState::Stopped);
        let under_way = self.held.try_update_value(|all| {
            let held = all.iter_mut().find(|held| held.number == number)?;
            held.under_way.take()
        });
        if let Some(upload) = under_way.flatten() {
            upload.abort();
        }
        self.go_on();
    }

    /// Starts what there is room for; once all is quiet, the folder is read again.
    fn go_on(self) {
        let states = self.items.with_untracked(|items| {
            items
                .iter()
                .map(|item| (item.number, item.state.get_untracked()))
                .collect::<Vec<_>>()
        });
        let sending = states
            .iter()
            .filter(|(_, state)| matches!(state, UploadState::Sending(_)))
            .count();
        let waiting = states
            .iter()
            .filter(|(_, state)| *state == UploadState::Waiting);
        for (number, _) in waiting.take(AT_ONCE.saturating_sub(sending)) {
            self.start(*number);
        }
    }

    fn start(self, number: u64) {
        let Some((folder, file)) = self.held.with_value(|all| {
            all.iter()
                .find(|held| held.number == number)
                .map(|held| (held.folder, held.file.clone()))
        }) else {
            return;
        };
        self.set(number, UploadState::Sending(0));
        let i18n = self.i18n;
        let progress = move |sent| self.set(number, UploadState::Sending(bytes(sent)));
        let done = move |outcome: Result<(), _>| {
            match outcome {
                Ok(()) => self.set(number, UploadState::Done),
                Err(_) if self.is_stopped(number) => return,
                Err(problem) => {
                    self.set(number, UploadState::Refused(problem_words(i18n, &problem)))
                }
            }
            self.go_on();
            if self.is_quiet() {
                self.reload.0.run(());
            }
        };
        match upload(&upload_path(folder, &file.name()), &file, progress, done) {
            Ok(under_way) => self.hold(number, under_way),
            Err(problem) => self.set(number, UploadState::Refused(problem_words(i18n, &problem))),
        }
    }

    fn hold(self, number: u64, upload: Upload) {
        self.held.update_value(|all| {
            if let Some(held) = all.iter_mut().find(|held| held.number == number) {
                held.under_way = Some(SendWrapper::new(upload));
            }
        });
    }

    fn set(self, number: u64, state: UploadState) {
        let signal = self.items.with_untracked(|items| {
            items
                .iter()
                .find(|item| item.number == number)
                .map(|item| item.state.clone())
        });
        if let Some(signal) = signal {
            signal.set(state);
        }
    }

    fn is_stopped(self, number: u64) -> bool {
        self.items.with_untracked(|items| {
            items.iter().any(|item| {
                item.number == number && item.state.get_untracked() == UploadState::Stopped
            })
        })
    }

    fn is_quiet(self) -> bool {
        self.items.with_untracked(|items| {
            !items.iter().any(|item| {
                matches!(
                    item.state.get_untracked(),
                    UploadState::Waiting | UploadState::Sending(_)
                )
            })
        })
    }

    fn clear(self) {
        let ended = |item: &Item| {
            !matches!(
                item.state.get_untracked(),
                UploadState::Waiting | UploadState::Sending(_)
            )
        };
        let gone = self.items.with_untracked(|items| {
            items
                .iter()
                .filter(|item| ended(item))
                .map(|item| item.number)
                .collect::<Vec<_>>()
        });
        self.held
            .update_value(|all| all.retain(|held| !gone.contains(&held.number)));
        self.items
            .update(|items| items.retain(|item| !gone.contains(&item.number)));
    }
}

/// The uploads, above the files they become.
#[component]
pub fn UploadList(uploads: Uploads) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |item: Item| {
        let number = item.number;
        view! {
            <UploadRow
                name=item.name
                size=item.size
                state=item.state
                stop=Callback::new(move |()| uploads.stop(number))
                again=Callback::new(move |()| uploads.retry(number))
            />
        }
    };
    let clear = Callback::new(move |()| uploads.clear());
    view! {
        <Show when=move || !uploads.items.read().is_empty()>
            <ul class="uploads" aria-label=say!(i18n, folders.uploads)>
                <For each=move || uploads.items.get() key=|item| item.number children=row/>
                <li>
                    <Button look=Look::Quiet press=clear>{say!(i18n, folders.clear_uploads)}</Button>
                </li>
            </ul>
        </Show>
    }
    .into_any()
}

/// A browser counts bytes in floating point; they are whole and not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of bytes below 2^53"
)]
fn bytes(count: f64) -> u64 {
    count as u64
}
