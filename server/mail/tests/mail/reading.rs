//! Reading messages as customers, daemons and attackers write them.

use std::time::{Duration, Instant};

use domain::{address::EmailAddress, received::MessageClass};
use flow::port::{MessageReader as _, ReadMessage};
use mail::receive::MailReader;
use proptest::prelude::*;

/// What a debug build may take where a release build has 200 ms.
const SHORT: Duration = Duration::from_secs(3);

/// Reads `raw`, and asks that it neither broke the reader nor took long.
fn read_soon(name: &str, raw: &[u8]) -> ReadMessage {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long the real thing takes is what is asked"
    )]
    let begun = Instant::now();
    let message = MailReader.read(raw);
    let took = begun.elapsed();
    assert!(took < SHORT, "{name}: {took:?}");
    let broke = message
        .faults
        .iter()
        .any(|fault| fault == "it cannot be read");
    assert!(!broke, "{name} broke the reader");
    message
}

fn read(raw: &str) -> ReadMessage {
    MailReader.read(raw.replace('\n', "\r\n").as_bytes())
}

#[test]
fn headers_are_decoded_cleaned_and_split() {
    let message = read(
        "From: =?utf-8?q?=C3=89lodie_a=0Ab?= <Elodie@Mairie.Example>\nTo: undisclosed: a@x.example, B <b@x.example>;\n\
         Cc: (((((c) c@x.example\nSubject: =?iso-8859-1?Q?caf=E9?=\n =?utf-8?B?IMOgIDEwIGg=?=\n\
         Message-ID: <1@x.example>\nIn-Reply-To: <0@x.example>\nReferences: <a@x.example>\n <0@x.example>\n\
         Delivered-To: support@x.example\nX-Original-To: help@x.example\nX-Colombier-Loop: abc\n\
         Date: Thu, 26 Nov 2026 10:00:00 +0100\n\nHello\n",
    );
    let (address, name) = message.from.unwrap();
    assert_eq!(
        (address.as_str(), name.as_str()),
        ("Elodie@mairie.example", "Élodie a b")
    );
    assert_eq!(message.to.len(), 2);
    assert_eq!(message.subject, "café à 10 h");
    assert_eq!(message.message_id.as_deref(), Some("<1@x.example>"));
    assert_eq!(message.references, ["<a@x.example>", "<0@x.example>"]);
    assert_eq!(message.in_reply_to, ["<0@x.example>"]);
    let routes: Vec<&str> = message.routes.iter().map(EmailAddress::as_str).collect();
    assert_eq!(routes, ["support@x.example", "help@x.example"]);
    assert_eq!(message.loop_marker.as_deref(), Some("abc"));
    assert_eq!(
        message.date.unwrap().to_string(),
        "2026-11-26T09:00:00.000Z"
    );
    assert_eq!(
        (message.text.as_str(), message.class),
        ("Hello", MessageClass::Normal)
    );
    assert!(message.faults.is_empty(), "{:?}", message.faults);
}

#[test]
fn undeclared_eight_bit_headers_are_read_as_they_were_meant() {
    let message = MailReader
        .read(b"From: Andr\xe9 <a@x.example>\r\nSubject: \xc3\xa9t\xc3\xa9\r\n\r\nna\xefve\r\n");
    assert_eq!(
        (message.from.unwrap().1.as_str(), message.subject.as_str()),
        ("André", "été")
    );
    assert_eq!(message.text, "naïve");
}

#[test]
fn text_html_images_and_files_are_told_apart() {
    let message = read(
        "From: a@x.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"out\"\n\npreamble\n--out\n\
         Content-Type: multipart/related; boundary=in\n\n--in\nContent-Type: multipart/alternative; boundary=alt\n\n\
         --alt\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\ncaf=C3=A9\n\
         --alt\nContent-Type: text/html\n\n<p>caf&eacute; <img src=\"cid:logo@x\"></p>\n--alt--\n\
         --in\nContent-Type: image/png; name=logo.png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: inline\n\niVBORw0KGgo=\n--in--\n\n--out\nContent-Type: application/pdf\n\
         Content-Disposition: attachment; filename*0*=UTF-8''..%2Fd%C3%A9; filename*1=vis.pdf\n\
         Content-Transfer-Encoding: base64\n\nJVBERi0=\n--out\nContent-Type: message/rfc822\n\n\
         From: b@x.example\nSubject: inner: one\n\ninner text\n--out\nContent-Type: application/ms-tnef; name=\"winmail.dat\"\n\n\
         x\n--out--\nepilogue\n",
    );
    assert_eq!(message.text, "café");
    assert!(message.html.unwrap().contains("cid:logo@x"));
    let files: Vec<_> = message
        .attachments
        .iter()
        .map(|one| (one.part, one.name.as_str(), one.size, one.inline))
        .collect();
    assert_eq!(
        files,
        [
            (1, "logo.png", 8, true),
            (2, "dévis.pdf", 5, false),
            (3, "inner one.eml", 52, false),
            (4, "winmail.dat", 1, false)
        ]
    );
    assert_eq!(message.attachments[0].content_id.as_deref(), Some("logo@x"));
}

#[test]
fn an_attachment_gives_its_bytes_and_no_other() {
    let raw = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\nbegin 644 cat.txt\n#0V%T\n`\nend\n--b\n\
                Content-Disposition: attachment; filename=\"=?utf-8?q?=C3=A9?=.bin\"\nContent-Transfer-Encoding: base64\n\nAAEC\n--b--\n";
    let message = MailReader.read(raw);
    assert_eq!(message.text, "text");
    let names: Vec<&str> = message
        .attachments
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["cat.txt", "é.bin"]);
    assert_eq!(MailReader.attachment(raw, 1).unwrap(), b"Cat");
    assert_eq!(MailReader.attachment(raw, 2).unwrap(), [0, 1, 2]);
    assert_eq!(MailReader.attachment(raw, 3), None);
    assert_eq!(MailReader.attachment(raw, 0), None);
}

#[test]
fn what_is_no_mail_is_still_text() {
    for raw in [
        "just words\nand more",
        "",
        "\n\n\n",
        "Content-Type: multipart/mixed; boundary=x\n\nno parts here",
    ] {
        let message = read(raw);
        assert_eq!(
            message.text,
            raw.rsplit("\n\n").next().unwrap().trim(),
            "{raw}"
        );
        assert!(message.from.is_none() && !message.faults.is_empty());
    }
    let html_only =
        read("Subject: x\nContent-Type: text/html; charset=utf-8\n\n<p>Hello<br>you</p>");
    assert_eq!(html_only.text, "Hello\nyou");
    let invitation = read(
        "Content-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:Lunch\\, now\nLOCATION:Here\nEND:VEVENT\n",
    );
    assert_eq!(
        (invitation.text.as_str(), invitation.attachments.len()),
        ("Lunch, now\nHere", 1)
    );
}

#[test]
fn programs_lists_and_people_are_told_apart() {
    for (headers, class, reason) in [
        ("Subject: x", MessageClass::Normal, ""),
        ("Auto-Submitted: no", MessageClass::Normal, ""),
        (
            "Auto-Submitted: auto-replied (vacation)",
            MessageClass::Auto,
            "auto-submitted: auto-replied (vacation)",
        ),
        ("Precedence: bulk", MessageClass::Auto, "precedence: bulk"),
        ("X-Autoreply: yes", MessageClass::Auto, "x-autoreply: yes"),
        (
            "List-Id: The list <l.x.example>",
            MessageClass::List,
            "list-id: The list <l.x.example>",
        ),
        (
            "List-Id: <l.x.example>\nPrecedence: junk",
            MessageClass::Auto,
            "precedence: junk",
        ),
        (
            "X-Auto-Response-Suppress: All",
            MessageClass::Normal,
            "x-auto-response-suppress: All",
        ),
        (
            "X-MS-Exchange-Inbox-Rules-Loop: a@x.example",
            MessageClass::Normal,
            "x-ms-exchange-inbox-rules-loop: a@x.example",
        ),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            MessageClass::Auto,
            "multipart/report: disposition-notification",
        ),
        (
            "From: MAILER-DAEMON\nSubject: failure notice",
            MessageClass::Bounce,
            "from: a mail daemon",
        ),
    ] {
        let message = read(&format!("{headers}\n\nbody\n"));
        assert_eq!(message.class, class, "{headers}");
        assert!(
            reason.is_empty() || message.reasons.iter().any(|one| one == reason),
            "{:?}",
            message.reasons
        );
        assert_eq!(message.suppress_auto_response, headers.contains("Suppress"));
    }
}

#[test]
fn delivery_reports_name_recipient_status_words_and_mail() {
    let standard = "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\n\
        Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; anna@x.example\n\
        Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n\
        Final-Recipient: rfc822;bob@x.example\nAction: delayed\nStatus: 4.4.1 (late)\n--b\n\
        Content-Type: text/rfc822-headers\n\nMessage-ID: <v1.a.1.mac@us.example>\nSubject: x\n--b--\n";
    let qmail = "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\n\
        I'm afraid I wasn't able to deliver your message.\n\n<anna@x.example>:\n550 5.1.1 no such user\n\n\
        --- Below this line is a copy of the message.\n\nReturn-Path: <a@us.example>\nMessage-ID: <v1.a.1.mac@us.example>\nTo: anna@x.example\n";
    let postfix = "From: MAILER-DAEMON@mx.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\n\
        This is the mail system at host mx.example.\n\n<anna@x.example>: host x.example[192.0.2.1] said: 550 5.1.1\n    no such user (in reply to RCPT TO\n    command)\n\n\
        Message-Id: <v1.a.1.mac@us.example>\n";
    let exchange = "From: postmaster@x.example\nSubject: Undeliverable: Hello\n\nDelivery has failed to these recipients or groups:\n\n\
        anna@x.example\nThe email address you entered couldn't be found. 550 5.1.1 RESOLVER.ADR.RecipNotFound; no such user\n\n\
        Original message headers:\n\nMessage-ID: <v1.a.1.mac@us.example>\n";
    for raw in [standard, qmail, postfix, exchange] {
        let message = read(raw);
        assert_eq!(message.class, MessageClass::Bounce);
        let report = message.bounce.unwrap();
        assert_eq!(
            report.original_message_id.as_deref(),
            Some("<v1.a.1.mac@us.example>"),
            "{raw}"
        );
        let first = &report.recipients[0];
        assert_eq!(
            first.address.as_ref().unwrap().as_str(),
            "anna@x.example",
            "{raw}"
        );
        assert_eq!(
            (first.status.as_deref(), first.delayed),
            (Some("5.1.1"), false)
        );
        assert!(
            first.diagnostic.as_ref().unwrap().contains("no such user"),
            "{first:?}"
        );
    }
    let second = &read(standard).bounce.unwrap().recipients[1];
    assert_eq!(
        (second.delayed, second.status.as_deref()),
        (true, Some("4.4.1"))
    );
}

#[test]
fn quoted_text_is_found_in_the_languages_of_our_users() {
    for quote in [
        "On Mon, 1 Jan 2026 at 10:00, Anna <a@x.example>\nwrote:\n> Hi",
        "Le lun. 1 janv. 2026 à 10:00, Anna <a@x.example> a écrit :\n\n> Hi\n>\n> you",
        "Am 01.01.26 um 10:00 schrieb Anna:\nHi",
        "El lun, 1 ene 2026 a las 10:00, Anna (<a@x.example>) escribió:\n> Hi",
        "Il giorno lun 1 gen 2026 alle ore 10:00 Anna <a@x.example> ha scritto:\n> Hi",
        "Op ma 1 jan 2026 om 10:00 schreef Anna <a@x.example>:\n> Hi",
        "Em seg., 1 de jan. de 2026 às 10:00, Anna <a@x.example> escreveu:\n> Hi",
        "Anna <a@x.example> escreveu (segunda, 1/01/2026 à(s) 10:00):\n> Hi",
        "Anna <a@x.example> a écrit :\n> Hi",
        "-----Original Message-----\nFrom: Anna\nHi",
        "-----Message d'origine-----\nDe : Anna\nHi",
        "________________________________\nDe : Anna <a@x.example>\nEnvoyé : lundi\nÀ : Bob\nObjet : x\n\nHi",
        "Von: Anna <a@x.example>\nGesendet: Montag\nAn: Bob\nBetreff: x\n\nHi",
        "Da: Anna\nInviato: lunedì\nA: Bob\nOggetto: x\n\nHi",
        "> Hi\n> you",
    ] {
        let message = read(&format!(
            "Subject: Re: x\n\nMy answer.\n\nAnna\n\n{quote}\n"
        ));
        assert_eq!(
            message.quoted_from,
            Some("My answer.\n\nAnna\n\n".len()),
            "{quote}"
        );
    }
    for open in [
        "I do not quote. On Monday we wrote: nothing\n",
        "On Monday Anna wrote:\n> one\nMy answer below\n",
        "Hi\n\nOn Monday Anna wrote:\n> one\nYes\n> two\nNo\n",
        "> only quoted\n",
    ] {
        assert_eq!(
            read(&format!("Subject: x\n\n{open}")).quoted_from,
            None,
            "{open}"
        );
    }
}

const FORWARDS: &[(&str, &str)] = &[
    (
        "Fwd: x",
        "See below.\n\n---------- Forwarded message ---------\nFrom: Cust Omer <c@y.example>\nDate: Mon\nSubject: x\nTo: <us@x.example>\n\nHelp",
    ),
    (
        "Tr: x",
        "---------- Message transféré ---------\nDe : Cust Omer <c@y.example>\nDate: lun.\nSubject: x",
    ),
    (
        "Re: x",
        "Début du message réexpédié :\n\n> De: Cust Omer <c@y.example>\n> Objet: x\n",
    ),
    (
        "x",
        "Begin forwarded message:\n\nFrom: \"Cust Omer\" <c@y.example>\nSubject: x\n",
    ),
    (
        "TR: x",
        "De : Cust Omer [mailto:c@y.example]\nEnvoyé : lundi\nÀ : nous\nObjet : x\n\nAide",
    ),
    (
        "WG: x",
        "________________________________\nVon: Cust Omer <c@y.example>\nGesendet: Montag\nAn: uns\nBetreff: x",
    ),
    (
        "Fwd: x",
        "-------- Weitergeleitete Nachricht --------\nBetreff: \tx\nDatum: \tMon\nVon: \tCust Omer <c@y.example>\nAn: \tu@x.example",
    ),
    (
        "RV: x",
        "-------- Mensaje reenviado --------\nAsunto: x\nDe: Cust Omer\n<c@y.example>\n",
    ),
    (
        "I: x",
        "Da: Cust Omer <c@y.example>\nInviato: lunedì\nA: noi\nOggetto: x",
    ),
    (
        "Fwd: x",
        "Begin doorgestuurd bericht:\n\n*Van:* Cust Omer <c@y.example>\n*Onderwerp:* x",
    ),
    (
        "ENC: x",
        "De: Cust Omer <c@y.example>\nEnviada em: segunda\nPara: nós\nAssunto: x",
    ),
];

#[test]
fn the_customer_behind_a_forward_is_found() {
    for (subject, text) in FORWARDS {
        let message = read(&format!(
            "From: agent@x.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        ));
        let (address, name) = message.forwarded_from.unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (address.as_str(), name.as_str()),
            ("c@y.example", "Cust Omer"),
            "{text}"
        );
        assert_eq!(message.quoted_from, None);
    }
    assert_eq!(
        read("Subject: Re: x\n\nFrom: a@x.example is what I wrote\n").forwarded_from,
        None
    );
}

#[test]
fn hostile_forms_are_read_in_short_time() {
    let parts = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
        "--b\n\nx\n".repeat(10_000)
    );
    let deep = |at| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n");
    let deep = (0..10_000).map(deep).collect::<Vec<_>>().concat();
    let messages = "Content-Type: message/rfc822\n\n".repeat(10_000);
    let same = "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(10_000);
    let comments = format!(
        "From: {}a@x.example\nContent-Type: {}text/plain\nDate: {}\n\nx",
        "(".repeat(100_000),
        "(".repeat(100_000),
        "(".repeat(60_000)
    );
    let headers = format!("{}\n\nx", "A: b\n".repeat(200_000));
    let ids = format!("References: {}\n\nx", "<a@b>\n ".repeat(100_000));
    let begins = format!("X: y\n\n{}", "begin 644 x\n".repeat(100_000));
    let dashes = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{}",
        "--b \n".repeat(400_000)
    );
    let names = format!(
        "From: a@x.example\nSubject: {}\n\n{}",
        "=?utf-8?q?a?= ".repeat(4_000),
        "On x\n".repeat(100_000)
    );
    let page = format!("Content-Type: text/html\n\n{}", "<div><b>".repeat(100_000));
    for (name, raw) in [
        ("parts", parts),
        ("deep", deep),
        ("messages", messages),
        ("same", same),
        ("comments", comments),
        ("headers", headers),
        ("ids", ids),
        ("begins", begins),
        ("dashes", dashes),
        ("names", names),
        ("page", page),
        ("line", "x".repeat(10_000_000)),
    ] {
        read_soon(name, raw.as_bytes());
    }
}

/// Python's own test mails lie with its library where that has its tests; `PYTHON_MAILS` names another folder.
#[test]
fn every_test_mail_of_python_is_read() {
    let mut read = 0;
    for file in python_mails() {
        let raw = std::fs::read(&file).unwrap();
        let message = read_soon(&file.display().to_string(), &raw);
        let shows =
            !message.text.is_empty() || !message.attachments.is_empty() || raw.len() < 2_000;
        assert!(shows, "{}: {message:?}", file.display());
        for attachment in &message.attachments {
            let bytes = MailReader.attachment(&raw, attachment.part).unwrap();
            assert_eq!(bytes.len() as u64, attachment.size, "{}", file.display());
        }
        read += 1;
    }
    if read == 0 {
        eprintln!(
            "SKIPPED: 0 of Python's test mails are on this machine (set PYTHON_MAILS to their folder)"
        );
    } else {
        eprintln!("{read} of Python's test mails were read");
    }
}

fn python_mails() -> Vec<std::path::PathBuf> {
    let home = std::env::var("HOME").unwrap_or_default();
    let mut folders: Vec<std::path::PathBuf> = std::env::var_os("PYTHON_MAILS")
        .map(Into::into)
        .into_iter()
        .collect();
    for base in [format!("{home}/.pyenv/versions"), "/usr/lib".to_owned()] {
        for version in std::fs::read_dir(base).into_iter().flatten().flatten() {
            let library = version.path().join("lib");
            folders.push(version.path().join("test/test_email/data"));
            let inner = std::fs::read_dir(library).into_iter().flatten().flatten();
            folders.extend(inner.map(|python| python.path().join("test/test_email/data")));
        }
    }
    let files = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
    let files = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"));
    files.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_break_the_reader(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let message = MailReader.read(&raw);
        prop_assert!(!message.faults.iter().any(|fault| fault == "it cannot be read"));
    }

    #[test]
    fn no_mix_of_the_pieces_of_mail_breaks_the_reader(pieces in proptest::collection::vec(0..PIECES.len(), 0..80)) {
        let raw: String = pieces.into_iter().map(|at| PIECES[at]).collect();
        let message = MailReader.read(raw.as_bytes());
        prop_assert!(!message.faults.iter().any(|fault| fault == "it cannot be read"), "{raw:?}");
        if let Some(at) = message.quoted_from {
            prop_assert!(message.text.is_char_boundary(at) && at > 0);
        }
        for file in &message.attachments {
            prop_assert!(MailReader.attachment(raw.as_bytes(), file.part).is_some());
        }
        if let Some(html) = &message.html {
            let safe = MailReader.sanitise(html, "/cid/", false);
            prop_assert!(!safe.contains("<script") && !safe.contains("onload"));
        }
    }
}

const PIECES: &[&str] = &[
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    ";",
    "\"",
    "(",
    ")",
    "<",
    ">",
    "\\",
    "=?utf-8?q?=C3?=",
    "=?",
    "?=",
    "=",
    "é",
    "\u{a0}",
    "\0",
    "From: ",
    "To: ",
    "Subject: ",
    "Date: ",
    "a@x.example",
    "Message-ID: <",
    "References: ",
    "Content-Type: ",
    "text/html",
    "text/plain; format=flowed; charset=",
    "multipart/mixed; boundary=b",
    "multipart/alternative; boundary=\"c\"",
    "multipart/report; boundary=b",
    "message/rfc822",
    "message/delivery-status",
    "--b\n",
    "--b--\n",
    "--c\n",
    "--c--",
    "\n\n",
    "Content-Transfer-Encoding: base64\n",
    "quoted-printable",
    "Content-Disposition: attachment; filename*0*=utf-8''%C3",
    "begin 644 x\n",
    "#0V%T\n",
    "end\n",
    "<div ",
    "</div>",
    "<b>",
    "<!--",
    "-->",
    "<script>",
    "<img src=cid:x onload=x>",
    "&eacute;",
    "&#xFFFFFFF;",
    "On x wrote:\n",
    "> ",
    "De : ",
    "-----Original Message-----\n",
    "Begin forwarded message:\n",
    "Final-Recipient: rfc822; ",
];
