use domain::id::InboxId;
use domain::person::Language;
use domain::template::{Template, TemplateName};
use domain::wire::{
    EmailForm, EmailSettings, MailTemplate, PreviewForm, SmtpForm, SmtpProbe, SmtpProbeForm,
    SmtpSettings, SmtpTest, SmtpTestForm, TemplateForm, TemplateHead,
};

use super::{Api, Problem, Query, encode};

impl Api {
    /// Tab Email.
    pub async fn email_settings(self) -> Result<EmailSettings, Problem> {
        self.get("/settings/email".into()).await
    }

    /// Saves it.
    pub async fn set_email_settings(self, form: &EmailForm) -> Result<(), Problem> {
        self.tell("PUT", "/settings/email".into(), form).await
    }

    /// Tab SMTP, without the password.
    pub async fn smtp_settings(self) -> Result<SmtpSettings, Problem> {
        self.get("/settings/smtp".into()).await
    }

    /// Saves it.
    pub async fn set_smtp_settings(self, form: &SmtpForm) -> Result<(), Problem> {
        self.tell("PUT", "/settings/smtp".into(), form).await
    }

    /// Sends one test mail, with values that need not be saved; from an inbox, as its answers leave.
    pub async fn test_smtp(
        self,
        inbox: Option<InboxId>,
        form: &SmtpTestForm,
    ) -> Result<SmtpTest, Problem> {
        let path = inbox.map_or_else(
            || "/settings/smtp/test".to_owned(),
            |inbox| format!("/inboxes/{inbox}/smtp/test"),
        );
        self.send("POST", path, form).await
    }

    /// Which ports and protections a server takes.
    pub async fn probe_smtp(self, form: &SmtpProbeForm) -> Result<SmtpProbe, Problem> {
        self.send("POST", "/settings/smtp/probe".into(), form).await
    }

    /// The mails whose words can be changed, each in each language.
    pub async fn templates(self) -> Result<Vec<TemplateHead>, Problem> {
        self.whole("/settings/templates").await
    }

    /// The words of one of them; `name` and `language` as an address has them.
    pub async fn template(self, name: &str, language: &str) -> Result<MailTemplate, Problem> {
        let path = format!("/settings/templates/{}", encode(name));
        self.get(Query::new().with("language", language).on(&path))
            .await
    }

    /// Saves them.
    pub async fn set_template(
        self,
        name: TemplateName,
        form: &TemplateForm,
    ) -> Result<MailTemplate, Problem> {
        self.send("PUT", template_path(name), form).await
    }

    /// Goes back to the words delivered with us.
    pub async fn reset_template(
        self,
        name: TemplateName,
        language: Language,
    ) -> Result<(), Problem> {
        let query = Query::new().with("language", language.code());
        self.act("DELETE", query.on(&template_path(name))).await
    }

    /// What the mail would say.
    pub async fn preview_template(
        self,
        name: TemplateName,
        form: &PreviewForm,
    ) -> Result<Template, Problem> {
        let path = format!("{}/preview", template_path(name));
        self.send("POST", path, form).await
    }
}

fn template_path(name: TemplateName) -> String {
    format!("/settings/templates/{}", name.code())
}

/// Where the HTML of a mail is, in the words that are saved.
pub fn preview_path(name: TemplateName, language: Language) -> String {
    let query = Query::new().with("language", language.code());
    query.on(&format!("/api/v1{}/preview", template_path(name)))
}
