//! The door of the first start: one token, printed on the console, opens the set-up.

use sha2::{Digest as _, Sha256};

/// Knows the token's hash until the process ends; whether set-up is still needed is the directory's to say.
#[derive(Debug)]
pub(crate) struct SetupGate([u8; 32]);

impl SetupGate {
    /// A gate and its token.
    pub(crate) fn new() -> (Self, String) {
        let token = flow::random::secret();
        (Self(hash(&token)), token)
    }

    /// Whether `token` is the one. Hashes are compared, so that timing tells nothing of it.
    pub(crate) fn opens_to(&self, token: &str) -> bool {
        hash(token.trim()) == self.0
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_printed_token_opens() {
        let (gate, token) = SetupGate::new();
        assert!(gate.opens_to(&token) && !gate.opens_to("") && !gate.opens_to(&token[1..]));
    }
}
