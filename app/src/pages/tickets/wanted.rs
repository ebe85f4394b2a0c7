//! Which tickets are asked for, as the address has it.

use leptos_router::params::ParamsMap;

use crate::api::Query;

/// A way of looking at the tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Given to me, and not closed.
    Mine,
    /// Given to nobody, and not closed.
    Unassigned,
    #[default]
    Open,
    Waiting,
    Held,
    Closed,
    All,
}

impl View {
    /// In the order of the tabs.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::Mine,
        Self::Unassigned,
        Self::Waiting,
        Self::Held,
        Self::Closed,
        Self::All,
    ];

    /// The word in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }

    fn assignee(self) -> &'static str {
        match self {
            Self::Mine => "me",
            Self::Unassigned => "none",
            _ => "",
        }
    }

    fn statuses(self) -> &'static [&'static str] {
        match self {
            Self::Mine | Self::Unassigned => &["open", "waiting", "held"],
            Self::Open => &["open"],
            Self::Waiting => &["waiting"],
            Self::Held => &["held"],
            Self::Closed => &["closed"],
            Self::All => &[],
        }
    }
}

/// The view and what narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub view: View,
    pub inbox: String,
    pub q: String,
}

impl Wanted {
    /// From the address; a view it does not know is the first one.
    pub fn read(params: &ParamsMap) -> Self {
        let one = |name: &str| params.get(name).unwrap_or_default();
        let view = one("view");
        Self {
            view: View::ALL
                .into_iter()
                .find(|known| known.code() == view)
                .unwrap_or_default(),
            inbox: one("inbox"),
            q: one("q"),
        }
    }

    /// For the API.
    pub fn query(&self) -> Query {
        let statuses = self.view.statuses().iter();
        statuses
            .fold(Query::new(), |query, status| query.with("status", status))
            .with("assignee", self.view.assignee())
            .with("inbox", &self.inbox)
            .with("q", &self.q)
    }

    /// For the address.
    pub fn address(&self) -> String {
        let view = if self.view == View::default() {
            ""
        } else {
            self.view.code()
        };
        Query::new()
            .with("view", view)
            .with("inbox", &self.inbox)
            .with("q", &self.q)
            .on("/tickets")
    }

    /// Whether something narrows the view.
    pub fn is_narrowed(&self) -> bool {
        !self.inbox.is_empty() || !self.q.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_the_view_and_the_question_asks_for_it() {
        let mut params = ParamsMap::new();
        params.insert("view", "unassigned".to_owned());
        params.insert("q", "printer".to_owned());
        let wanted = Wanted::read(&params);
        assert_eq!(wanted.address(), "/tickets?view=unassigned&q=printer");
        assert_eq!(
            wanted.query().on(""),
            "?status=open&status=waiting&status=held&assignee=none&q=printer"
        );
        assert!(wanted.is_narrowed());
    }

    #[test]
    fn an_address_without_a_view_shows_what_is_open() {
        params_view("", View::Open);
        params_view("none-of-ours", View::Open);
        params_view("all", View::All);
        assert_eq!(Wanted::default().address(), "/tickets");
    }

    fn params_view(text: &str, view: View) {
        let mut params = ParamsMap::new();
        params.insert("view", text.to_owned());
        assert_eq!(Wanted::read(&params).view, view, "{text}");
    }
}
