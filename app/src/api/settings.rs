use domain::wire::{EmailForm, EmailSettings, SmtpForm, SmtpSettings, SmtpTest, SmtpTestForm};

use super::{Api, Problem};

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

    /// Sends one test mail, with values that need not be saved.
    pub async fn test_smtp(self, form: &SmtpTestForm) -> Result<SmtpTest, Problem> {
        self.send("POST", "/settings/smtp/test".into(), form).await
    }
}
