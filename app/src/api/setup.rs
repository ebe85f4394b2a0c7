use domain::wire::{Me, Setup};

use super::{Api, Problem};

impl Api {
    /// Makes the first administrator and signs in.
    pub async fn set_up(self, setup: &Setup) -> Result<Me, Problem> {
        self.send("POST", "/setup".into(), setup).await
    }
}
