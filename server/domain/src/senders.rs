//! Who a mail comes from: From, Sender and Reply-To (RFC 5322, section 3.6.2).

use crate::address::EmailAddress;

/// An address and its display name; the server's names are [`crate::text::HeaderText`].
pub type Named<N> = (EmailAddress, N);

/// The three headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Senders<N> {
    /// From.
    pub from: Named<N>,
    /// Sender, where it differs from From.
    pub sender: Option<EmailAddress>,
    /// Reply-To: the acting person, where it is not in From.
    pub reply_to: Option<Named<N>>,
}

impl<N: Clone> Senders<N> {
    /// Of a mail about what `actor` did; none: what several did, or nobody. `ours` is the default sender and the
    /// product's name; `always`: it is in From whoever acted, who is then named before it and answered to.
    pub fn of(actor: Option<Named<N>>, ours: Named<N>, always: bool) -> Self {
        let (default_sender, product) = ours;
        match actor {
            None => Self {
                from: (default_sender, product),
                sender: None,
                reply_to: None,
            },
            Some((email, name)) if always => Self {
                from: (default_sender, name.clone()),
                sender: None,
                reply_to: Some((email, name)),
            },
            Some((email, name)) => Self {
                sender: (email.key() != default_sender.key()).then_some(default_sender),
                from: (email, name),
                reply_to: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(address: &str, name: &'static str) -> Named<&'static str> {
        (address.parse().unwrap(), name)
    }

    fn senders(actor: Option<&str>, always: bool) -> Senders<&'static str> {
        let actor = actor.map(|address| named(address, "Ada"));
        Senders::of(actor, named("box@example.org", "Colombier"), always)
    }

    #[test]
    fn always_the_default_sender_names_the_person_and_answers_go_to_it() {
        let told = senders(Some("ada@example.net"), true);
        assert_eq!(told.from, named("box@example.org", "Ada"));
        assert_eq!(told.sender, None);
        assert_eq!(told.reply_to, Some(named("ada@example.net", "Ada")));
    }

    #[test]
    fn otherwise_the_person_is_the_author_and_the_default_sender_the_sender() {
        let told = senders(Some("ada@example.net"), false);
        assert_eq!(told.from, named("ada@example.net", "Ada"));
        assert_eq!(told.sender, Some("box@example.org".parse().unwrap()));
        assert_eq!(told.reply_to, None);
        assert_eq!(senders(Some("Box@example.org"), false).sender, None);
    }

    #[test]
    fn what_several_did_comes_from_the_default_sender() {
        for always in [true, false] {
            let told = senders(None, always);
            assert_eq!(told.from, named("box@example.org", "Colombier"));
            assert_eq!((told.sender, told.reply_to), (None, None));
        }
    }
}
