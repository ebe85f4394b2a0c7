//! Mail is pulled from a mailbox, each once, and nothing there is changed.

use std::{
    fmt::Write as _,
    io,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use domain::{address::EmailAddress, received::Envelope, time::Timestamp};
use flow::port::{Clock, Intake, IntakeError};
use mail::{
    Tls,
    dns::Dns,
    receive::{Mailbox, Mark, Marks, Pull, PullOptions},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use tokio_util::sync::CancellationToken;

/// A mailbox on a server that speaks enough IMAP; what was said to it.
#[derive(Default)]
struct Folder {
    validity: Mutex<u32>,
    mails: Mutex<Vec<(u32, String)>>,
    said: Mutex<Vec<String>>,
    came: Notify,
}

impl Folder {
    fn add(&self, uid: u32, mail: &str) {
        self.mails.lock().unwrap().push((uid, mail.to_owned()));
        self.came.notify_one();
    }

    async fn serve(self: Arc<Self>, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that leaves is no failure of the test.
            drop(self.speak(stream).await);
        }
    }

    async fn speak(&self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"* OK ready\r\n").await?;
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 0 {
            let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
            self.said.lock().unwrap().push(command.to_owned());
            stream
                .write_all(self.answer(tag, command).as_bytes())
                .await?;
            let (idles, more) = (command == "IDLE", command == "AUTHENTICATE PLAIN");
            let done = format!("{tag} OK done\r\n");
            line.clear();
            if idles {
                self.came.notified().await;
                stream.write_all(b"* 9 EXISTS\r\n").await?;
            }
            if idles || more {
                stream.read_line(&mut line).await?;
                stream.write_all(done.as_bytes()).await?;
                line.clear();
            }
        }
        Ok(())
    }

    fn answer(&self, tag: &str, command: &str) -> String {
        let mails = self.mails.lock().unwrap();
        let (uids, what) = command
            .strip_prefix("UID FETCH ")
            .and_then(|rest| rest.split_once(' '))
            .unwrap_or_default();
        let from: u32 = uids.trim_end_matches(":*").parse().unwrap_or(0);
        let mut lines = String::new();
        match command {
            "IDLE" | "AUTHENTICATE PLAIN" => return "+ go on\r\n".to_owned(),
            "CAPABILITY" => lines.push_str("* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN\r\n"),
            _ if command.starts_with("EXAMINE") => {
                let next = mails.last().map_or(1, |(uid, _)| uid + 1);
                lines = format!(
                    "* OK [UIDVALIDITY {}] x\r\n* OK [UIDNEXT {next}] x\r\n",
                    self.validity.lock().unwrap()
                );
            }
            _ => {}
        }
        for (at, (uid, mail)) in mails.iter().enumerate() {
            let is_last = at + 1 == mails.len();
            if what.contains("SIZE") && (*uid >= from || is_last) {
                write!(
                    lines,
                    "* {at} FETCH (RFC822.SIZE {} UID {uid})\r\n",
                    mail.len()
                )
                .unwrap();
            } else if what.contains("BODY") && *uid == from {
                let shown = if what.contains("HEADER") {
                    &mail[..20]
                } else {
                    mail
                };
                write!(
                    lines,
                    "* {at} FETCH (UID {uid} BODY[] {{{}}}\r\n{shown})\r\n",
                    shown.len()
                )
                .unwrap();
            }
        }
        format!("{lines}{tag} OK done\r\n")
    }
}

/// What was kept, how far it was read, and a clock that never waits.
#[derive(Default)]
struct World {
    kept: Mutex<Vec<String>>,
    refuse: Mutex<bool>,
    mark: Mutex<Option<Mark>>,
    changed: Notify,
}

#[async_trait]
impl Intake for World {
    fn is_ours(&self, _rcpt: &EmailAddress) -> bool {
        true
    }

    fn size_limit(&self) -> u64 {
        1000
    }

    async fn keep(&self, envelope: Envelope, raw: Vec<u8>) -> Result<(), IntakeError> {
        assert_eq!(envelope.to[0].as_str(), "s@x.example");
        if std::mem::take(&mut *self.refuse.lock().unwrap()) {
            return Err(IntakeError::Full);
        }
        self.kept
            .lock()
            .unwrap()
            .push(String::from_utf8(raw).unwrap());
        Ok(())
    }
}

#[async_trait]
impl Marks for World {
    async fn load(&self) -> io::Result<Option<Mark>> {
        Ok(*self.mark.lock().unwrap())
    }

    async fn save(&self, mark: Mark) -> io::Result<()> {
        *self.mark.lock().unwrap() = Some(mark);
        self.changed.notify_one();
        Ok(())
    }
}

#[async_trait]
impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp::default()
    }

    async fn sleep_until(&self, _until: Timestamp) {
        tokio::task::yield_now().await;
    }
}

impl World {
    async fn until(&self, uid: u32) {
        while self.mark.lock().unwrap().is_none_or(|mark| mark.uid < uid) {
            self.changed.notified().await;
        }
    }

    fn kept(&self) -> Vec<String> {
        self.kept.lock().unwrap().clone()
    }
}

async fn pull(folder: &Arc<Folder>, world: &Arc<World>) -> (Pull, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(Arc::clone(folder).serve(listener));
    let mailbox = Mailbox {
        host: "127.0.0.1".to_owned(),
        port,
        tls: false,
        username: "us".to_owned(),
        password: "pass\"word".to_owned(),
        folder: "INBOX".to_owned(),
        address: "s@x.example".parse().unwrap(),
    };
    let (intake, marks, clock) = (world.clone(), world.clone(), world.clone());
    let resolver = Arc::new(Dns::system());
    let options = PullOptions {
        mailbox,
        intake,
        marks,
        clock,
        resolver,
        tls: Tls::default(),
    };
    (Pull::new(options).unwrap(), CancellationToken::new())
}

#[tokio::test]
async fn each_new_mail_is_pulled_once_and_the_mailbox_is_left_as_it_is() {
    let (folder, world) = (Arc::new(Folder::default()), Arc::new(World::default()));
    *folder.validity.lock().unwrap() = 3;
    folder.add(7, "From: old mail\r\n\r\nx\r\n");
    let (pull, stop) = pull(&folder, &world).await;
    let steps = async {
        world.until(7).await;
        assert_eq!(world.kept().len(), 0, "what was there before stays there");
        *world.refuse.lock().unwrap() = true;
        folder.add(9, "From: new mail\r\n\r\none\r\n");
        // Refused once: it is pulled again, and then the mark moves.
        world.until(9).await;
        folder.add(12, &format!("From: long mail\r\n\r\n{}", "x".repeat(2000)));
        world.until(12).await;
        stop.cancel();
    };
    tokio::join!(pull.run(&stop), steps);
    assert_eq!(
        world.kept(),
        ["From: new mail\r\n\r\none\r\n", "From: long mail\r\n\r\nx"]
    );
    let said = folder.said.lock().unwrap();
    let changes = ["STORE", "EXPUNGE", "SELECT", "BODY[]"];
    assert!(
        !said
            .iter()
            .any(|command| changes.iter().any(|word| command.contains(word))),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_folder_whose_numbers_are_new_is_read_from_its_beginning() {
    let (folder, world) = (Arc::new(Folder::default()), Arc::new(World::default()));
    *folder.validity.lock().unwrap() = 4;
    *world.mark.lock().unwrap() = Some(Mark {
        validity: 3,
        uid: 2,
    });
    folder.add(1, "From: one\r\n\r\none\r\n");
    folder.add(5, "From: two\r\n\r\ntwo\r\n");
    let (pull, stop) = pull(&folder, &world).await;
    let steps = async {
        world.until(5).await;
        stop.cancel();
    };
    tokio::join!(pull.run(&stop), steps);
    assert_eq!(world.kept().len(), 2);
    assert_eq!(
        *world.mark.lock().unwrap(),
        Some(Mark {
            validity: 4,
            uid: 5
        })
    );
}
