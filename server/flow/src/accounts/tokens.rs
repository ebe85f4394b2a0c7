use domain::{
    change::{self, NewToken},
    id::TokenId,
    refusal::{Noun, Refusal},
    wire::{self, List},
};

use crate::{
    Flow, FlowError, access::Viewer, page::Page, port::RegistryExt as _, random,
    session::secret_hash,
};

impl Flow {
    /// One's own API tokens, by id; the cursor is the last one's.
    pub fn tokens(&self, viewer: &Viewer, page: &Page<TokenId>) -> List<wire::Token> {
        let directory = self.directory();
        let own = directory
            .tokens()
            .filter(|token| token.person == viewer.person.id);
        let mut tokens: Vec<wire::Token> = own
            .filter(|token| page.goes_on_with(&token.id))
            .map(|token| token.as_ref().into())
            .collect();
        tokens.sort_by_key(|token| token.id);
        page.of(tokens, |token| token.id.to_string())
    }

    /// Makes a token with one's own rights. Its key is in this answer and never again.
    pub async fn add_token(
        &self,
        viewer: &Viewer,
        form: &wire::NewToken,
    ) -> Result<wire::TokenMade, FlowError> {
        let stamp = viewer.stamp(self.now());
        if form.expires_at.is_some_and(|end| end <= stamp.at) {
            return Err(Refusal::BadField("expires_at").into());
        }
        let secret = random::secret();
        let new = NewToken {
            secret: secret_hash(&secret),
            person: viewer.person.id,
            name: form.name.as_str().into(),
            expires_at: form.expires_at,
        };
        let add = move |d: &_, plan: &mut _| change::add_token(d, plan, &new, &stamp);
        let token = self.world.store.change("making a token", add).await?;
        Ok(wire::TokenMade {
            made: (&token).into(),
            token: secret.into(),
        })
    }

    /// Revokes a token: one's own, or for an admin any.
    pub async fn remove_token(&self, viewer: &Viewer, id: TokenId) -> Result<(), FlowError> {
        let directory = self.directory();
        let known = directory
            .token_by_id(id)
            .filter(|t| t.person == viewer.person.id || viewer.is_admin());
        known.ok_or(Refusal::Missing(Noun::Token))?;
        let stamp = viewer.stamp(self.now());
        let remove = move |d: &_, plan: &mut _| change::remove_token(d, plan, id, &stamp);
        Ok(self.world.store.change("revoking a token", remove).await?)
    }
}
