//! `/unsubscribe/{token}`: the link of a mail (RFC 8058). POST ends the mails without login; GET only shows a button.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use domain::person::Language;
use flow::subscription::Unsubscription;

use super::{extract::Ids, limits::Door, problem::Problem, site::App, visitor::Visit};

/// Nothing is loaded, the form goes to us only.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Shows which mails would end, with a button; it ends nothing: mail scanners follow links.
pub(crate) async fn ask(
    State(app): State<App>,
    visit: Visit,
    Ids((token,)): Ids<(String,)>,
) -> Result<Response, Problem> {
    app.limits.pass(Door::Knock, visit.0.ip)?;
    let about = app.flow.unsubscription(&token).await?;
    Ok(page(&app.page.css, &about, false))
}

/// Ends them. Mail programs post here without cookie or Origin, so that neither is asked for.
pub(crate) async fn unsubscribe(
    State(app): State<App>,
    visit: Visit,
    Ids((token,)): Ids<(String,)>,
) -> Result<Response, Problem> {
    app.limits.pass(Door::Knock, visit.0.ip)?;
    let about = app.flow.unsubscribe(&token, Some(visit.0.ip)).await?;
    Ok(page(&app.page.css, &about, true))
}

fn page(css: &str, about: &Unsubscription, done: bool) -> Response {
    let words = Words::of(about.language);
    let (title, text) = if done {
        (words.done_title, words.done)
    } else {
        (words.title, words.ask)
    };
    let mut folders = String::new();
    for folder in &about.folders {
        // Writing to a String cannot fail.
        let folder = folder.as_deref().unwrap_or(words.hidden);
        let _ = write!(folders, "<li>{}</li>", escaped(folder));
    }
    let form = if done {
        String::new()
    } else {
        let button = words.button;
        format!(
            "<form method=\"post\"><button class=\"button button-primary\" type=\"submit\">{button}</button></form>"
        )
    };
    let body = format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Colombier</title>\
         <link rel=\"stylesheet\" href=\"/pkg/{css}\"></head><body><main class=\"lone\"><h1>{title}</h1>\
         <p>{text}</p><ul>{folders}</ul>{form}</main></body></html>",
        lang = about.language,
    );
    let mut response = Html(body).into_response();
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}

struct Words {
    title: &'static str,
    ask: &'static str,
    button: &'static str,
    done_title: &'static str,
    done: &'static str,
    hidden: &'static str,
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::Fr => Self {
                title: "Ne plus recevoir ces mails",
                ask: "Vous ne recevrez plus de mail pour les dépôts dans :",
                button: "Ne plus recevoir",
                done_title: "C’est fait",
                done: "Vous ne recevrez plus de mail pour les dépôts dans :",
                hidden: "un dossier que vous ne pouvez plus lire",
            },
            Language::En => Self {
                title: "Stop these mails",
                ask: "You will get no more mail about deposits in:",
                button: "Stop these mails",
                done_title: "Done",
                done: "You will get no more mail about deposits in:",
                hidden: "a folder you may no longer read",
            },
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_cannot_bring_its_own_markup() {
        assert_eq!(escaped("/a<b>\"&"), "/a&lt;b&gt;&quot;&amp;");
    }
}
