use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::timeout,
};

use super::response::{self, Read, Response};

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_mins(2);

/// The mailbox cannot be pulled from.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The server cannot be reached, or the connection broke.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
    /// It refused a command.
    #[error("the mail server refused {command}: {words}")]
    Refused {
        /// The first word of it.
        command: &'static str,
        /// What it said.
        words: String,
    },
    /// It says what makes no sense.
    #[error("the mail server says what cannot be understood: {0}")]
    Nonsense(&'static str),
    /// How far it was read cannot be noted.
    #[error("noting how far the mailbox was read")]
    Mark(#[source] io::Error),
    /// A mail cannot be kept; it stays in the mailbox.
    #[error("keeping a mail")]
    Keep(#[from] flow::port::IntakeError),
}

impl From<io::Error> for PullError {
    fn from(error: io::Error) -> Self {
        Self::Unreachable(error.to_string())
    }
}

/// Commands and responses over one stream.
pub(super) struct Wire<S> {
    stream: S,
    input: Vec<u8>,
    commands: u32,
    limit: usize,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Wire<S> {
    /// `limit` bounds a literal, in bytes.
    pub(super) const fn new(stream: S, limit: usize) -> Self {
        Self {
            stream,
            input: Vec::new(),
            commands: 0,
            limit,
        }
    }

    /// The next response. Nothing is lost when it is given up half way.
    pub(super) async fn response(&mut self) -> Result<Response, PullError> {
        loop {
            let needed = match response::read(&self.input, self.limit) {
                Read::Whole(response, length) => {
                    self.input.drain(..length);
                    return Ok(response);
                }
                Read::More(needed) => needed,
                Read::TooLong => {
                    return Err(PullError::Nonsense("a response longer than any mail"));
                }
            };
            while self.input.len() < needed {
                self.input.reserve(8 * 1024);
                if self.stream.read_buf(&mut self.input).await? == 0 {
                    return Err(PullError::Unreachable(
                        "the connection was closed".to_owned(),
                    ));
                }
            }
        }
    }

    pub(super) async fn response_soon(&mut self) -> Result<Response, PullError> {
        timeout(PATIENCE, self.response())
            .await
            .unwrap_or_else(|_| Err(silent()))
    }

    /// Sends `command`, of which `name` may be told; its untagged responses.
    pub(super) async fn command(
        &mut self,
        name: &'static str,
        command: &str,
    ) -> Result<Vec<Response>, PullError> {
        let tag = self.send(command).await?;
        self.until_done(name, &tag).await
    }

    /// Sends a command; its tag.
    pub(super) async fn send(&mut self, command: &str) -> Result<String, PullError> {
        self.commands += 1;
        let tag = format!("c{}", self.commands);
        self.write(&format!("{tag} {command}\r\n")).await?;
        Ok(tag)
    }

    pub(super) async fn write(&mut self, text: &str) -> Result<(), PullError> {
        let written = timeout(PATIENCE, async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.flush().await
        });
        Ok(written
            .await
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))?)
    }

    /// Reads to the end of the command `tag`.
    pub(super) async fn until_done(
        &mut self,
        name: &'static str,
        tag: &str,
    ) -> Result<Vec<Response>, PullError> {
        let mut untagged = Vec::new();
        loop {
            let response = self.response_soon().await?;
            match response
                .text
                .strip_prefix(tag)
                .and_then(|rest| rest.strip_prefix(' '))
            {
                Some(end)
                    if end
                        .get(..2)
                        .is_some_and(|word| word.eq_ignore_ascii_case("ok")) =>
                {
                    untagged.push(response);
                    return Ok(untagged);
                }
                Some(end) => {
                    let words = end.chars().filter(|c| !c.is_control()).take(300).collect();
                    return Err(PullError::Refused {
                        command: name,
                        words,
                    });
                }
                None => untagged.push(response),
            }
        }
    }
}

fn silent() -> PullError {
    PullError::Unreachable("it did not answer in time".to_owned())
}
