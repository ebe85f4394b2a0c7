use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{event::Reason, outbox::SendFailure, settings::SmtpAuth};
use flow::port::RelaySettings;

use super::{
    connection::Connection,
    failure::{Step, failure, relay},
    offers::Offers,
    reply::{Reply, StepError},
};

/// "Go on": the relay waits for the next part.
const CHALLENGE: u16 = 334;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mechanism {
    Plain,
    Login,
    Xoauth2,
}

impl Mechanism {
    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::Xoauth2 => "XOAUTH2",
        }
    }
}

/// Tells the relay who we are, as set (RFC 4954). The connection is protected before, unless set otherwise.
pub(super) async fn authenticate(
    connection: &mut Connection,
    settings: &RelaySettings,
) -> Result<(), SendFailure> {
    let Some(mechanism) = choose(settings, connection.offers())? else {
        return Ok(());
    };
    let reply = match mechanism {
        Mechanism::Plain => plain(connection, settings).await,
        Mechanism::Login => login(connection, settings).await,
        Mechanism::Xoauth2 => xoauth2(connection, settings).await,
    };
    match reply {
        Ok(reply) if reply.code / 100 == 2 => Ok(()),
        Ok(reply) => Err(relay(
            Reason::AuthFailed,
            format!("the relay asked for more than was due: {}", reply.text),
        )),
        Err(error) => Err(failure(Step::Auth, error)),
    }
}

/// The mechanism to use; `None`: no authentication is wanted.
fn choose(settings: &RelaySettings, offers: &Offers) -> Result<Option<Mechanism>, SendFailure> {
    if settings.username.is_empty() {
        return Ok(None);
    }
    let wanted: &[Mechanism] = match settings.auth {
        SmtpAuth::None => return Ok(None),
        SmtpAuth::Auto => &[Mechanism::Plain, Mechanism::Login],
        SmtpAuth::Plain => &[Mechanism::Plain],
        SmtpAuth::Login => &[Mechanism::Login],
        SmtpAuth::Xoauth2 => &[Mechanism::Xoauth2],
    };
    let offered = |mechanism: &&Mechanism| offers.auth.iter().any(|name| name == mechanism.name());
    match wanted.iter().find(offered) {
        Some(mechanism) => Ok(Some(*mechanism)),
        None => Err(relay(Reason::AuthFailed, not_offered(offers))),
    }
}

fn not_offered(offers: &Offers) -> String {
    if offers.auth.is_empty() {
        "the relay offers no authentication, but there is a user name".to_owned()
    } else {
        format!(
            "the relay offers other authentication only: {}",
            offers.auth.join(", ")
        )
    }
}

async fn plain(connection: &mut Connection, settings: &RelaySettings) -> Result<Reply, StepError> {
    let secret = STANDARD.encode(format!("\0{}\0{}", settings.username, settings.password));
    connection
        .say_secret(&format!("AUTH PLAIN {secret}\r\n"), "AUTH PLAIN ****")
        .await
}

/// The questions are not read: they are `Username:` and `Password:`, in whatever words.
async fn login(connection: &mut Connection, settings: &RelaySettings) -> Result<Reply, StepError> {
    let mut reply = connection.say("AUTH LOGIN\r\n").await?;
    for answer in [&settings.username, &settings.password] {
        if reply.code != CHALLENGE {
            break;
        }
        reply = connection
            .say_secret(&format!("{}\r\n", STANDARD.encode(answer)), "****")
            .await?;
    }
    Ok(reply)
}

/// The password is the access token. A refusal comes as a challenge to be answered with an empty line.
async fn xoauth2(
    connection: &mut Connection,
    settings: &RelaySettings,
) -> Result<Reply, StepError> {
    let secret = STANDARD.encode(format!(
        "user={}\x01auth=Bearer {}\x01\x01",
        settings.username, settings.password
    ));
    let reply = connection
        .say_secret(&format!("AUTH XOAUTH2 {secret}\r\n"), "AUTH XOAUTH2 ****")
        .await?;
    if reply.code == CHALLENGE {
        connection.say("\r\n").await
    } else {
        Ok(reply)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::settings::SmtpSecure;

    use super::*;

    fn settings(auth: SmtpAuth, username: &str) -> RelaySettings {
        RelaySettings {
            host: "relay".to_owned(),
            port: 25,
            secure: SmtpSecure::None,
            auth,
            username: username.to_owned(),
            password: "secret".to_owned(),
            ehlo_name: String::new(),
            timeout: Duration::from_secs(1),
        }
    }

    fn offers(names: &[&str]) -> Offers {
        Offers {
            auth: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Offers::default()
        }
    }

    #[test]
    fn auto_prefers_plain_and_takes_login() {
        let auto = settings(SmtpAuth::Auto, "anna");
        assert_eq!(
            choose(&auto, &offers(&["LOGIN", "PLAIN"])),
            Ok(Some(Mechanism::Plain))
        );
        assert_eq!(
            choose(&auto, &offers(&["XOAUTH2", "LOGIN"])),
            Ok(Some(Mechanism::Login))
        );
        assert_eq!(
            choose(&auto, &offers(&["XOAUTH2"])).unwrap_err().reason,
            Reason::AuthFailed
        );
        assert_eq!(
            choose(&auto, &offers(&[])).unwrap_err().reason,
            Reason::AuthFailed
        );
    }

    #[test]
    fn without_a_user_name_or_with_none_nothing_is_said() {
        assert_eq!(
            choose(&settings(SmtpAuth::Plain, ""), &offers(&["PLAIN"])),
            Ok(None)
        );
        assert_eq!(
            choose(&settings(SmtpAuth::None, "anna"), &offers(&["PLAIN"])),
            Ok(None)
        );
    }
}
