//! Files: rows by id, names by folder, versions, contents of rows, the trash.

mod deposit;
mod fact;
mod place;
mod purge;

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    event::Stamp,
    file::{BlobKey, File, Version},
    id::{FileId, FolderId, VersionId},
    refusal::Noun,
    time::Timestamp,
};
use flow::port::{Deposit, Deposited, FileMove, Files, Purged, StoreError};

use crate::{
    range::Range,
    store::RedbStore,
    tables::{
        BLOBS, CONTENTS, FILE_NAMES, FILE_TRASH, FILES, RECEIVED_OBJECTS, SENT_OBJECTS, VERSIONS,
    },
    view::{Direction, View},
};

#[async_trait]
impl Files for RedbStore {
    async fn record_deposit(&self, deposit: Deposit) -> Result<Deposited, StoreError> {
        self.write("recording a deposit", move |view, changes| {
            deposit::record(view, changes, &deposit)
        })
        .await
    }

    async fn move_file(&self, to: FileMove) -> Result<File, StoreError> {
        self.write("moving a file", move |view, changes| {
            place::relocate(view, changes, &to)
        })
        .await
    }

    async fn trash_file(&self, file: FileId, stamp: Stamp) -> Result<File, StoreError> {
        self.write("putting a file in the trash", move |view, changes| {
            place::trash(view, changes, file, &stamp)
        })
        .await
    }

    async fn restore_file(&self, file: FileId, stamp: Stamp) -> Result<File, StoreError> {
        self.write("restoring a file", move |view, changes| {
            place::restore(view, changes, file, &stamp)
        })
        .await
    }

    async fn file(&self, file: FileId) -> Result<Option<File>, StoreError> {
        self.read("reading a file", move |view| view.get(&FILES, &file))
            .await
    }

    async fn files_by_id(&self, files: Vec<FileId>) -> Result<Vec<Option<File>>, StoreError> {
        self.read("reading files", move |view| {
            files.iter().map(|file| view.get(&FILES, file)).collect()
        })
        .await
    }

    async fn files_in(
        &self,
        folder: FolderId,
        after: Option<String>,
        limit: usize,
    ) -> Result<Vec<File>, StoreError> {
        self.read("listing a folder", move |view| {
            let mut range = Range::of(&folder);
            if let Some(after) = after {
                range = range.after(&(folder, after));
            }
            let names = view.list(&FILE_NAMES, &range, Direction::Up, limit)?;
            names
                .into_iter()
                .map(|(_, file)| view.must(&FILES, &file))
                .collect()
        })
        .await
    }

    async fn trashed_files(
        &self,
        before: Option<FileId>,
        limit: usize,
    ) -> Result<Vec<File>, StoreError> {
        self.read("listing the trash", move |view| {
            let range = before.map_or_else(Range::all, |before| Range::all().before(&before));
            let trash = view.list(&FILE_TRASH, &range, Direction::Down, limit)?;
            trash
                .into_iter()
                .map(|(file, _)| view.must(&FILES, &file))
                .collect()
        })
        .await
    }

    async fn versions(&self, file: FileId) -> Result<Vec<Version>, StoreError> {
        self.read("listing versions", move |view| {
            let rows = view.list(&VERSIONS, &Range::of(&file), Direction::Down, usize::MAX)?;
            Ok(rows.into_iter().map(|(_, version)| version).collect())
        })
        .await
    }

    async fn version(
        &self,
        file: FileId,
        version: VersionId,
    ) -> Result<Option<Version>, StoreError> {
        self.read("reading a version", move |view| {
            view.get(&VERSIONS, &(file, version))
        })
        .await
    }

    async fn row_content(&self, key: BlobKey) -> Result<Option<Bytes>, StoreError> {
        self.read("reading a content", move |view| {
            match view.get(&BLOBS, &key)? {
                Some(version) => view.get(&CONTENTS, &version),
                None => Ok(None),
            }
        })
        .await
    }

    async fn purge_trash(
        &self,
        before: Timestamp,
        limit: usize,
        stamp: Stamp,
    ) -> Result<Purged, StoreError> {
        self.write("emptying the trash", move |view, changes| {
            purge::purge(view, changes, before, limit, &stamp)
        })
        .await
    }

    async fn known_objects(&self, keys: Vec<BlobKey>) -> Result<Vec<BlobKey>, StoreError> {
        self.read("looking for known contents", move |view| {
            let known = keys.into_iter().filter_map(|key| match named(view, &key) {
                Ok(true) => Some(Ok(key)),
                Ok(false) => None,
                Err(error) => Some(Err(error)),
            });
            known.collect()
        })
        .await
    }
}

/// Whether a row names this content: a version of a file, a message that was received, or a file sent along.
fn named(view: &View<'_>, key: &BlobKey) -> Result<bool, StoreError> {
    Ok(view.has(&BLOBS, key)?
        || view.has(&RECEIVED_OBJECTS, key)?
        || view.has(&SENT_OBJECTS, key)?)
}

/// The file, or `Missing`.
fn existing(view: &View<'_>, file: FileId) -> Result<File, StoreError> {
    view.get(&FILES, &file)?
        .ok_or(StoreError::missing(Noun::File))
}
