use serde::{Deserialize, Serialize};

use crate::{
    id::{FolderId, UserId},
    person::Language,
    template::{Template, TemplateName},
};

/// `GET /settings/templates`: a mail in a language, and whether its words are the installation's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateHead {
    /// Which mail.
    pub name: TemplateName,
    /// In which language.
    pub language: Language,
    /// Its words were changed.
    pub own: bool,
}

/// `GET /settings/templates/{name}`; it can be put back as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailTemplate {
    /// Which mail.
    pub name: TemplateName,
    /// In which language.
    pub language: Language,
    /// The subject, one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// Its words were changed.
    pub own: bool,
    /// The words carried along, to compare with or to go back to.
    pub default: Template,
    /// The fields it can have, such as `recipient.name`.
    pub fields: Vec<String>,
}

/// `PUT /settings/templates/{name}`. Words equal to those carried along are not kept as one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateForm {
    /// In which language; `null`: the installation's.
    #[serde(default)]
    pub language: Option<Language>,
    /// The subject, one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// `POST /settings/templates/{name}/preview`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewForm {
    /// The words, saved or not.
    #[serde(flatten)]
    pub template: TemplateForm,
    /// The folder whose newest files it tells of; `null`: made-up ones.
    #[serde(default)]
    pub folder: Option<FolderId>,
    /// Whom it is for; `null`: oneself.
    #[serde(default)]
    pub user: Option<UserId>,
}

impl TemplateForm {
    /// Its words.
    pub fn words(&self) -> Template {
        Template {
            subject: self.subject.clone(),
            text: self.text.clone(),
            html: self.html.clone(),
        }
    }
}
