//! Asking many segments at once.

use std::{
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Threads at most: a search is one of many things a server does.
const THREADS: usize = 4;

/// What `ask` says of each of `items`, in their order; on several threads if it is much to read.
pub(crate) fn ask_each<I: Sync, T: Send, E: Send>(
    items: &[I],
    much: bool,
    ask: impl Fn(&I) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let threads = thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(THREADS)
        .min(items.len());
    if !much || threads < 2 {
        return items.iter().map(ask).collect();
    }
    let (next, said) = (
        AtomicUsize::new(0),
        Mutex::new(Vec::with_capacity(items.len())),
    );
    let work = || {
        while let Some((index, item)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        } {
            let one = ask(item);
            // Pushing leaves the list whole whatever happens on another thread.
            said.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((index, one));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut said = said.into_inner().unwrap_or_else(PoisonError::into_inner);
    said.sort_unstable_by_key(|(index, _)| *index);
    said.into_iter().map(|(_, one)| one).collect()
}
