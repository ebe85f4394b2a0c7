use domain::wire::{Me, SignIn};

use super::{Api, Problem};

impl Api {
    /// Signs in; the answer sets the cookie.
    pub async fn sign_in(self, credentials: &SignIn) -> Result<Me, Problem> {
        self.send("POST", "/session".into(), credentials).await
    }

    /// Ends the session.
    pub async fn sign_out(self) -> Result<(), Problem> {
        self.act("DELETE", "/session".into()).await
    }
}
