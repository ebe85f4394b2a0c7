use domain::id::InboxId;
use domain::rule::{CannedAnswer, Rule};
use domain::wire::RuleTrial;

use super::{Api, Problem};

impl Api {
    /// The rules of an inbox, in order (its managers).
    pub async fn rules(self, inbox: &str) -> Result<Vec<Rule>, Problem> {
        self.get(format!("/inboxes/{inbox}/rules")).await
    }

    /// Replaces them.
    pub async fn save_rules(self, inbox: InboxId, rules: &[Rule]) -> Result<(), Problem> {
        self.tell("PUT", format!("/inboxes/{inbox}/rules"), &rules)
            .await
    }

    /// What they would have done with the newest tickets.
    pub async fn try_rules(self, inbox: InboxId, rules: &[Rule]) -> Result<RuleTrial, Problem> {
        self.send("POST", format!("/inboxes/{inbox}/rules/dry-run"), &rules)
            .await
    }

    /// The answers kept ready in an inbox (its managers).
    pub async fn canned_answers(self, inbox: &str) -> Result<Vec<CannedAnswer>, Problem> {
        self.get(format!("/inboxes/{inbox}/canned-answers")).await
    }

    /// Replaces them.
    pub async fn save_canned_answers(
        self,
        inbox: InboxId,
        answers: &[CannedAnswer],
    ) -> Result<(), Problem> {
        self.tell("PUT", format!("/inboxes/{inbox}/canned-answers"), &answers)
            .await
    }
}
