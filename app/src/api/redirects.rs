use domain::id::{InboxId, RedirectId};
use domain::rule::{CannedAnswer, Rule};
use domain::wire::{Forward, ForwardForm, MailGroup, MailGroupForm, RuleTrial};

use super::{Api, Problem};

impl Api {
    /// All distribution lists (admins).
    pub async fn mail_groups(self) -> Result<Vec<MailGroup>, Problem> {
        self.whole("/mail-groups").await
    }

    /// All forwards (admins).
    pub async fn forwards(self) -> Result<Vec<Forward>, Problem> {
        self.whole("/forwards").await
    }

    /// Adds a list, or changes one.
    pub async fn save_mail_group(
        self,
        id: Option<RedirectId>,
        form: &MailGroupForm,
    ) -> Result<(), Problem> {
        let (method, path) = at("/mail-groups", id);
        self.tell(method, path, form).await
    }

    /// Adds a forward, or changes one.
    pub async fn save_forward(
        self,
        id: Option<RedirectId>,
        form: &ForwardForm,
    ) -> Result<(), Problem> {
        let (method, path) = at("/forwards", id);
        self.tell(method, path, form).await
    }

    /// Removes a list.
    pub async fn delete_mail_group(self, id: RedirectId) -> Result<(), Problem> {
        self.act("DELETE", format!("/mail-groups/{id}")).await
    }

    /// Removes a forward.
    pub async fn delete_forward(self, id: RedirectId) -> Result<(), Problem> {
        self.act("DELETE", format!("/forwards/{id}")).await
    }

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

fn at(list: &str, id: Option<RedirectId>) -> (&'static str, String) {
    match id {
        None => ("POST", list.to_owned()),
        Some(id) => ("PATCH", format!("{list}/{id}")),
    }
}
