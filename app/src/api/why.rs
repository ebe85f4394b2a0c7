use domain::wire::{MailDoctor, Why};

use super::{Api, Problem, Query};

impl Api {
    /// Why someone did, or did not, get a mail about a deposit.
    pub async fn why(self, question: Query) -> Result<Why, Problem> {
        self.get(question.on("/why")).await
    }

    /// What a domain publishes about its mail (admins). The DNS may keep one waiting.
    pub async fn mail_doctor(self, question: Query) -> Result<MailDoctor, Problem> {
        self.get(question.on("/doctor/mail")).await
    }
}
