//! An installation on disk with people who are told of what is deposited in one folder, and a relay.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    sync::Mutex,
};

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{
    api::Api,
    colombier::{Colombier, Start, command},
    smtp::SmtpServer,
};

const ADMIN: &str = "claire@example.org";
const PASSWORD: &str = "a long enough password";

/// One person is told: what becomes of a single mail.
pub(crate) const ALONE: usize = 1;

/// Many are told, over all connections at once.
pub(crate) const MANY: usize = 8;

/// The data directory as every test begins with it.
struct Template {
    data: PathBuf,
    token: String,
    folder: String,
    _place: tempfile::TempDir,
}

static FOR_ONE: OnceCell<Template> = OnceCell::const_new();
static FOR_MANY: OnceCell<Template> = OnceCell::const_new();

/// A deposit that the server has acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

pub(crate) struct House {
    pub(crate) smtp: SmtpServer,
    pub(crate) api: Api,
    pub(crate) folder: String,
    /// Who is told.
    pub(crate) subscribers: Vec<String>,
    pub(crate) acknowledged: Mutex<Vec<Acknowledged>>,
    data: PathBuf,
    address: SocketAddr,
    _place: tempfile::TempDir,
}

impl House {
    /// [`ALONE`] or [`MANY`] people are told.
    pub(crate) async fn build(people: usize) -> Self {
        let made = if people == ALONE { &FOR_ONE } else { &FOR_MANY };
        let template = made.get_or_init(|| Template::make(people)).await;
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        copy(&template.data, &data);
        let address = free_address();
        Self {
            smtp: SmtpServer::start().await,
            api: Api::with_token(address, &template.token),
            folder: template.folder.clone(),
            subscribers: addresses(people),
            acknowledged: Mutex::default(),
            data,
            address,
            _place: place,
        }
    }

    /// Spawned, not yet ready.
    pub(crate) fn spawn(&self, kill_at: Option<&str>) -> Colombier {
        let Self { data, address, .. } = self;
        Colombier::spawn(&Start {
            data,
            address: *address,
            smtp_port: self.smtp.port(),
            kill_at,
        })
    }

    /// Running, or already killed at its point.
    pub(crate) async fn start(&self, kill_at: Option<&str>) -> Colombier {
        let colombier = self.spawn(kill_at);
        let ready = colombier.ready().await;
        assert!(
            ready || kill_at.is_some(),
            "{}",
            std::fs::read_to_string(self.data.with_extension("log")).unwrap()
        );
        colombier
    }

    /// Deposits; whether it was acknowledged. A server that dies meanwhile has promised nothing.
    pub(crate) async fn deposit(&self, name: &str, content: Vec<u8>) -> bool {
        let done = self
            .api
            .deposit(&self.folder, name, &content)
            .await
            .is_ok_and(|answer| answer.status == 201);
        if done {
            self.acknowledged.lock().unwrap().push(Acknowledged {
                name: name.to_owned(),
                content,
            });
        }
        done
    }
}

impl Template {
    async fn make(people: usize) -> Self {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        create_admin(&data);
        let address = free_address();
        let server = Colombier::spawn(&Start {
            data: &data,
            address,
            smtp_port: 9,
            kill_at: None,
        });
        assert!(
            server.ready().await,
            "{}",
            std::fs::read_to_string(data.with_extension("log")).unwrap()
        );
        let sign_in = json!({ "email": ADMIN, "password": PASSWORD });
        let answer = Api::anonymous(address)
            .send_json("POST", "/session", sign_in)
            .await;
        let admin = Api::with_cookie(address, answer.cookie().expect("a session cookie"));
        let token = admin
            .post("/tokens", json!({ "name": "crash suite" }))
            .await;
        let folder = arrange(&admin, people).await;
        server.stop().await;
        Self {
            data,
            token: text(&token["token"]),
            folder,
            _place: place,
        }
    }
}

fn addresses(people: usize) -> Vec<String> {
    (1..=people)
        .map(|number| format!("person-{number}@example.org"))
        .collect()
}

/// A folder that everyone may read, and people who are told of it.
async fn arrange(admin: &Api, people: usize) -> String {
    let email = json!({ "default_sender": "robot@example.org", "time_email": "1s", "time_email_max": "1s" });
    admin.put("/settings/email", email).await;
    let folder = text(
        &admin
            .post("/folders", json!({ "parent": null, "name": "Plans" }))
            .await["id"],
    );
    let rights = json!([{ "principal": "everyone", "level": "read" }]);
    admin
        .put(&format!("/folders/{folder}/rights"), rights)
        .await;
    for email in addresses(people) {
        let person = json!({
            "email": email, "name": email, "role": "member", "password": "a long sentence",
        });
        let id = text(&admin.post("/users", person).await["id"]);
        let alert = json!({ "principal": format!("user:{id}"), "recursive": true, "on": ["ADD", "MODIFY"] });
        admin
            .post(&format!("/folders/{folder}/alerts"), alert)
            .await;
    }
    folder
}

fn create_admin(data: &Path) {
    let mut command = command();
    command
        .args([
            "admin",
            "create",
            "--email",
            ADMIN,
            "--password-stdin",
            "--data",
        ])
        .arg(data);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(child.wait().unwrap().success());
}

pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
