//! Mails as an independent parser (mail-parser) reads them.

use domain::{event::Action, person::Language, template::TemplateName, text::HeaderText};
use flow::port::{AlertMail, AlertMailLine, Composer as _, TestMail};
use mail::MailComposer;
use mail_parser::{HeaderValue, Message, MessageParser};
use proptest::prelude::*;

const ROOT: &str = "<v1.folder.7.aaaaaaaaaaaaaaaa@example.org>";

fn line(name: &str, action: Action) -> AlertMailLine {
    AlertMailLine {
        name: name.to_owned(),
        path: format!("/Team/Accounts/2026/{name}"),
        action,
        size: 12_345,
        at: "2026-11-21T22:58:00Z".parse().unwrap(),
        actor_name: "Anna Smith".to_owned(),
        url: Some(format!("https://files.example.org/files/{}", name.len())),
    }
}

fn alert(language: Language, lines: Vec<AlertMailLine>) -> AlertMail {
    AlertMail {
        template: TemplateName::Alert,
        message_id: "<v1.alert.9.bbbbbbbbbbbbbbbb@example.org>".to_owned(),
        references: ROOT.to_owned(),
        list_id: "Accounts <folder-7.example.org>".to_owned(),
        unsubscribe_url: Some("https://files.example.org/unsubscribe?token=3.4.cccc".to_owned()),
        instance: "instance1234".to_owned(),
        date: "2026-11-21T23:05:00Z".parse().unwrap(),
        to: ("boris@example.org".parse().unwrap(), "Boris Müller".into()),
        from: ("robot@example.org".parse().unwrap(), "Anna Smith".into()),
        sender: None,
        reply_to: Some(("anna@example.org".parse().unwrap(), "Anna Smith".into())),
        language,
        time_zone: Some("Europe/Paris".to_owned()),
        folder_name: "Accounts".to_owned(),
        folder_path: "/Team/Accounts".to_owned(),
        folder_url: Some("https://files.example.org/folders/7".to_owned()),
        through_groups: Vec::new(),
        through_everyone: false,
        lines,
        more: 0,
        more_url: None,
        product_url: Some("https://files.example.org".to_owned()),
        company: "example.org".to_owned(),
        own: None,
    }
}

fn compose(mail: &AlertMail) -> Vec<u8> {
    MailComposer::new().alert(mail).unwrap().bytes
}

fn parse(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

fn raw<'a>(message: &'a Message<'_>, name: &'a str) -> &'a str {
    message
        .header_raw(name)
        .unwrap_or_else(|| panic!("{name} is missing"))
        .trim()
}

#[test]
fn an_alert_has_all_the_headers_of_the_vocabulary() {
    let bytes = compose(&alert(Language::En, vec![line("a.pdf", Action::Add)]));
    let message = parse(&bytes);
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-21T23:05:00Z");
    assert_eq!(
        message.message_id().unwrap(),
        "v1.alert.9.bbbbbbbbbbbbbbbb@example.org"
    );
    assert_eq!(raw(&message, "References"), ROOT);
    assert_eq!(raw(&message, "Auto-Submitted"), "auto-generated");
    assert_eq!(raw(&message, "X-Auto-Response-Suppress"), "All");
    assert_eq!(raw(&message, "X-Colombier-Loop"), "instance1234");
    assert_eq!(
        raw(&message, "List-Unsubscribe"),
        "<https://files.example.org/unsubscribe?token=3.4.cccc>"
    );
    assert_eq!(
        raw(&message, "List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    assert!(raw(&message, "List-Id").ends_with("<folder-7.example.org>"));
    assert_eq!(
        message.from().unwrap().first().unwrap().address(),
        Some("robot@example.org")
    );
    assert_eq!(
        message.reply_to().unwrap().first().unwrap().address(),
        Some("anna@example.org")
    );
    assert_eq!(
        message.to().unwrap().first().unwrap().name(),
        Some("Boris Müller")
    );
    assert!(message.header_raw("Sender").is_none());
    assert!(bytes.is_ascii(), "any relay takes it");
}

#[test]
fn both_parts_say_what_was_deposited_by_whom_when_and_why() {
    let bytes = compose(&alert(
        Language::Fr,
        vec![line("été.pdf", Action::Add), line("b.txt", Action::Modify)],
    ));
    let message = parse(&bytes);
    assert_eq!(
        message.subject(),
        Some("1 fichier déposé et 1 modifié dans Accounts")
    );
    let (text, html) = (message.body_text(0).unwrap(), message.body_html(0).unwrap());
    for part in [&text, &html] {
        for words in [
            "Fichiers déposés (1)",
            "été.pdf",
            "2026/été.pdf",
            "Fichiers modifiés (1)",
            "b.txt",
            "12 Ko, Anna Smith, 21 novembre 2026 à 23:58",
            "parce que vous suivez ce dossier",
            "https://files.example.org/unsubscribe?token=3.4.cccc",
            "https://files.example.org/folders/7",
            "Europe/Paris",
        ] {
            assert!(
                part.replace("&#x2f;", "/").contains(words),
                "{words:?} is missing in:\n{part}"
            );
        }
    }
    assert!(!html.contains("<img") && html.contains("prefers-color-scheme"));
}

#[test]
fn a_subject_counts_in_the_singular_and_the_plural() {
    use Action::{Add, Modify};
    for (actions, more, fr, en) in [
        (vec![Add], 0, "1 fichier déposé", "1 file added"),
        (vec![Add; 3], 0, "3 fichiers déposés", "3 files added"),
        (vec![Modify], 0, "1 fichier modifié", "1 file modified"),
        (
            vec![Modify; 2],
            0,
            "2 fichiers modifiés",
            "2 files modified",
        ),
        (
            vec![Add, Add, Modify],
            0,
            "2 fichiers déposés et 1 modifié",
            "2 files added and 1 modified",
        ),
        (
            vec![Add, Modify, Modify],
            0,
            "1 fichier déposé et 2 modifiés",
            "1 file added and 2 modified",
        ),
        (
            vec![Add, Modify],
            20,
            "22 fichiers déposés ou modifiés",
            "22 files added or modified",
        ),
    ] {
        for (language, words) in [
            (Language::Fr, format!("{fr} dans Accounts")),
            (Language::En, format!("{en} in Accounts")),
        ] {
            let lines = actions
                .iter()
                .map(|action| line("a.pdf", *action))
                .collect();
            let mail = AlertMail {
                more,
                ..alert(language, lines)
            };
            assert_eq!(MailComposer::new().alert(&mail).unwrap().subject, words);
        }
    }
}

#[test]
fn what_does_not_fit_is_counted_and_linked() {
    let mail = AlertMail {
        more: 21,
        more_url: Some("https://files.example.org/events?trace=5".to_owned()),
        ..alert(Language::En, vec![line("a.pdf", Action::Add)])
    };
    let bytes = compose(&mail);
    let message = parse(&bytes);
    let text = message.body_text(0).unwrap();
    assert!(
        text.contains("and 21 others: https://files.example.org/events?trace=5"),
        "{text}"
    );
    assert!(message.body_html(0).unwrap().contains("and 21 others"));
}

#[test]
fn why_one_gets_it_names_the_groups_or_everyone() {
    let groups = AlertMail {
        through_groups: vec!["Accounting".to_owned(), "Managers".to_owned()],
        ..alert(Language::En, vec![line("a.pdf", Action::Add)])
    };
    let everyone = AlertMail {
        through_everyone: true,
        ..groups.clone()
    };
    let text = |mail| parse(&compose(mail)).body_text(0).unwrap().into_owned();
    assert!(
        text(&groups)
            .contains("because the groups \"Accounting\", \"Managers\" follow this folder")
    );
    assert!(text(&everyone).contains("because everyone follows this folder"));
}

#[test]
fn a_person_in_from_leaves_the_default_sender_in_sender() {
    let mail = AlertMail {
        from: ("anna@example.org".parse().unwrap(), "Anna Smith".into()),
        sender: Some("robot@example.org".parse().unwrap()),
        reply_to: None,
        ..alert(Language::En, vec![line("a.pdf", Action::Add)])
    };
    let bytes = compose(&mail);
    let message = parse(&bytes);
    assert_eq!(
        message.from().unwrap().first().unwrap().address(),
        Some("anna@example.org")
    );
    assert_eq!(
        message.sender().unwrap().first().unwrap().address(),
        Some("robot@example.org")
    );
}

#[test]
fn an_address_that_only_some_relays_take_stands_in_no_header_of_others_mail() {
    let mail = AlertMail {
        from: ("élodie@example.org".parse().unwrap(), "Élodie".into()),
        sender: Some("robot@example.org".parse().unwrap()),
        reply_to: Some(("élodie@example.org".parse().unwrap(), "Élodie".into())),
        ..alert(Language::En, vec![line("a.pdf", Action::Add)])
    };
    let composed = MailComposer::new().alert(&mail).unwrap();
    assert!(composed.bytes.is_ascii());
    assert_eq!(composed.from.as_str(), "robot@example.org");
}

#[test]
fn html_in_a_name_is_shown_not_obeyed() {
    let mut evil = line("a.pdf", Action::Add);
    evil.actor_name = "<script>alert(1)</script>{{ 7 * 7 }}".to_owned();
    let bytes = compose(&alert(Language::En, vec![evil]));
    let message = parse(&bytes);
    let html = message.body_html(0).unwrap();
    assert!(
        !html.contains("<script>")
            && html.contains("&lt;script&gt;")
            && html.contains("{{ 7 * 7 }}")
    );
}

#[test]
fn a_test_mail_says_so_in_both_languages() {
    for (language, subject) in [
        (Language::Fr, "Message d'essai de Colombier"),
        (Language::En, "Test message from Colombier"),
    ] {
        let mail = TestMail {
            message_id: "<v1.test.1.aaaaaaaaaaaaaaaa@example.org>".to_owned(),
            instance: "instance1234".to_owned(),
            date: "2026-11-21T23:05:00Z".parse().unwrap(),
            to: "boris@bücher.example".parse().unwrap(),
            from: "robot@example.org".parse().unwrap(),
            language,
        };
        let composed = MailComposer::new().test(&mail).unwrap();
        let message = parse(&composed.bytes);
        assert_eq!(message.subject(), Some(subject));
        assert_eq!(
            message.to().unwrap().first().unwrap().address(),
            Some("boris@xn--bcher-kva.example")
        );
        assert_eq!(raw(&message, "Auto-Submitted"), "auto-generated");
        assert!(message.header_raw("List-Id").is_none());
    }
}

/// The names of all headers, in order.
fn header_names(message: &Message<'_>) -> Vec<String> {
    message
        .headers()
        .iter()
        .map(|header| header.name().to_owned())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_name_brings_in_a_header_or_breaks_one(
        person in any::<String>(),
        folder in prop_oneof![any::<String>(), "\\PC{0,300}", "[ -~\r\n\0]{0,80}"],
        file in any::<String>(),
    ) {
        let composer = MailComposer::new();
        let plain = alert(Language::Fr, vec![line("a.pdf", Action::Add)]);
        let names = header_names(&parse(&composer.alert(&plain).unwrap().bytes));
        let mail = AlertMail {
            to: (plain.to.0.clone(), HeaderText::from(person.as_str())),
            from: (plain.from.0.clone(), HeaderText::from(person.as_str())),
            list_id: format!("{folder} <folder-7.example.org>"),
            folder_name: folder.clone(),
            folder_path: format!("/{folder}"),
            lines: vec![line(&file, Action::Modify)],
            through_groups: vec![folder.clone()],
            ..plain
        };
        let bytes = composer.alert(&mail).unwrap().bytes;
        prop_assert!(bytes.is_ascii());
        prop_assert!(bytes.split(|b| *b == b'\n').all(|line| line.len() <= 999), "a line is too long");
        let message = parse(&bytes);
        prop_assert_eq!(header_names(&message), names);
        prop_assert_eq!(message.to().unwrap().first().unwrap().address(), Some("boris@example.org"));
        prop_assert_eq!(message.message_id().unwrap(), "v1.alert.9.bbbbbbbbbbbbbbbb@example.org");
        prop_assert!(raw(&message, "List-Id").ends_with("<folder-7.example.org>"));
        prop_assert!(matches!(message.header("Subject"), Some(HeaderValue::Text(_))));
        let name = message.to().unwrap().first().unwrap().name().unwrap_or_default().to_owned();
        prop_assert_eq!(HeaderText::from(name.as_str()), HeaderText::from(person.as_str()));
    }
}
