use domain::wire::{Me, NewPassword, PasswordLink, PasswordRequest, SignIn};

use super::{Api, Problem, encode};

impl Api {
    /// Signs in; the answer sets the cookie.
    pub async fn sign_in(self, credentials: &SignIn) -> Result<Me, Problem> {
        self.send("POST", "/session".into(), credentials).await
    }

    /// Asks for a mail with a link to set a password.
    pub async fn ask_for_password(self, request: &PasswordRequest) -> Result<(), Problem> {
        self.tell("POST", "/password-reset".into(), request).await
    }

    /// Whose password a link sets.
    pub async fn password_link(self, token: &str) -> Result<PasswordLink, Problem> {
        self.get(format!("/password-reset/{}", encode(token))).await
    }

    /// Sets the password by a link, and signs in.
    pub async fn set_password(self, token: &str, new: &NewPassword) -> Result<Me, Problem> {
        let path = format!("/password-reset/{}", encode(token));
        self.send("POST", path, new).await
    }

    /// Ends the session.
    pub async fn sign_out(self) -> Result<(), Problem> {
        self.act("DELETE", "/session".into()).await
    }
}
