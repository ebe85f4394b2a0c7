//! Mails as they might be: what words are checked with before they are saved.

use domain::{event::Action, person::Language, template::TemplateName, time::Timestamp};
use flow::port::{
    AcknowledgementMail, AlertMail, AlertMailLine, AnswerFields, ComposeError, LetterMail,
    LetterWords, NoticeLine,
};
use minijinja::{Value, value::Serde};

use super::context::{AcknowledgementContext, AlertContext, LetterContext};

const URL: &str = "https://files.example.org";

/// Fields of `name`, the fullest first.
pub(super) fn samples(name: TemplateName, language: Language) -> Result<Vec<Value>, ComposeError> {
    Ok(match name {
        TemplateName::Alert | TemplateName::DepositReceipt | TemplateName::DownloadReceipt => {
            let actions = match name {
                TemplateName::DownloadReceipt => [Action::Download; 2],
                _ => [Action::Add, Action::Modify],
            };
            let [first, second] = actions;
            let full = AlertMail {
                template: name,
                lines: vec![line(first, "a.pdf"), line(second, "b.pdf")],
                ..alert(language)?
            };
            let bare = AlertMail {
                lines: vec![line(second, "a.pdf")],
                more: 0,
                more_url: None,
                folder_url: None,
                unsubscribe_url: None,
                product_url: None,
                through_groups: Vec::new(),
                reply_to: None,
                ..full.clone()
            };
            let alerts = [full, bare];
            let fields = alerts
                .iter()
                .map(|mail| Value::from(Serde(AlertContext::new(mail))));
            fields.collect()
        }
        TemplateName::Credentials | TemplateName::PasswordReset => {
            vec![Value::from(Serde(LetterContext::new(&letter(language)?)))]
        }
        TemplateName::AdminNotice => notices(language)?,
        TemplateName::TicketAcknowledgement => {
            let mail = acknowledgement(language)?;
            vec![Value::from(Serde(AcknowledgementContext::new(&mail)))]
        }
    })
}

/// One with everything, one with as little as there can be.
fn notices(language: Language) -> Result<Vec<Value>, ComposeError> {
    let event = |detail: Option<&str>| NoticeLine {
        summary: "FAIL: Email boris@example.org".to_owned(),
        detail: detail.map(str::to_owned),
        at: Timestamp::from_ms(0),
        url: format!("{URL}/events/1"),
    };
    let full = (vec![event(Some("550 no such user")), event(None)], 3);
    let bare = (vec![event(None)], 0);
    let notice = |(events, more)| {
        let mail = LetterMail {
            says: LetterWords::Notice {
                events,
                more,
                more_url: format!("{URL}/events"),
            },
            ..letter(language)?
        };
        Ok(Value::from(Serde(LetterContext::new(&mail))))
    };
    [full, bare].into_iter().map(notice).collect()
}

fn address(text: &str) -> Result<domain::address::EmailAddress, ComposeError> {
    text.parse()
        .map_err(|_| ComposeError(format!("{text} is no address")))
}

fn line(action: Action, name: &str) -> AlertMailLine {
    AlertMailLine {
        name: name.to_owned(),
        path: format!("/Accounts/2026/{name}"),
        action,
        size: 12_345,
        at: Timestamp::from_ms(0),
        actor_name: "Anna Smith".to_owned(),
        url: Some(format!("{URL}/folders/1?file=2")),
    }
}

fn alert(language: Language) -> Result<AlertMail, ComposeError> {
    Ok(AlertMail {
        template: TemplateName::Alert,
        message_id: String::new(),
        references: String::new(),
        list_id: String::new(),
        unsubscribe_url: Some(format!("{URL}/unsubscribe/x")),
        instance: String::new(),
        date: Timestamp::from_ms(0),
        to: (address("boris@example.org")?, "Boris Martin".into()),
        from: (address("robot@example.org")?, "Anna Smith".into()),
        sender: None,
        reply_to: Some((address("anna@example.org")?, "Anna Smith".into())),
        language,
        time_zone: None,
        folder_name: "Accounts".to_owned(),
        folder_path: "/Accounts".to_owned(),
        folder_url: Some(format!("{URL}/folders/1")),
        through_groups: vec!["Office".to_owned()],
        through_everyone: false,
        lines: Vec::new(),
        more: 3,
        more_url: Some(format!("{URL}/events")),
        product_url: Some(URL.to_owned()),
        company: "example.org".to_owned(),
        own: None,
    })
}

fn letter(language: Language) -> Result<LetterMail, ComposeError> {
    Ok(LetterMail {
        message_id: String::new(),
        instance: String::new(),
        date: Timestamp::from_ms(0),
        to: (address("boris@example.org")?, "Boris Martin".into()),
        from: address("robot@example.org")?,
        language,
        time_zone: None,
        product_url: URL.to_owned(),
        company: "example.org".to_owned(),
        own: None,
        says: LetterWords::Password {
            reset: true,
            url: format!("{URL}/password/x"),
            until: Timestamp::from_ms(0),
        },
    })
}

/// Fields of an answer kept ready.
pub(super) fn answer() -> Result<AnswerFields, ComposeError> {
    Ok(AnswerFields {
        reference: "#12".to_owned(),
        subject: "Printer".to_owned(),
        status: "open",
        url: format!("{URL}/tickets/12"),
        customer: (address("zoe@example.com")?, "Zoé Petit".into()),
        agent: (address("anna@example.org")?, "Anna Smith".into()),
        signature: "Anna".to_owned(),
        inbox: (address("support@example.org")?, "Support".into()),
        company: "example.org".to_owned(),
        product_url: URL.to_owned(),
    })
}

fn acknowledgement(language: Language) -> Result<AcknowledgementMail, ComposeError> {
    Ok(AcknowledgementMail {
        reference: "#12".to_owned(),
        subject: "Printer".to_owned(),
        customer: (address("zoe@example.com")?, "Zoé Petit".into()),
        inbox: (address("support@example.org")?, "Support".into()),
        text: "It burns.".to_owned(),
        language,
        company: "example.org".to_owned(),
        product_url: URL.to_owned(),
        own: None,
    })
}
