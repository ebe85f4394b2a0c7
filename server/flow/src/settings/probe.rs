//! Which port and protection a mail server takes: all the usual ones are tried at once.

use std::time::Duration;

use domain::{
    refusal::Refusal,
    settings::{SmtpAuth, SmtpSecure},
    wire::{SmtpProbe, SmtpProbeForm, SmtpWay},
};
use futures::future::join_all;

use super::{trial::protection, verdict};
use crate::{Flow, FlowError, access::MayAdmin, port::RelaySettings};

/// How long each step of each try may take.
const PATIENCE: Duration = Duration::from_secs(6);

/// In the order in which they are proposed (RFC 8314, section 3.3; 25 is for mail between servers).
const USUAL: [(u16, SmtpSecure); 3] = [
    (465, SmtpSecure::Implicit),
    (587, SmtpSecure::Starttls),
    (25, SmtpSecure::Starttls),
];

impl Flow {
    /// Greets a server at its usual ports, or at the one given in every way, and proposes the first that works.
    /// Nothing is sent, nobody signs in.
    pub async fn probe_smtp(
        &self,
        _may: &MayAdmin,
        form: &SmtpProbeForm,
    ) -> Result<SmtpProbe, FlowError> {
        let host = form.smtp_host.trim();
        if host.is_empty() || host.len() > 255 || host.contains(char::is_whitespace) {
            return Err(Refusal::BadField("smtp_host").into());
        }
        let ways: Vec<(u16, SmtpSecure)> = match form.smtp_port {
            None => USUAL.to_vec(),
            Some(0) => return Err(Refusal::BadField("smtp_port").into()),
            Some(port) => [SmtpSecure::Implicit, SmtpSecure::Starttls, SmtpSecure::None]
                .map(|secure| (port, secure))
                .to_vec(),
        };
        let tried = ways.into_iter().map(|way| self.way_to(host, way));
        let tried = join_all(tried).await;
        Ok(SmtpProbe {
            proposal: tried.iter().find(|way| way.ok).cloned(),
            tried,
        })
    }

    async fn way_to(&self, host: &str, (port, secure): (u16, SmtpSecure)) -> SmtpWay {
        let settings = RelaySettings {
            host: host.to_owned(),
            port,
            secure,
            auth: SmtpAuth::None,
            username: String::new(),
            password: String::new(),
            ehlo_name: self.sender_domain(&self.directory()),
            timeout: PATIENCE,
        };
        let greeted = self.world.relay.greet(&settings).await;
        SmtpWay {
            smtp_port: port,
            smtp_secure: secure,
            ok: greeted.failure.is_none(),
            auth: greeted.auth,
            tls: greeted.tls.map(protection),
            failure: greeted.failure.as_ref().map(verdict::failure),
        }
    }
}
