use domain::id::TokenId;
use domain::wire::{List, NewToken, Token, TokenMade};

use super::{Api, Problem};

impl Api {
    /// One's own tokens.
    pub async fn tokens(self) -> Result<List<Token>, Problem> {
        self.get("/tokens".into()).await
    }

    /// Makes one; its key is in this answer and never again.
    pub async fn create_token(self, token: &NewToken) -> Result<TokenMade, Problem> {
        self.send("POST", "/tokens".into(), token).await
    }

    /// Revokes one.
    pub async fn delete_token(self, id: TokenId) -> Result<(), Problem> {
        self.act("DELETE", format!("/tokens/{id}")).await
    }
}
