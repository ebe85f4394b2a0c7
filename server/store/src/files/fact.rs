//! FILE events.

use data_encoding::HEXLOWER;
use domain::{
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    file::File,
};

/// Where the file is: `/Accounting/invoice.pdf`.
pub(super) fn path(directory: &Directory, file: &File) -> String {
    format!("{}/{}", directory.path(file.folder), file.name)
}

/// A file's place and content, as an event shows it.
pub(super) fn shown(directory: &Directory, file: &File) -> Snapshot {
    Snapshot::File {
        folder: file.folder,
        path: path(directory, file),
        size: file.current.blob.size,
        sha256: HEXLOWER.encode(&file.current.blob.sha256),
        version: file.current.number,
    }
}

/// A FILE event about `file`, where it is now.
pub(super) fn draft(directory: &Directory, stamp: &Stamp, action: Action, file: &File) -> Event {
    let path = path(directory, file);
    let mut draft = Event::draft(stamp, ObjectType::File, action)
        .object(file.id.0)
        .folder(file.folder)
        .says(directory.settings().email.language, &path)
        .path(path);
    draft.size = Some(file.current.blob.size);
    draft
}
