//! A real DNS server on loopback, over UDP and TCP, with the zones that a test gives it.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use hickory_resolver::proto::{
    op::{Message, MessageType, ResponseCode},
    rr::{
        IntoName, Name, RData, Record, RecordType,
        rdata::{A, AAAA, CNAME, MX, PTR, TXT},
    },
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UdpSocket},
};

/// What the server does when asked for a name instead of answering from the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Servfail,
    Silence,
}

/// Names and what is published there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zone {
    records: HashMap<String, Vec<RData>>,
    troubles: HashMap<String, Trouble>,
}

fn name(text: &str) -> Name {
    let mut name = Name::from_str_relaxed(text).unwrap();
    name.set_fqdn(true);
    name
}

fn key(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

#[allow(dead_code, reason = "each suite uses some of them")]
impl Zone {
    fn with(mut self, at: &str, data: RData) -> Self {
        self.records.entry(key(&name(at))).or_default().push(data);
        self
    }

    pub(crate) fn address(self, at: &str, address: &str) -> Self {
        let data = match address.parse().unwrap() {
            IpAddr::V4(address) => RData::A(A(address)),
            IpAddr::V6(address) => RData::AAAA(AAAA(address)),
        };
        self.with(at, data)
    }

    /// A text, in pieces of at most 255 octets as it must be.
    pub(crate) fn text(self, at: &str, text: &str) -> Self {
        let pieces = text
            .as_bytes()
            .chunks(255)
            .map(|piece| String::from_utf8(piece.to_vec()).unwrap());
        self.with(at, RData::TXT(TXT::new(pieces.collect())))
    }

    /// A text of these pieces, which need not be UTF-8.
    pub(crate) fn pieces(self, at: &str, pieces: &[Vec<u8>]) -> Self {
        let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        self.with(at, RData::TXT(TXT::from_bytes(pieces)))
    }

    pub(crate) fn mx(self, at: &str, preference: u16, host: &str) -> Self {
        self.with(at, RData::MX(MX::new(preference, name(host))))
    }

    /// A pointer at a name that is written out.
    pub(crate) fn pointer(self, at: &str, host: &str) -> Self {
        self.with(at, RData::PTR(PTR(name(host))))
    }

    pub(crate) fn ptr(self, address: &str, host: &str) -> Self {
        let at = address.parse::<IpAddr>().unwrap().into_name().unwrap();
        self.pointer(&at.to_ascii(), host)
    }

    pub(crate) fn alias(self, at: &str, to: &str) -> Self {
        self.with(at, RData::CNAME(CNAME(name(to))))
    }

    pub(crate) fn trouble(mut self, at: &str, trouble: Trouble) -> Self {
        self.troubles.insert(key(&name(at)), trouble);
        self
    }

    /// The answer, `None`: silence. Over UDP a long one is truncated, so that the other side comes by TCP.
    fn answer(&self, asked: &[u8], most: usize) -> Option<Vec<u8>> {
        let query = Message::from_vec(asked).unwrap();
        let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
        answer.metadata.message_type = MessageType::Response;
        answer.metadata.recursion_desired = true;
        answer.metadata.recursion_available = true;
        answer.add_queries(query.queries.clone());
        let question = &query.queries[0];
        let at = key(question.name());
        match self.troubles.get(&at) {
            Some(Trouble::Silence) => return None,
            Some(Trouble::Servfail) => answer.metadata.response_code = ResponseCode::ServFail,
            None => {
                answer.metadata.response_code =
                    self.find(&at, question.query_type(), &mut answer.answers);
            }
        }
        let bytes = answer.to_vec().unwrap();
        if bytes.len() <= most {
            return Some(bytes);
        }
        answer.answers.clear();
        answer.metadata.truncation = true;
        Some(answer.to_vec().unwrap())
    }

    fn find(&self, at: &str, kind: RecordType, found: &mut Vec<Record>) -> ResponseCode {
        let Some(here) = self.records.get(at) else {
            let below = format!(".{at}");
            let exists = self.records.keys().any(|name| name.ends_with(&below));
            return if exists {
                ResponseCode::NoError
            } else {
                ResponseCode::NXDomain
            };
        };
        for data in here {
            let record = Record::from_rdata(name(at), 0, data.clone());
            match data {
                RData::CNAME(CNAME(target)) if kind != RecordType::CNAME => {
                    found.push(record);
                    self.find(&key(target), kind, found);
                }
                _ if data.record_type() == kind => found.push(record),
                _ => {}
            }
        }
        ResponseCode::NoError
    }
}

pub(crate) struct DnsServer {
    pub(crate) address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
}

impl DnsServer {
    pub(crate) async fn start(zone: Zone) -> Self {
        let zone = Arc::new(Mutex::new(zone));
        loop {
            let datagrams = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            let address = datagrams.local_addr().unwrap();
            // The same port over TCP; where another has it, one tries the next.
            let Ok(streams) = TcpListener::bind(address).await else {
                continue;
            };
            tokio::spawn(over_udp(datagrams, zone.clone()));
            tokio::spawn(over_tcp(streams, zone.clone()));
            return Self { address, zone };
        }
    }

    #[allow(dead_code, reason = "not every suite changes a zone")]
    pub(crate) fn publish(&self, zone: Zone) {
        *self.zone.lock().unwrap() = zone;
    }
}

async fn over_udp(socket: UdpSocket, zone: Arc<Mutex<Zone>>) {
    let mut buffer = [0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
        let answer = zone.lock().unwrap().answer(&buffer[..length], 1232);
        if let Some(answer) = answer {
            socket.send_to(&answer, from).await.unwrap();
        }
    }
}

async fn over_tcp(listener: TcpListener, zone: Arc<Mutex<Zone>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let zone = zone.clone();
        tokio::spawn(async move { while converse(&mut stream, &zone).await.is_some() {} });
    }
}

/// One question and its answer; `None`: the other side is done.
async fn converse(stream: &mut TcpStream, zone: &Mutex<Zone>) -> Option<()> {
    let length = stream.read_u16().await.ok()?;
    let mut asked = vec![0; usize::from(length)];
    stream.read_exact(&mut asked).await.ok()?;
    let answer = zone.lock().unwrap().answer(&asked, usize::MAX);
    let Some(answer) = answer else {
        std::future::pending::<()>().await;
        return None;
    };
    stream
        .write_u16(u16::try_from(answer.len()).unwrap())
        .await
        .ok()?;
    stream.write_all(&answer).await.ok()
}
