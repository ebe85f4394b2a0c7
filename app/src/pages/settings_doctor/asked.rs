//! What is asked of the doctor, as the address has it.

use leptos_router::params::ParamsMap;

use crate::api::Query;

/// A domain, and what its DNS alone does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub domain: String,
    /// The host or address that mail leaves from; empty: the relay of the settings.
    pub relay: String,
    /// A DKIM selector; empty: the usual ones.
    pub selector: String,
}

impl Asked {
    /// From the address; `own` is the sender's domain.
    pub fn read(params: &ParamsMap, own: &str) -> Self {
        let one = |name: &str| params.get(name).unwrap_or_default();
        Self {
            domain: params.get("domain").unwrap_or_else(|| own.to_owned()),
            relay: one("relay"),
            selector: one("selector"),
        }
    }

    /// For the API, and for the address.
    pub fn query(&self) -> Query {
        Query::new()
            .with("domain", &self.domain)
            .with("relay", &self.relay)
            .with("selector", &self.selector)
    }
}
