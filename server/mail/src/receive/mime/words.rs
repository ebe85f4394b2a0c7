//! How mail programs say in French, English, German, Spanish, Italian, Dutch and Portuguese what they do for a person.

/// What a line above a quoted or forwarded message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderLabel {
    From,
    Date,
    To,
    Cc,
    Subject,
    ReplyTo,
}

const LABELS: &[(HeaderLabel, &[&str])] = &[
    (
        HeaderLabel::From,
        &[
            "from",
            "de",
            "von",
            "da",
            "van",
            "expéditeur",
            "remitente",
            "mittente",
            "afzender",
        ],
    ),
    (
        HeaderLabel::Date,
        &[
            "sent",
            "date",
            "envoyé",
            "envoyé le",
            "gesendet",
            "datum",
            "enviado",
            "enviado el",
            "enviada",
            "enviada em",
            "fecha",
            "inviato",
            "data",
            "verzonden",
        ],
    ),
    (
        HeaderLabel::To,
        &["to", "à", "an", "para", "a", "aan", "destinataire", "pour"],
    ),
    (HeaderLabel::Cc, &["cc", "kopie", "copie à", "copia"]),
    (
        HeaderLabel::Subject,
        &[
            "subject",
            "objet",
            "sujet",
            "betreff",
            "asunto",
            "oggetto",
            "onderwerp",
            "assunto",
        ],
    ),
    (
        HeaderLabel::ReplyTo,
        &[
            "reply-to",
            "répondre à",
            "antwort an",
            "responder a",
            "rispondi a",
            "antwoord aan",
        ],
    ),
];

/// The label a line begins with, as `From:`, `De :` or `*Von:*`, and what follows it.
pub(super) fn label_of(line: &str) -> Option<(HeaderLabel, &str)> {
    let line = line.trim_start_matches(['>', '*', '|', ' ', '\u{a0}', '\t', '\u{200e}']);
    let (label, value) = line.split_once([':', '：'])?;
    if label.len() > 40 {
        return None;
    }
    let label = label
        .trim_matches(['*', ' ', '\u{a0}', '\t'])
        .to_lowercase();
    let (kind, _) = LABELS
        .iter()
        .find(|(_, names)| names.contains(&label.as_str()))?;
    Some((*kind, value.trim_matches(['*', ' ', '\u{a0}', '\t'])))
}

/// Between dashes above what Outlook answers.
pub(super) const ORIGINAL_MESSAGE: &[&str] = &[
    "original message",
    "original appointment",
    "message d'origine",
    "message d’origine",
    "message original",
    "ursprüngliche nachricht",
    "originalnachricht",
    "original-nachricht",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "mensagem original",
    "reply message",
];

/// How a line begins, and what it says, above a quoted answer.
pub(super) const WROTE: &[(&str, &str)] = &[
    ("on ", " wrote"),
    ("le ", " a écrit"),
    ("le ", " écrivait"),
    ("am ", " schrieb"),
    ("el ", " escribió"),
    ("il ", " ha scritto"),
    ("op ", " schreef"),
    ("em ", " escreveu"),
    ("a ", " escreveu"),
    ("no dia ", " escreveu"),
    ("on ", " schreef"),
    ("\"", " wrote"),
];

/// Above a forwarded message, between dashes or on a line that ends with a colon.
pub(super) const FORWARDED: &[&str] = &[
    // Gmail, Thunderbird
    "forwarded message",
    "message transféré",
    "weitergeleitete nachricht",
    "mensaje reenviado",
    "messaggio inoltrato",
    "doorgestuurd bericht",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "forwarded by",
    // Apple Mail
    "begin forwarded message",
    "début du message réexpédié",
    "début du message transféré",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "inicio del mensaje reenviado",
    "inizio messaggio inoltrato",
    "begin doorgestuurd bericht",
    "início da mensagem reencaminhada",
    "início da mensagem encaminhada",
];

/// What a subject begins with when a message was forwarded.
pub(super) const FORWARD_PREFIXES: &[&str] = &[
    "fw:", "fwd:", "tr:", "tr :", "wg:", "rv:", "rif:", "i:", "enc:", "doorst:", "res:", "vs:",
];
