//! What is asked of the journal and how it is shown, as the address has it.

use leptos_router::params::ParamsMap;

use crate::api::Query;

/// The filter, and the way of looking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub object_types: Vec<String>,
    pub actions: Vec<String>,
    pub q: String,
    pub actor: String,
    pub folder: String,
    pub from: String,
    pub to: String,
    pub trace: String,
    /// `oldest`, else newest first.
    pub order: String,
    /// The list stands at this time.
    pub at: String,
    /// `1`: new events come in by themselves.
    pub live: String,
    /// `relative`: "3 minutes ago".
    pub times: String,
    /// `delays`: the chart of how long mails take is open.
    pub chart: String,
}

impl Wanted {
    /// From the address.
    pub fn read(params: &ParamsMap) -> Self {
        let one = |name: &str| params.get(name).unwrap_or_default();
        let many = |name: &str| params.get_all(name).unwrap_or_default();
        Self {
            object_types: many("object_type"),
            actions: many("action"),
            q: one("q"),
            actor: one("actor"),
            folder: one("folder"),
            from: one("from"),
            to: one("to"),
            trace: one("trace"),
            order: one("order"),
            at: one("at"),
            live: one("live"),
            times: one("times"),
            chart: one("chart"),
        }
    }

    /// The filter, for the API.
    pub fn query(&self) -> Query {
        Query::new()
            .with_each("object_type", &self.object_types)
            .with_each("action", &self.actions)
            .with("q", &self.q)
            .with("actor", &self.actor)
            .with("folder", &self.folder)
            .with("from", &self.from)
            .with("to", &self.to)
            .with("trace", &self.trace)
    }

    /// The filter and its order: what makes another list.
    pub fn listing(&self) -> Query {
        self.query().with("order", &self.order)
    }

    /// Everything, for the address.
    pub fn address(&self) -> Query {
        self.listing()
            .with("at", &self.at)
            .with("live", &self.live)
            .with("times", &self.times)
            .with("chart", &self.chart)
    }

    /// Only those with this address.
    pub fn of_address(address: &str) -> Self {
        Self {
            q: address.to_owned(),
            ..Self::default()
        }
    }

    /// Without any filter; looked at in the same way.
    pub fn unfiltered(&self) -> Self {
        Self {
            order: self.order.clone(),
            live: self.live.clone(),
            times: self.times.clone(),
            chart: self.chart.clone(),
            ..Self::default()
        }
    }

    /// Only what makes another list: the filter and its order.
    pub fn listed(&self) -> Self {
        Self {
            at: String::new(),
            live: String::new(),
            times: String::new(),
            chart: String::new(),
            ..self.clone()
        }
    }

    /// Whether nothing narrows the list.
    pub fn is_unfiltered(&self) -> bool {
        *self
            == Self {
                at: self.at.clone(),
                ..self.unfiltered()
            }
    }

    /// Whether the oldest event comes first.
    pub fn is_oldest_first(&self) -> bool {
        self.order == "oldest"
    }

    /// With `code` among the types if it was not, without it if it was.
    pub fn toggle_type(&self, code: &str) -> Self {
        let mut next = self.clone();
        toggle(&mut next.object_types, code);
        next
    }

    /// The same for actions.
    pub fn toggle_action(&self, code: &str) -> Self {
        let mut next = self.clone();
        toggle(&mut next.actions, code);
        next
    }

    /// The same for the one actor there may be.
    pub fn toggle_actor(&self, code: &str) -> Self {
        let off = self.actor == code;
        Self {
            actor: if off { String::new() } else { code.to_owned() },
            ..self.clone()
        }
    }

    /// From `from` until before `to`; the list begins anew.
    pub fn within(&self, from: String, to: String) -> Self {
        Self {
            from,
            to,
            at: String::new(),
            ..self.clone()
        }
    }
}

fn toggle(list: &mut Vec<String>, code: &str) {
    match list.iter().position(|known| known == code) {
        Some(at) => drop(list.remove(at)),
        None => list.push(code.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_and_the_filter_say_the_same() {
        let mut params = ParamsMap::new();
        params.insert("object_type", "FILE".to_owned());
        params.insert("object_type", "EMAIL".to_owned());
        params.insert("q", "ada@example.org".to_owned());
        params.insert("live", "1".to_owned());
        let wanted = Wanted::read(&params);
        let filter = "?object_type=FILE&object_type=EMAIL&q=ada%40example.org";
        assert_eq!(wanted.query().on(""), filter);
        assert_eq!(wanted.address().on(""), format!("{filter}&live=1"));
        assert_eq!(
            wanted.toggle_type("FILE").query().on(""),
            "?object_type=EMAIL&q=ada%40example.org"
        );
        assert!(wanted.unfiltered().is_unfiltered());
        assert!(!wanted.is_unfiltered());
    }
}
