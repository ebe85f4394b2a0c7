//! The way of the data, one file a station, and the ports. No HTTP, no SQL, no SMTP.
//!
//! deposit → event → alert → notice → dispatch → relay; see ARCHITECTURE.md.
#![warn(missing_docs)]

pub mod access;
pub mod accounts;
pub mod alert;
pub mod archive;
pub mod check;
pub mod delivery;
pub mod deposit;
pub mod desk;
pub mod dispatch;
pub mod doctor;
pub mod downloads;
pub mod error;
pub mod files;
pub mod journal;
pub mod killpoint;
pub mod letter;
pub mod notice;
pub mod outbox;
pub mod page;
pub mod password;
pub mod port;
pub mod random;
pub mod relay;
pub mod session;
pub mod settings;
pub mod subscription;
pub mod trash;
pub mod tree;
pub mod typed_address;
pub mod watch;
pub mod why;

use std::sync::Arc;

use domain::mac::MacKeys;
use tokio::sync::Notify;

pub use error::FlowError;
use port::{
    Attributor, Blobs, Clock, Composer, MessageReader, Names, RelayPort, RelaySettings, Sealing,
    Store,
};
use relay::Relay;

/// The world, handed in.
pub struct World {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Large contents.
    pub blobs: Arc<dyn Blobs>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The way out.
    pub relay: Arc<dyn RelayPort>,
    /// Puts mails together.
    pub composer: Arc<dyn Composer>,
    /// Seals secrets at rest.
    pub sealing: Arc<dyn Sealing>,
    /// Signs what comes back to us.
    pub keys: MacKeys,
    /// Random id of this installation: the loop marker.
    pub instance: String,
    /// The relay given by the operator.
    pub default_relay: Option<RelaySettings>,
    /// Where links in mails begin when no product URL is set, without a slash at the end.
    pub base_url: String,
    /// Mail that comes in.
    pub mail_in: MailIn,
}

/// What reads the mail that comes in.
pub struct MailIn {
    /// Reads messages.
    pub reader: Arc<dyn MessageReader>,
    /// Says who sent them.
    pub attributor: Arc<dyn Attributor>,
    /// What domains publish about their mail.
    pub names: Arc<dyn Names>,
    /// The domain of generated addresses, as the operator says it.
    pub domain: Option<String>,
}

/// All stations around one world. Cheap to share behind an `Arc`.
pub struct Flow {
    pub(crate) world: World,
    /// Rung when FILE events were written: wakes the alert station.
    pub(crate) events_bell: Notify,
    /// Rung when a notice was opened or its due time moved.
    pub(crate) notices_bell: Notify,
    /// Rung when mails are due.
    pub(crate) outbox_bell: Notify,
    /// Rung when settings changed.
    pub(crate) settings_bell: Notify,
    /// Rung when settings changed, for the archive.
    pub(crate) archive_bell: Notify,
    /// Rung when a message was kept.
    pub(crate) desk_bell: Notify,
    /// Rung when a message was read.
    pub(crate) senders_bell: Notify,
    pub(crate) desk: desk::Desk,
    pub(crate) alerts_ahead: alert::ReadAhead,
    pub(crate) relay: Relay,
    pub(crate) scopes: journal::Scopes,
    pub(crate) passwords: password::Passwords,
    pub(crate) downloads: downloads::Downloads,
}

impl Flow {
    /// Stations around `world`; nothing runs until their `run_…` is started.
    pub fn new(world: World) -> Self {
        Self {
            world,
            events_bell: Notify::new(),
            notices_bell: Notify::new(),
            outbox_bell: Notify::new(),
            settings_bell: Notify::new(),
            archive_bell: Notify::new(),
            desk_bell: Notify::new(),
            senders_bell: Notify::new(),
            desk: desk::Desk::default(),
            alerts_ahead: alert::ReadAhead::default(),
            relay: Relay::default(),
            scopes: journal::Scopes::default(),
            passwords: password::Passwords::default(),
            downloads: downloads::Downloads::default(),
        }
    }

    /// The directory as of the last acknowledged commit.
    pub fn directory(&self) -> Arc<domain::directory::Directory> {
        self.world.store.directory()
    }

    /// Waits, by the clock handed in.
    pub async fn sleep_until(&self, at: domain::time::Timestamp) {
        self.world.clock.sleep_until(at).await;
    }

    /// Now, by the clock handed in.
    pub fn now(&self) -> domain::time::Timestamp {
        self.world.clock.now()
    }
}
