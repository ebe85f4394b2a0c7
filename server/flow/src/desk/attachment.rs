//! Files that agents send along: read from the form, kept before the answer is, and given to the composer.

use data_encoding::BASE64;
use domain::{
    refusal::Refusal,
    text::EntryName,
    ticket::{TicketAttachment, TicketMessage},
    wire::NewAttachment,
};

use crate::{
    Flow, FlowError,
    port::{AttachedFile, BlobError},
};

/// The most files of one message, and their bytes together.
const MOST: (usize, usize) = (20, 20 * 1024 * 1024);

const UNKNOWN_TYPE: &str = "application/octet-stream";

/// Files of a form that can be sent.
pub(super) fn read(forms: &[NewAttachment]) -> Result<Vec<AttachedFile>, Refusal> {
    if forms.len() > MOST.0 {
        return Err(Refusal::TooMany("attachments"));
    }
    let files = forms.iter().map(|form| {
        let name: EntryName = form.name.parse().map_err(Refusal::BadName)?;
        let bytes = BASE64.decode(form.content.trim().as_bytes());
        let bytes = bytes.map_err(|_| Refusal::BadField("attachments"))?;
        Ok(AttachedFile {
            name: name.to_string(),
            media_type: media_type(&form.media_type).to_owned(),
            bytes: bytes.into(),
        })
    });
    let files: Vec<AttachedFile> = files.collect::<Result<_, Refusal>>()?;
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    if size > MOST.1 {
        return Err(Refusal::AttachmentsTooLarge);
    }
    Ok(files)
}

/// `type/subtype` (RFC 2045, section 5.1), without parameters. Parts that hold parts are none.
fn media_type(typed: &str) -> &str {
    let bare = typed.split(';').next().unwrap_or_default().trim();
    let is_token = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
        !text.is_empty() && text.len() <= 60 && text.chars().all(fits)
    };
    match bare.split_once('/') {
        Some((kind, sub)) if is_token(kind) && is_token(sub) => match kind {
            "multipart" | "message" => UNKNOWN_TYPE,
            _ => bare,
        },
        _ => UNKNOWN_TYPE,
    }
}

impl Flow {
    /// Durable before the message that names them is.
    pub(super) async fn keep_attachments(
        &self,
        files: Vec<AttachedFile>,
    ) -> Result<Vec<TicketAttachment>, FlowError> {
        let size: usize = files.iter().map(|file| file.bytes.len()).sum();
        if size > 0 && self.world.blobs.free_space().await? < size as u64 {
            return Err(FlowError::NoRoom);
        }
        let mut kept = Vec::with_capacity(files.len());
        for (part, file) in (0..).zip(files) {
            kept.push(TicketAttachment {
                part,
                name: file.name,
                media_type: file.media_type,
                size: file.bytes.len() as u64,
                content_id: None,
                object: Some(self.keep_object(file.bytes).await?),
            });
        }
        Ok(kept)
    }

    /// The files that leave with a message: those that are kept for it.
    pub(super) async fn attached(
        &self,
        message: &TicketMessage,
    ) -> Result<Vec<AttachedFile>, BlobError> {
        let mut files = Vec::new();
        let kept = message.attachments.iter();
        for (one, key) in kept.filter_map(|one| Some((one, one.object?))) {
            files.push(AttachedFile {
                name: one.name.clone(),
                media_type: one.media_type.clone(),
                bytes: self.object(key, one.size).await?,
            });
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, content: &str) -> NewAttachment {
        NewAttachment {
            name: name.to_owned(),
            media_type: String::new(),
            content: content.to_owned(),
        }
    }

    #[test]
    fn a_file_is_sent_along_with_a_name_that_is_a_name() {
        let files = read(&[form("devis été.pdf", "aGVsbG8=")]).unwrap();
        assert_eq!(files[0].name, "devis été.pdf");
        assert_eq!(&files[0].bytes[..], b"hello");
        for (name, content) in [("../x", ""), ("", ""), ("a\r\nb", ""), ("a", "no base64!")] {
            assert!(read(&[form(name, content)]).is_err(), "{name:?}");
        }
        let large = BASE64.encode(&vec![0; MOST.1 + 1]);
        assert!(read(&[form("a", &large)]).is_err());
    }

    #[test]
    fn a_media_type_is_a_type_and_nothing_else() {
        for (typed, is) in [
            ("application/pdf", "application/pdf"),
            ("text/plain; charset=x", "text/plain"),
            ("", UNKNOWN_TYPE),
            ("text/html\r\nBcc: a@b.org", UNKNOWN_TYPE),
            ("multipart/mixed", UNKNOWN_TYPE),
        ] {
            assert_eq!(media_type(typed), is, "{typed:?}");
        }
    }
}
