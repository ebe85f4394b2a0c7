use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

use super::dialogue::Recorder;

/// The longest line that is read: above RFC 5321's 512, below what would fill the memory.
const MAX_LINE: usize = 4096;

/// The most that is kept of greeting and EHLO.
const MAX_HEARD: usize = 16 * 1024;

/// What lettre is told instead of a greeting after STARTTLS, when the relay says none.
const GREETING: &[u8] = b"220 as before\r\n";

/// The stream below an SMTP connection: TCP with or without TLS, shared with lettre, which sees clear text only.
///
/// Being above TLS it can record the dialogue, bound its lines and swap TCP for TLS in the middle.
#[derive(Clone)]
pub(super) struct Wire(Arc<Mutex<Inner>>);

struct Inner {
    transport: Transport,
    /// Length of the line being read.
    line: usize,
    /// What was read since `listen`, to find the relay's offers in.
    heard: Option<Vec<u8>>,
    /// lettre still has to be given a greeting.
    replay: bool,
    recorder: Option<Recorder>,
}

enum Transport {
    Clear(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// Between both, or closed.
    Gone,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, recorder: Option<Recorder>) -> Self {
        let transport = Transport::Clear(stream);
        Self(Arc::new(Mutex::new(Inner {
            transport,
            line: 0,
            heard: None,
            replay: false,
            recorder,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic cannot leave the stream in between: each lock is one poll or one assignment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what is read from now on.
    pub(super) fn listen(&self) {
        self.lock().heard = Some(Vec::new());
    }

    /// What was read since `listen`.
    pub(super) fn heard(&self) -> Vec<u8> {
        self.lock().heard.take().unwrap_or_default()
    }

    /// Takes the clear stream out, to protect it.
    pub(super) fn take_clear(&self) -> Option<TcpStream> {
        let mut inner = self.lock();
        match std::mem::replace(&mut inner.transport, Transport::Gone) {
            Transport::Clear(stream) => Some(stream),
            other => {
                inner.transport = other;
                None
            }
        }
    }

    /// Goes on over TLS. With `greeted` lettre is given a greeting, as the relay will say none.
    pub(super) fn go_on(&self, stream: TlsStream<TcpStream>, greeted: bool) {
        let mut inner = self.lock();
        inner.transport = Transport::Tls(Box::new(stream));
        inner.line = 0;
        inner.replay = greeted;
    }

    /// Until the guard is dropped `line` stands for what is sent: a secret, or a mail.
    pub(super) fn instead(&self, line: &str) -> Instead {
        let recorder = self.lock().recorder.clone();
        if let Some(recorder) = &recorder {
            recorder.hide(line);
        }
        Instead(recorder)
    }

    /// A word of ours in the record.
    pub(super) fn note(&self, text: impl FnOnce() -> String) {
        let recorder = self.lock().recorder.clone();
        if let Some(recorder) = recorder {
            recorder.note(&text());
        }
    }

    /// The recorder, if the dialogue is recorded.
    pub(super) fn recorder(&self) -> Option<Recorder> {
        self.lock().recorder.clone()
    }
}

/// While it lives what is sent is not recorded.
pub(super) struct Instead(Option<Recorder>);

impl Drop for Instead {
    fn drop(&mut self) {
        if let Some(recorder) = &self.0 {
            recorder.show();
        }
    }
}

impl Inner {
    /// Looks at what was just read: mends what is no UTF-8, bounds the line, keeps and records it.
    fn hear(&mut self, read: &mut [u8]) -> io::Result<()> {
        mend(read);
        self.line =
            memchr::memrchr(b'\n', read).map_or(self.line + read.len(), |end| read.len() - end - 1);
        if self.line > MAX_LINE {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the relay sent an endless line",
            ));
        }
        if let Some(heard) = self.heard.as_mut().filter(|heard| heard.len() < MAX_HEARD) {
            heard.extend_from_slice(read);
        }
        if let Some(recorder) = &self.recorder {
            recorder.received(read);
        }
        Ok(())
    }
}

/// Replaces what is no UTF-8 by `?`: lettre would take a greeting in Latin-1 for a broken connection.
fn mend(read: &mut [u8]) {
    let mut from = 0;
    while let Err(error) = std::str::from_utf8(&read[from..]) {
        let bad = from + error.valid_up_to();
        let end = error.error_len().map_or(read.len(), |length| bad + length);
        read[bad..end].fill(b'?');
        from = end;
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut inner = self.lock();
        if std::mem::take(&mut inner.replay) {
            buf.put_slice(GREETING);
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(match &mut inner.transport {
            Transport::Clear(stream) => Pin::new(stream).poll_read(cx, buf),
            Transport::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
            Transport::Gone => Poll::Ready(Err(gone())),
        })?;
        Poll::Ready(inner.hear(&mut buf.filled_mut()[before..]))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut inner = self.lock();
        let written = ready!(match &mut inner.transport {
            Transport::Clear(stream) => Pin::new(stream).poll_write(cx, buf),
            Transport::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, buf),
            Transport::Gone => Poll::Ready(Err(gone())),
        })?;
        if let Some(recorder) = &inner.recorder {
            recorder.sent(&buf[..written]);
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.lock().transport {
            Transport::Clear(stream) => Pin::new(stream).poll_flush(cx),
            Transport::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
            Transport::Gone => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.lock().transport {
            Transport::Clear(stream) => Pin::new(stream).poll_shutdown(cx),
            Transport::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
            Transport::Gone => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.lock().transport {
            Transport::Clear(stream) => stream.peer_addr(),
            Transport::Tls(stream) => stream.get_ref().0.peer_addr(),
            Transport::Gone => Err(gone()),
        }
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::NotConnected, "the connection is closed")
}

/// Never the content: it may be a secret.
impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_is_mended_and_the_rest_kept() {
        for (read, mended) in [
            (&b"220 pr\xe9t\r\n"[..], "220 pr?t\r\n"),
            ("220 prêt".as_bytes(), "220 prêt"),
            (b"\xff\xfe\xc3", "???"),
        ] {
            let mut read = read.to_vec();
            mend(&mut read);
            assert_eq!(std::str::from_utf8(&read).unwrap(), mended);
        }
    }
}
