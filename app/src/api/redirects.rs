use domain::id::RedirectId;
use domain::wire::{Forward, ForwardForm, MailGroup, MailGroupForm};

use super::{Api, Problem};

impl Api {
    /// The distribution lists (admins).
    pub async fn mail_groups(self) -> Result<Vec<MailGroup>, Problem> {
        self.whole("/mail-groups").await
    }

    /// Adds a list, or changes the one of this id.
    pub async fn keep_mail_group(
        self,
        id: Option<RedirectId>,
        form: &MailGroupForm,
    ) -> Result<MailGroup, Problem> {
        let (method, path) = kept("/mail-groups", id);
        self.send(method, path, form).await
    }

    /// Removes it; mail to its address is refused from then on.
    pub async fn delete_mail_group(self, id: RedirectId) -> Result<(), Problem> {
        self.act("DELETE", format!("/mail-groups/{id}")).await
    }

    /// The forwards of addresses (admins).
    pub async fn forwards(self) -> Result<Vec<Forward>, Problem> {
        self.whole("/forwards").await
    }

    /// Adds a forward, or changes the one of this id.
    pub async fn keep_forward(
        self,
        id: Option<RedirectId>,
        form: &ForwardForm,
    ) -> Result<Forward, Problem> {
        let (method, path) = kept("/forwards", id);
        self.send(method, path, form).await
    }

    /// Removes it.
    pub async fn delete_forward(self, id: RedirectId) -> Result<(), Problem> {
        self.act("DELETE", format!("/forwards/{id}")).await
    }
}

fn kept(path: &str, id: Option<RedirectId>) -> (&'static str, String) {
    match id {
        Some(id) => ("PATCH", format!("{path}/{id}")),
        None => ("POST", path.to_owned()),
    }
}
