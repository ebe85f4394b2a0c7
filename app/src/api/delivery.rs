use domain::wire::{AddressCheck, AddressHealth, DeliveryReport, List};

use super::{Api, Problem, Query};

impl Api {
    /// What is to be said of an address as it is typed.
    pub async fn check_address(self, typed: &str) -> Result<AddressCheck, Problem> {
        let query = Query::new().with("address", typed);
        self.get(query.on("/addresses/check")).await
    }

    /// How mails fared in the last seven days (admins).
    pub async fn delivery(self) -> Result<DeliveryReport, Problem> {
        self.get("/delivery".into()).await
    }

    /// The first addresses that refuse mail (admins). Each costs the server a look into the journal, so not all of them.
    pub async fn troubled_addresses(self) -> Result<List<AddressHealth>, Problem> {
        self.get(Query::new().with("limit", "50").on("/addresses"))
            .await
    }
}
