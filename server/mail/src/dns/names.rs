use std::{net::IpAddr, panic::AssertUnwindSafe, time::Duration};

use async_trait::async_trait;
use flow::port::{Names, NoAnswer};
use futures::FutureExt as _;
use mail_auth::{SpfResult, spf::verify::SpfParameters};
use tokio::time::timeout;

use super::{Dns, ResolveError, Resolver as _};

/// How long all questions of one SPF evaluation may take (RFC 7208, section 4.6.4, asks for at least 20 s).
const PATIENCE: Duration = Duration::from_secs(20);

impl From<ResolveError> for NoAnswer {
    fn from(error: ResolveError) -> Self {
        if error.is_transient() {
            Self::Unknown(error.to_string())
        } else {
            Self::Missing
        }
    }
}

#[async_trait]
impl Names for Dns {
    async fn texts_of(&self, name: &str) -> Result<Vec<String>, NoAnswer> {
        Ok(self.texts(name).await?)
    }

    async fn exchanges_of(&self, domain: &str) -> Result<Vec<String>, NoAnswer> {
        let found = self.mail_exchanges(domain).await?;
        Ok(found.into_iter().map(|exchange| exchange.host).collect())
    }

    async fn addresses_of(&self, host: &str) -> Result<Vec<IpAddr>, NoAnswer> {
        Ok(self.addresses(host).await?)
    }

    async fn names_of(&self, address: IpAddr) -> Result<Vec<String>, NoAnswer> {
        Ok(self.names(address).await?)
    }

    async fn spf_of(&self, ip: IpAddr, helo: &str, mail_from: &str) -> &'static str {
        let Ok(authenticator) = self.authenticator() else {
            return "temperror";
        };
        let parameters = if mail_from.is_empty() {
            SpfParameters::verify_ehlo(ip, helo, helo)
        } else {
            SpfParameters::verify_mail_from(ip, helo, helo, mail_from)
        };
        let asked = AssertUnwindSafe(authenticator.verify_spf(parameters)).catch_unwind();
        match timeout(PATIENCE, asked).await {
            Ok(Ok(output)) => word(output.result()),
            // Too slow; or the library broke over what stands in a stranger's DNS.
            Ok(Err(_)) | Err(_) => "temperror",
        }
    }
}

const fn word(result: SpfResult) -> &'static str {
    match result {
        SpfResult::Pass => "pass",
        SpfResult::Fail => "fail",
        SpfResult::SoftFail => "softfail",
        SpfResult::Neutral => "neutral",
        SpfResult::TempError => "temperror",
        SpfResult::PermError => "permerror",
        SpfResult::None => "none",
    }
}
