use std::{
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use mail::receive::{Mark, Marks};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use crate::config::MailboxOptions;

/// How far a mailbox was read, in a file beside the store: `<uidvalidity> <uid>`.
pub(crate) struct MarkFile(PathBuf);

impl MarkFile {
    /// Another mailbox has another file.
    pub(crate) fn of(mailbox: &MailboxOptions, data: &Path) -> Self {
        let MailboxOptions {
            host,
            username,
            folder,
            ..
        } = mailbox;
        let name = data_encoding::BASE32_NOPAD
            .encode(&Sha256::digest(format!("{host}\0{username}\0{folder}"))[..10]);
        Self(data.join(format!("imap-{}.mark", name.to_ascii_lowercase())))
    }
}

#[async_trait]
impl Marks for MarkFile {
    async fn load(&self) -> io::Result<Option<Mark>> {
        let text = match tokio::fs::read_to_string(&self.0).await {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let numbers = text.trim().split_once(' ');
        let mark = numbers.and_then(|(validity, uid)| {
            Some(Mark {
                validity: validity.parse().ok()?,
                uid: uid.parse().ok()?,
            })
        });
        mark.map(Some)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it is not what was written"))
    }

    async fn save(&self, mark: Mark) -> io::Result<()> {
        let new = self.0.with_extension("new");
        let mut file = tokio::fs::File::create(&new).await?;
        file.write_all(format!("{} {}\n", mark.validity, mark.uid).as_bytes())
            .await?;
        file.sync_all().await?;
        tokio::fs::rename(&new, &self.0).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mark_is_read_as_it_was_written_and_a_broken_one_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let mailbox = MailboxOptions {
            host: "imap.x.example".to_owned(),
            port: 993,
            username: "us".to_owned(),
            password: "secret".parse().unwrap(),
            folder: "INBOX".to_owned(),
            address: "us@x.example".parse().unwrap(),
        };
        let file = MarkFile::of(&mailbox, folder.path());
        assert_eq!(file.load().await.unwrap(), None);
        let mark = Mark {
            validity: 7,
            uid: 4_000_000_000,
        };
        file.save(mark).await.unwrap();
        assert_eq!(
            MarkFile::of(&mailbox, folder.path()).load().await.unwrap(),
            Some(mark)
        );
        let other = MailboxOptions {
            folder: "Other".to_owned(),
            ..mailbox
        };
        assert_eq!(
            MarkFile::of(&other, folder.path()).load().await.unwrap(),
            None
        );
        std::fs::write(&file.0, "7").unwrap();
        assert!(file.load().await.is_err());
    }
}
