use std::{io, net::IpAddr, sync::Arc, time::Duration};

use flow::port::{Clock, Intake};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UnixListener, UnixStream},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::sync::CancellationToken;

use super::{
    budget::Budget,
    connection::{Connection, Ended},
    open::{Open, Place},
    session::{Facts, Session},
};

/// How long what is under way may take once the end was asked for.
const DRAIN: Duration = Duration::from_secs(5);

/// A way in.
#[derive(Debug)]
pub enum Listener {
    /// SMTP; STARTTLS is offered where there is a certificate.
    Smtp(TcpListener),
    /// SMTP within TLS from the first byte (RFC 8314); closed at once where there is no certificate.
    Smtps(TcpListener),
    /// LMTP (RFC 2033) on a socket of this machine.
    Lmtp(UnixListener),
}

/// Bounds of the receiver.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections open at once, in all.
    pub connections: usize,
    /// Connections open at once from one address (of IPv6: one /64); this machine itself has no such bound.
    pub per_address: usize,
    /// How long the next command may take.
    pub command: Duration,
    /// How long a client may be silent within a content, and how long it may take to read an answer.
    pub silence: Duration,
    /// How long a content may take from first to last byte.
    pub content: Duration,
    /// How long TLS may take to begin.
    pub handshake: Duration,
    /// Memory for contents under way, in all.
    pub memory: usize,
}

/// As RFC 5321 section 4.5.3.2 asks for.
impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2_000,
            per_address: 200,
            command: Duration::from_mins(5),
            silence: Duration::from_mins(3),
            content: Duration::from_mins(30),
            handshake: Duration::from_secs(30),
            memory: 256 * 1024 * 1024,
        }
    }
}

/// What the receiver is given.
pub struct Options {
    /// How it calls itself.
    pub host: String,
    /// The certificate; `None`: no TLS.
    pub tls: Option<TlsAcceptor>,
    /// Bounds.
    pub limits: Limits,
    /// The time, for envelopes.
    pub clock: Arc<dyn Clock>,
}

/// What all connections share.
pub(super) struct Receiver {
    host: String,
    tls: Option<TlsAcceptor>,
    pub(super) limits: Limits,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) intake: Arc<dyn Intake>,
    pub(super) budget: Budget,
    pub(super) stop: CancellationToken,
    open: Arc<Open>,
}

/// Takes mail on all `listeners` for `intake` until `stop`; then what is under way may finish within five seconds.
pub async fn serve(
    listeners: Vec<Listener>,
    options: Options,
    intake: Arc<dyn Intake>,
    stop: CancellationToken,
) {
    let limits = options.limits;
    let receiver = Arc::new(Receiver {
        host: options.host,
        tls: options.tls,
        limits,
        clock: options.clock,
        intake,
        budget: Budget::new(limits.memory),
        stop,
        open: Arc::new(Open::new(limits.connections, limits.per_address)),
    });
    let mut accepting = JoinSet::new();
    for listener in listeners {
        accepting.spawn(Arc::clone(&receiver).accept(listener));
    }
    receiver.stop.cancelled().await;
    while accepting.join_next().await.is_some() {}
}

/// Whether the dialogue is LMTP: only local sockets have no address.
pub(super) const fn is_lmtp(peer: Option<IpAddr>) -> bool {
    peer.is_none()
}

/// What was accepted.
enum Accepted {
    Tcp(TcpStream, IpAddr),
    Unix(UnixStream),
}

impl Receiver {
    async fn accept(self: Arc<Self>, listener: Listener) {
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = self.stop.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                accepted = next(&listener) => accepted,
            };
            match accepted {
                Ok(accepted) => {
                    let implicit = matches!(listener, Listener::Smtps(_));
                    connections.spawn(Arc::clone(&self).connected(accepted, implicit));
                }
                Err(error) => {
                    // Out of file descriptors, or a connection that was gone again.
                    tracing::warn!(%error, "a mail connection could not be accepted");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(listener);
        let drained = timeout(DRAIN, async {
            while connections.join_next().await.is_some() {}
        });
        if drained.await.is_err() {
            tracing::warn!("some mail connections took too long to end and were cut off");
        }
        connections.shutdown().await;
    }

    async fn connected(self: Arc<Self>, accepted: Accepted, implicit: bool) {
        let peer = match &accepted {
            Accepted::Tcp(_, peer) => Some(peer.to_canonical()),
            Accepted::Unix(_) => None,
        };
        let place = self.open.enter(peer);
        let ended = match accepted {
            Accepted::Unix(stream) => self.plain(place, stream, None).await.map(drop),
            Accepted::Tcp(stream, _) if implicit => self.implicit(place, stream, peer).await,
            Accepted::Tcp(stream, _) => self.upgradable(place, stream, peer).await,
        };
        // A client that breaks off is no news.
        if let Err(broken) = ended {
            tracing::debug!(error = %broken, ?peer, "a mail connection broke");
        }
    }

    async fn upgradable(
        &self,
        place: Option<Place>,
        stream: TcpStream,
        peer: Option<IpAddr>,
    ) -> io::Result<()> {
        // Kept until the very end: TLS or not, it is one connection.
        let place = place.map(Arc::new);
        match self.plain(place.clone(), stream, peer).await? {
            Ended::Closed => Ok(()),
            Ended::StartTls(stream) => self.protected(stream, peer, false).await,
        }
    }

    async fn plain<P: Send, S>(
        &self,
        place: Option<P>,
        mut stream: S,
        peer: Option<IpAddr>,
    ) -> io::Result<Ended<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        if place.is_none() {
            let words = timeout(
                self.limits.handshake,
                stream.write_all(b"421 4.3.2 too many connections\r\n"),
            );
            words.await.unwrap_or(Ok(()))?;
            return Ok(Ended::Closed);
        }
        let session = self.session(peer, false);
        Connection::new(self, stream, peer, false)
            .speak(session, true)
            .await
    }

    async fn implicit(
        &self,
        place: Option<Place>,
        stream: TcpStream,
        peer: Option<IpAddr>,
    ) -> io::Result<()> {
        if place.is_none() {
            return Ok(());
        }
        self.protected(stream, peer, true).await
    }

    /// The dialogue within TLS: all that was said before is forgotten (RFC 3207 section 4.2).
    async fn protected(
        &self,
        stream: TcpStream,
        peer: Option<IpAddr>,
        greet: bool,
    ) -> io::Result<()> {
        let Some(acceptor) = &self.tls else {
            return Ok(());
        };
        let begun = timeout(self.limits.handshake, acceptor.accept(stream)).await;
        let stream: TlsStream<TcpStream> =
            begun.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))?;
        let session = self.session(peer, true);
        Connection::new(self, stream, peer, true)
            .speak(session, greet)
            .await
            .map(drop)
    }

    fn session(&self, peer: Option<IpAddr>, tls: bool) -> Session {
        Session::new(Facts {
            host: self.host.clone(),
            size_limit: self.intake.size_limit(),
            lmtp: is_lmtp(peer),
            tls,
            may_start_tls: self.tls.is_some() && peer.is_some(),
        })
    }
}

async fn next(listener: &Listener) -> io::Result<Accepted> {
    match listener {
        Listener::Smtp(listener) | Listener::Smtps(listener) => {
            let (stream, peer) = listener.accept().await?;
            // Answers are written whole; waiting for more to send would only be slower.
            stream.set_nodelay(true)?;
            Ok(Accepted::Tcp(stream, peer.ip()))
        }
        Listener::Lmtp(listener) => listener
            .accept()
            .await
            .map(|(stream, _)| Accepted::Unix(stream)),
    }
}
