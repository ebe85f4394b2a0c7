//! A search as a whole: over time, and by type, action and actor.

use domain::{
    directory::Directory,
    facets::Facets,
    histogram::{Cut, Histogram},
    refusal::Refusal,
    time::Span,
    wire,
};

use super::EventQuery;
use crate::{Flow, FlowError, access::Viewer};

/// How many actors are named.
const ACTORS: usize = 20;

impl Flow {
    /// What a search finds over time. Refused where the interval makes too many bars.
    pub async fn event_histogram(
        &self,
        viewer: &Viewer,
        query: &EventQuery,
        cut: Cut,
    ) -> Result<wire::Histogram, FlowError> {
        let filter = self.event_filter(viewer, query)?;
        let Some(trace) = query.trace else {
            let found = self.world.store.histogram(filter, cut).await?;
            return Ok(found.map_or_else(wire::Histogram::default, Into::into));
        };
        let chain = self.world.store.chain(trace, filter).await?;
        let times = || chain.iter().map(|event| event.at);
        let (Some(first), Some(last)) = (times().min(), times().max()) else {
            return Ok(wire::Histogram::default());
        };
        let mut bars: Histogram = cut
            .bars(first, last + Span::from_ms(1))
            .map_err(|_| Refusal::BadField("interval"))?;
        for event in &chain {
            bars.add(event.at, event.object_type, 1);
        }
        Ok(bars.into())
    }

    /// What a search finds by type, action and actor.
    pub async fn event_facets(
        &self,
        viewer: &Viewer,
        query: &EventQuery,
    ) -> Result<wire::Facets, FlowError> {
        let filter = self.event_filter(viewer, query)?;
        let facets = match query.trace {
            None => self.world.store.facets(filter, ACTORS).await?,
            Some(trace) => {
                let mut tally = domain::facets::Tally::default();
                let chain = self.world.store.chain(trace, filter).await?;
                for event in &chain {
                    tally.add(event);
                }
                tally.facets(ACTORS)
            }
        };
        Ok(shown(&self.directory(), facets))
    }
}

fn shown(directory: &Directory, facets: Facets) -> wire::Facets {
    let actor = |(actor, count): (String, u64)| wire::ActorCount {
        name: name(directory, &actor),
        actor,
        count,
    };
    let types = facets.object_types.into_iter();
    let actions = facets.actions.into_iter();
    wire::Facets {
        total: facets.total,
        object_types: types
            .map(|(object_type, count)| wire::TypeCount { object_type, count })
            .collect(),
        actions: actions
            .map(|(action, count)| wire::ActionCount { action, count })
            .collect(),
        actors: facets.actors.into_iter().map(actor).collect(),
        other_actors: facets.other_actors,
    }
}

/// The name that people have now; an address or an imported name is its own.
fn name(directory: &Directory, code: &str) -> Option<String> {
    if code == "system" {
        return None;
    }
    if let Some(id) = code.strip_prefix("user:").and_then(|id| id.parse().ok()) {
        let person = directory.person(id)?;
        let name = Some(person.name.as_str()).filter(|name| !name.is_empty());
        return Some(name.unwrap_or(person.email.as_str()).to_owned());
    }
    let bare = ["mailto:", "other:"]
        .iter()
        .find_map(|prefix| code.strip_prefix(prefix));
    Some(bare.unwrap_or(code).to_owned())
}
