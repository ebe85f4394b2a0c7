//! What every handler shares.

use std::{net::IpAddr, sync::Arc};

use app::PageAssets;
use flow::{Flow, port::Clock};
use tokio_util::sync::CancellationToken;

use super::{limits::Limits, setup_gate::SetupGate, streams::Streams};

/// The state of the router.
pub(crate) type App = Arc<Site>;

/// What every handler shares.
pub struct Site {
    /// The stations.
    pub(crate) flow: Arc<Flow>,
    /// How fast strangers may knock.
    pub(crate) limits: Limits,
    /// The door of the first start.
    pub(crate) gate: SetupGate,
    /// Whose `X-Forwarded-…` headers are believed.
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// Names of the page's files.
    pub(crate) page: PageAssets,
    /// Event streams that are open.
    pub(crate) streams: Streams,
}

impl Site {
    /// A site around `flow`, whose event streams end with `stop`; also the token that opens the set-up.
    pub fn new(
        flow: Arc<Flow>,
        clock: Arc<dyn Clock>,
        trusted_proxies: Vec<IpAddr>,
        stop: CancellationToken,
    ) -> (Arc<Self>, String) {
        let (gate, token) = SetupGate::new();
        let limits = Limits::new(clock);
        let page = super::assets::names();
        (
            Arc::new(Self {
                flow,
                limits,
                gate,
                trusted_proxies,
                page,
                streams: Streams::new(stop),
            }),
            token,
        )
    }
}
