use domain::person::Language;
use domain::wire::{Me, MeChange};

use super::{Api, Problem};

impl Api {
    /// The signed-in person.
    pub async fn me(self) -> Result<Me, Problem> {
        self.get("/me".into()).await
    }

    /// Changes it.
    pub async fn change_me(self, change: &MeChange) -> Result<Me, Problem> {
        self.send("PATCH", "/me".into(), change).await
    }

    /// Lets mail go again to an address that was refused again and again.
    pub async fn resume_address(self, address: &str) -> Result<(), Problem> {
        self.act(
            "POST",
            format!("/addresses/{}/resume", super::encode(address)),
        )
        .await
    }

    /// Keeps the language with the person.
    pub async fn set_language(self, language: Language) -> Result<Me, Problem> {
        self.change_me(&MeChange {
            language: Some(Some(language)),
            ..MeChange::default()
        })
        .await
    }
}
