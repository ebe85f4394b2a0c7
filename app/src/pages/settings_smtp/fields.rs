//! What is typed into the SMTP form, until it is saved.

use domain::settings::{SmtpAuth, SmtpMode, SmtpSecure};
use domain::wire::{Secret, SmtpForm, SmtpSettings};
use leptos::prelude::*;

use crate::api::Problem;
use crate::parts::typed_span;

/// One signal a field.
#[derive(Clone, Copy)]
pub struct Fields {
    pub own: RwSignal<bool>,
    pub sender: RwSignal<String>,
    pub host: RwSignal<String>,
    pub port: RwSignal<String>,
    pub username: RwSignal<String>,
    pub password: RwSignal<String>,
    pub clear_password: RwSignal<bool>,
    pub secure: RwSignal<String>,
    pub auth: RwSignal<String>,
    pub ehlo: RwSignal<String>,
    pub timeout: RwSignal<String>,
}

impl Fields {
    pub fn new(settings: &SmtpSettings) -> Self {
        let sender = settings.default_sender.as_ref().map(ToString::to_string);
        Self {
            own: RwSignal::new(settings.mode == SmtpMode::Own),
            sender: RwSignal::new(sender.unwrap_or_default()),
            host: RwSignal::new(settings.smtp_host.clone()),
            port: RwSignal::new(settings.smtp_port.to_string()),
            username: RwSignal::new(settings.smtp_username.clone()),
            password: RwSignal::new(String::new()),
            clear_password: RwSignal::new(false),
            secure: RwSignal::new(settings.smtp_secure.as_str().to_owned()),
            auth: RwSignal::new(auth_code(settings.smtp_auth).to_owned()),
            ehlo: RwSignal::new(settings.ehlo_name.clone()),
            timeout: RwSignal::new(settings.timeout.to_string()),
        }
    }

    /// For saving, and for a test of what is not saved.
    pub fn form(self) -> Result<SmtpForm, Problem> {
        let sender = Some(self.sender.get_untracked());
        if !self.own.get_untracked() {
            return Ok(SmtpForm {
                mode: Some(SmtpMode::Default),
                default_sender: sender,
                ..SmtpForm::default()
            });
        }
        let port = self.port.with_untracked(|port| port.trim().parse());
        Ok(SmtpForm {
            mode: Some(SmtpMode::Own),
            default_sender: sender,
            smtp_host: Some(self.host.get_untracked()),
            smtp_port: Some(port.map_err(|_| Problem::of_field("smtp_port", "bad_port"))?),
            smtp_username: Some(self.username.get_untracked()),
            smtp_password: self.password(),
            smtp_secure: self.secure.with_untracked(|code| code.parse()).ok(),
            smtp_auth: Some(self.auth.with_untracked(|code| auth(code))),
            ehlo_name: Some(self.ehlo.get_untracked()),
            timeout: Some(typed_span("timeout", self.timeout)?),
        })
    }

    /// Nothing typed keeps the password that is kept; the switch clears it.
    fn password(self) -> Option<Secret> {
        let typed = self.password.get_untracked();
        (self.clear_password.get_untracked() || !typed.is_empty()).then_some(Secret(typed))
    }

    /// A port and a protection that do not go together, said before it fails.
    pub fn crossed(self) -> Option<&'static str> {
        let secure = self.secure.with(|code| code.parse::<SmtpSecure>());
        match (self.port.get().trim(), secure) {
            ("587", Ok(SmtpSecure::Implicit)) => Some("587"),
            ("465", Ok(SmtpSecure::Starttls)) => Some("465"),
            _ => None,
        }
    }
}

fn auth_code(auth: SmtpAuth) -> &'static str {
    match auth {
        SmtpAuth::Auto => "auto",
        SmtpAuth::Plain => "plain",
        SmtpAuth::Login => "login",
        SmtpAuth::Xoauth2 => "xoauth2",
        SmtpAuth::None => "none",
    }
}

fn auth(code: &str) -> SmtpAuth {
    match code {
        "plain" => SmtpAuth::Plain,
        "login" => SmtpAuth::Login,
        "xoauth2" => SmtpAuth::Xoauth2,
        "none" => SmtpAuth::None,
        _ => SmtpAuth::Auto,
    }
}
