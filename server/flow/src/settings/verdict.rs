//! Why a test mail did not go, in words for the admin: what it means, and what to do next.

use domain::{
    event::Reason,
    outbox::SendFailure,
    settings::CrossedPort,
    wire::{Failure, Words},
};

use super::explanation::explain;

/// French and English.
type Pair = (&'static str, &'static str);

/// Of what the relay said, or of what was found out on the way to it.
pub(super) fn failure(failure: &SendFailure) -> Failure {
    let (mut sentence, advice) = if let Some(known) = explain(failure) {
        (known.sentence.clone(), known.advice.clone())
    } else {
        let (sentence, advice) = words_of(failure.reason);
        (words(sentence), words(advice))
    };
    if let Some(code) = failure.smtp_code {
        let enhanced = failure.smtp_enhanced.as_deref().unwrap_or_default();
        let said = format!("{enhanced} {}", failure.smtp_text);
        let said = said.trim();
        sentence.fr = format!("{} Il répond : « {code} {said} ».", sentence.fr);
        sentence.en = format!("{} It answers: “{code} {said}”.", sentence.en);
    }
    Failure {
        code: failure.reason.code().to_owned(),
        sentence,
        advice,
    }
}

/// No relay, or no sender.
pub(super) fn not_configured() -> Failure {
    fixed(
        Reason::SmtpNotConfigured.code(),
        words_of(Reason::SmtpNotConfigured),
    )
}

/// A port and a protection that do not go together: said without waiting for it to fail.
pub(super) fn crossed(crossed: CrossedPort) -> Failure {
    let texts = match crossed {
        CrossedPort::SubmissionWithImplicit => (
            (
                "Le port 587 attend STARTTLS, mais la protection choisie est TLS dès le premier octet.",
                "Port 587 expects STARTTLS, but the protection chosen is TLS from the first byte.",
            ),
            (
                "Choisissez STARTTLS, ou le port 465 avec TLS implicite.",
                "Choose STARTTLS, or port 465 with implicit TLS.",
            ),
        ),
        CrossedPort::SubmissionsWithStarttls => (
            (
                "Le port 465 attend TLS dès le premier octet, mais la protection choisie est STARTTLS.",
                "Port 465 expects TLS from the first byte, but the protection chosen is STARTTLS.",
            ),
            (
                "Choisissez TLS implicite, ou le port 587 avec STARTTLS.",
                "Choose implicit TLS, or port 587 with STARTTLS.",
            ),
        ),
    };
    fixed("port_crossed", texts)
}

fn fixed(code: &str, (sentence, advice): (Pair, Pair)) -> Failure {
    Failure {
        code: code.to_owned(),
        sentence: words(sentence),
        advice: words(advice),
    }
}

fn words((fr, en): Pair) -> Words {
    Words {
        fr: fr.to_owned(),
        en: en.to_owned(),
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "a table of texts, one entry a reason"
)]
const fn words_of(reason: Reason) -> (Pair, Pair) {
    match reason {
        Reason::SmtpNotConfigured => (
            (
                "Aucun serveur d’envoi ou aucun expéditeur par défaut n’est réglé.",
                "No mail server or no default sender is set.",
            ),
            (
                "Indiquez le serveur et l’expéditeur par défaut.",
                "Fill in the server and the default sender.",
            ),
        ),
        Reason::Unreachable => (
            (
                "Le serveur d’envoi ne peut pas être joint, ou il a coupé.",
                "The mail server cannot be reached, or it hung up.",
            ),
            (
                "Vérifiez le nom du serveur et le port, et qu’aucun pare-feu ne bloque la connexion.",
                "Check the server’s name and port, and that no firewall blocks the connection.",
            ),
        ),
        Reason::TlsFailed => (
            (
                "La connexion chiffrée n’a pas pu être établie.",
                "The encrypted connection could not be established.",
            ),
            (
                "Vérifiez la protection (STARTTLS ou TLS implicite), le port, et que le certificat du serveur porte son nom. Rien n’est envoyé en clair.",
                "Check the protection (STARTTLS or implicit TLS), the port, and that the server’s certificate bears its name. Nothing is sent in clear text.",
            ),
        ),
        Reason::AuthFailed => (
            (
                "Le serveur refuse l’identifiant ou le mot de passe.",
                "The server refuses the user name or the password.",
            ),
            (
                "Saisissez à nouveau l’identifiant et le mot de passe ; certains fournisseurs exigent un mot de passe d’application.",
                "Type the user name and the password again; some providers ask for an app password.",
            ),
        ),
        Reason::RefusedSender => (
            (
                "Le serveur refuse l’expéditeur par défaut.",
                "The server refuses the default sender.",
            ),
            (
                "Choisissez une adresse que ce compte a le droit d’utiliser.",
                "Choose an address that this account is allowed to use.",
            ),
        ),
        Reason::RefusedRecipient | Reason::AddressInvalid => (
            (
                "Le serveur refuse ce destinataire.",
                "The server refuses this recipient.",
            ),
            (
                "Vérifiez l’adresse, ou essayez-en une autre.",
                "Check the address, or try another one.",
            ),
        ),
        Reason::RefusedContent => (
            (
                "Le serveur refuse le contenu du message.",
                "The server refuses the content of the mail.",
            ),
            (
                "Lisez sa réponse ci-dessous : souvent un filtre ou une limite de taille.",
                "Read its answer below: often a filter or a size limit.",
            ),
        ),
        _ => (
            ("Le message n’est pas parti.", "The mail did not go."),
            ("Lisez l’échange ci-dessous.", "Read the dialogue below."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use domain::outbox::FailureScope;

    use super::*;

    #[test]
    fn a_refused_password_is_said_plainly_in_both_languages_with_the_servers_words() {
        let refused = SendFailure {
            scope: FailureScope::Relay,
            reason: Reason::AuthFailed,
            transient: false,
            smtp_code: Some(535),
            smtp_enhanced: None,
            smtp_text: "no such luck".to_owned(),
        };
        let told = failure(&refused);
        assert_eq!(told.code, "auth_failed");
        assert!(
            told.sentence.en.contains("password") && told.sentence.en.contains("535 no such luck")
        );
        assert!(told.sentence.fr.contains("mot de passe"));
        assert!(!told.advice.fr.is_empty() && !told.advice.en.is_empty());
    }
}
