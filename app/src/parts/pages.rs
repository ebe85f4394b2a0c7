//! A list that is read on page by page.

use std::future::Future;

use domain::wire::List;
use leptos::prelude::*;

use super::{Endless, Submit};
use crate::api::Problem;

/// What was read of a list so far, and the way to read on.
pub struct Pages<T: Send + Sync + 'static> {
    /// All that was read.
    pub items: RwSignal<Vec<T>>,
    cursor: RwSignal<Option<String>>,
    submit: Submit,
    next: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}

impl<T: Send + Sync + 'static> Pages<T> {
    /// The first page is here; `fetch` reads the one after a cursor.
    pub fn new<F>(first: List<T>, fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<List<T>, Problem>> + 'static,
    {
        let items = RwSignal::new(first.items);
        let cursor = RwSignal::new(first.next_cursor);
        let submit = Submit::new();
        let next = Callback::new(move |()| {
            let Some(at) = cursor.get_untracked() else {
                return;
            };
            submit.run(fetch(at), move |page: List<T>| {
                cursor.set(page.next_cursor);
                items.update(|items| items.extend(page.items));
            });
        });
        Self {
            items,
            cursor,
            submit,
            next,
        }
    }

    /// The last row of its table, which reads on when it comes into view.
    pub fn foot(self, columns: usize) -> AnyView {
        let more = Signal::derive(move || self.cursor.read().is_some());
        view! {
            <tfoot>
                <tr>
                    <td colspan=columns.to_string()>
                        <Endless more=more submit=self.submit next=self.next/>
                    </td>
                </tr>
            </tfoot>
        }
        .into_any()
    }
}
