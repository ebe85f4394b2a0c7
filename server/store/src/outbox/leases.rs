//! Leases of a process that is gone.

use domain::{change::Counters, directory::Directory, outbox::MailState};
use flow::port::StoreError;

use super::{Standing, stand};
use crate::{
    batch::Batch,
    changes::Changes,
    disk::Disk,
    error::backend,
    range::Range,
    tables::{MAILS, STANDINGS},
    view::{Direction, View, go_on},
};

const DOING: &str = "taking back the leases of a process that is gone";

/// Makes what a crashed process held due at once, when the store opens.
///
/// One process owns the file: whoever opens it knows that nobody works on a lease any more. Without this a crash would
/// hold its mails back until their leases end, minutes later. What was SENDING stays so: the next lease says in the
/// journal that it is in doubt.
pub(crate) fn take_back(
    disk: &Disk,
    directory: &Directory,
    mut counters: Counters,
) -> Result<(), StoreError> {
    let held = disk.hold();
    let transaction = held
        .database(DOING)?
        .begin_write()
        .map_err(backend(DOING))?;
    let mut batch = Batch::new(&transaction);
    let mut changes = Changes::new(counters);
    due_again(&View::new(&batch, directory, DOING), &mut changes)?;
    if changes.is_empty() {
        drop(batch);
        return transaction.abort().map_err(backend(DOING));
    }
    // The journal is not open yet: it will read what was written here.
    drop(changes.apply(&mut batch, &mut directory.clone(), &mut counters)?);
    drop(batch);
    transaction.commit().map_err(backend(DOING))
}

fn due_again(view: &View<'_>, changes: &mut Changes) -> Result<(), StoreError> {
    view.scan(
        &STANDINGS,
        &Range::all(),
        Direction::Up,
        |id, before: Standing| {
            if before.state != MailState::Waiting {
                // A time that has passed whatever the clock says now.
                let due = view.must(&MAILS, &id)?.created_at;
                stand(
                    changes,
                    id,
                    &before,
                    &Standing {
                        due,
                        ..before.clone()
                    },
                )?;
            }
            Ok(go_on(true))
        },
    )
}
