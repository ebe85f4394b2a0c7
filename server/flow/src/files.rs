//! Files: listed, shown, renamed, moved, downloaded.

use std::ops::Range;

use bytes::Bytes;
use domain::{
    directory::Directory,
    event::{Action, Event, ObjectType},
    file::{BlobPlace, File, Version},
    id::UserId,
    refusal::{Noun, Refusal},
    text::EntryName,
    wire::{self, List},
};
use futures::{StreamExt as _, stream};

use crate::{
    Flow, FlowError,
    access::{MayRead, MayReadFile, MayWrite, MayWriteFile, Viewer},
    page::{NamePlace, Page},
    port::{BlobError, BlobReader, FileMove},
};

/// What to change of a file; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct FileEdit {
    /// The name.
    pub name: Option<EntryName>,
    /// The folder: a permission for it.
    pub to: Option<MayWrite>,
}

/// One content that may be downloaded.
#[derive(Clone, Debug)]
pub struct Content {
    viewer: Viewer,
    file: File,
    version: Version,
}

impl Content {
    /// The name to save it under.
    pub const fn name(&self) -> &EntryName {
        &self.file.name
    }

    /// Bytes.
    pub const fn size(&self) -> u64 {
        self.version.blob.size
    }

    /// What it is: size, SHA-256 (a strong validator), time.
    pub const fn version(&self) -> &Version {
        &self.version
    }
}

impl Flow {
    /// A page of the files of a folder, by name.
    pub async fn files(
        &self,
        may: &MayRead,
        page: &Page<NamePlace>,
    ) -> Result<List<wire::File>, FlowError> {
        let after = page.after().map(|place| place.key.clone());
        let store = &self.world.store;
        let files = store.files_in(*may.folder(), after, page.enough()).await?;
        let files = page.of(files, |file| {
            let (key, id) = (file.name.key(), file.id.0);
            NamePlace { key, id }.to_string()
        });
        let directory = self.directory();
        Ok(files.map(|file| shown(&directory, &file)))
    }

    /// A file.
    pub fn file(&self, may: &MayReadFile) -> wire::File {
        shown(&self.directory(), may.file())
    }

    /// A page of the versions of a file, newest first; the cursor is the last one's number.
    pub async fn versions(
        &self,
        may: &MayReadFile,
        page: &Page<u32>,
    ) -> Result<List<wire::Version>, FlowError> {
        let versions = self.world.store.versions(may.file().id).await?;
        let directory = self.directory();
        let older = versions
            .iter()
            .filter(|version| page.after().is_none_or(|after| version.number < *after));
        Ok(page.of(
            older.map(|version| wire::Version::new(version, name_of(&directory, version.by))),
            |version| version.number.to_string(),
        ))
    }

    /// Renames and moves.
    pub async fn change_file(
        &self,
        may: &MayWriteFile,
        edit: FileEdit,
    ) -> Result<wire::File, FlowError> {
        let file = may.file();
        let to = FileMove {
            file: file.id,
            folder: edit.to.map_or(file.folder, |to| *to.folder()),
            name: edit.name.unwrap_or_else(|| file.name.clone()),
            stamp: may.viewer().stamp(self.now()),
        };
        if to.folder == file.folder && to.name == file.name {
            return Ok(shown(&self.directory(), file));
        }
        let file = self.world.store.move_file(to).await?;
        Ok(shown(&self.directory(), &file))
    }

    /// The newest content, or that of version `number`.
    pub async fn content(
        &self,
        may: &MayReadFile,
        number: Option<u32>,
    ) -> Result<Content, FlowError> {
        let file = may.file().clone();
        let version = match number.filter(|number| *number != file.current.number) {
            None => file.current.clone(),
            Some(number) => {
                let versions = self.world.store.versions(file.id).await?;
                let found = versions
                    .into_iter()
                    .find(|version| version.number == number);
                found.ok_or(Refusal::Missing(Noun::Version))?
            }
        };
        Ok(Content {
            viewer: may.viewer().clone(),
            file,
            version,
        })
    }

    /// The bytes of `part`, cut to the content's size, or all of them. Reading all is a FILE DOWNLOAD; parts are one
    /// for each person and version within [`downloads::WINDOW`](crate::downloads::WINDOW).
    pub async fn read(
        &self,
        content: &Content,
        part: Option<Range<u64>>,
    ) -> Result<BlobReader, FlowError> {
        let (size, whole) = (content.size(), part.is_none());
        let range = part.unwrap_or(0..size);
        let range = range.start.min(size)..range.end.clamp(range.start.min(size), size);
        let reader = self.bytes(&content.version, range).await?;
        let (who, version) = (content.viewer.person.id, content.version.id);
        if self.downloads.tells(who, version, whole, self.now()) {
            let told = self.world.store.append(vec![self.downloaded(content)]);
            if let Err(error) = told.await {
                self.downloads.forget(who, version);
                return Err(error.into());
            }
            // There may be a receipt to send.
            self.events_bell.notify_one();
        }
        Ok(reader)
    }

    async fn bytes(&self, version: &Version, range: Range<u64>) -> Result<BlobReader, FlowError> {
        let blob = &version.blob;
        match blob.place {
            BlobPlace::Object => Ok(self.world.blobs.read(blob.key, range).await?),
            BlobPlace::Row => {
                let row = self
                    .world
                    .store
                    .row_content(blob.key)
                    .await?
                    .ok_or(BlobError::Missing(blob.key))?;
                let piece = part(&row, &range).ok_or(BlobError::Missing(blob.key))?;
                Ok(stream::iter([Ok(piece)]).boxed())
            }
        }
    }

    fn downloaded(&self, content: &Content) -> Event {
        let (directory, file) = (self.directory(), &content.file);
        let path = path(&directory, file);
        let stamp = content.viewer.stamp(self.now());
        let mut event = Event::draft(&stamp, ObjectType::File, Action::Download)
            .object(file.id.0)
            .folder(file.folder)
            .path(&path)
            .says(directory.settings().email.language, &path);
        event.size = Some(content.size());
        event
    }
}

/// `range` of `row`; `None` when the row is shorter than its version says.
fn part(row: &Bytes, range: &Range<u64>) -> Option<Bytes> {
    let (start, end) = (
        usize::try_from(range.start).ok()?,
        usize::try_from(range.end).ok()?,
    );
    (start <= end && end <= row.len()).then(|| row.slice(start..end))
}

/// `/Accounting/2026/invoice.pdf`.
pub(crate) fn path(directory: &Directory, file: &File) -> String {
    format!("{}/{}", directory.path(file.folder), file.name)
}

/// A file as it is shown.
pub(crate) fn shown(directory: &Directory, file: &File) -> wire::File {
    wire::File::new(
        file,
        &directory.path(file.folder),
        name_of(directory, file.current.by),
    )
}

/// The name of a person now, or its address where it gave no name.
pub(crate) fn name_of(directory: &Directory, person: Option<UserId>) -> Option<String> {
    let person = directory.person(person?)?;
    Some(if person.name.is_empty() {
        person.email.to_string()
    } else {
        person.name.to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_row_is_cut_exactly_and_never_beyond_it() {
        let row = Bytes::from_static(b"pigeon");
        assert_eq!(part(&row, &(0..6)).as_deref(), Some(&b"pigeon"[..]));
        assert_eq!(part(&row, &(2..4)).as_deref(), Some(&b"ge"[..]));
        assert_eq!(part(&row, &(6..6)).as_deref(), Some(&b""[..]));
        assert_eq!(part(&row, &(0..7)), None);
    }
}
