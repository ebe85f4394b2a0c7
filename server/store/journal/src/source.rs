//! Where the bytes of a segment are.

use std::{fs::File, io, os::unix::fs::FileExt as _};

use bytes::Bytes;

/// Where the bytes of a segment are: in memory, or in a file read by positioned reads.
#[derive(Debug)]
pub enum Source {
    /// In memory.
    Memory(Bytes),
    /// In a file.
    File(File),
}

impl Source {
    /// Number of bytes.
    pub(crate) fn len(&self) -> io::Result<u64> {
        match self {
            Self::Memory(bytes) => Ok(bytes.len() as u64),
            Self::File(file) => Ok(file.metadata()?.len()),
        }
    }

    /// Bytes `start..start + len`.
    pub(crate) fn read(&self, start: u64, len: usize) -> io::Result<Bytes> {
        match self {
            Self::Memory(bytes) => usize::try_from(start)
                .ok()
                .and_then(|start| Some((start, start.checked_add(len)?)))
                .filter(|(_, end)| *end <= bytes.len())
                .map(|(start, end)| bytes.slice(start..end))
                .ok_or_else(|| io::ErrorKind::UnexpectedEof.into()),
            Self::File(file) => {
                let mut buffer = vec![0; len];
                file.read_exact_at(&mut buffer, start)?;
                Ok(buffer.into())
            }
        }
    }
}

impl From<Bytes> for Source {
    fn from(bytes: Bytes) -> Self {
        Self::Memory(bytes)
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(bytes.into())
    }
}

impl From<File> for Source {
    fn from(file: File) -> Self {
        Self::File(file)
    }
}
