use std::{
    io,
    sync::{Arc, OnceLock},
};

use flow::port::{CertificateFacts, TlsFacts};
use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        self, CertificateError, ClientConfig, RootCertStore,
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};
use x509_parser::{certificate::X509Certificate, extensions::GeneralName, prelude::FromDer as _};

/// Whom the relay's certificate is trusted from: the platform's roots, and these.
#[derive(Clone, Debug, Default)]
pub struct Tls {
    /// Further root certificates, PEM.
    pub extra_roots_pem: Option<Vec<u8>>,
}

/// The further roots cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reading the further root certificates: {0}")]
pub struct BadRoots(String);

/// Our side of TLS.
pub(crate) struct TlsClient {
    extra: Vec<CertificateDer<'static>>,
    /// Made at the first use: reading the platform's roots takes a few milliseconds of a start.
    config: OnceLock<Result<Arc<ClientConfig>, String>>,
}

impl TlsClient {
    pub(crate) fn new(tls: &Tls) -> Result<Self, BadRoots> {
        let pem = tls.extra_roots_pem.as_deref().unwrap_or_default();
        let extra: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|error| BadRoots(error.to_string()))?;
        if tls.extra_roots_pem.is_some() && extra.is_empty() {
            return Err(BadRoots("there is no certificate in it".to_owned()));
        }
        let mut check = RootCertStore::empty();
        for root in &extra {
            check
                .add(root.clone())
                .map_err(|error| BadRoots(error.to_string()))?;
        }
        Ok(Self {
            extra,
            config: OnceLock::new(),
        })
    }

    /// Protects `stream` to the relay named `host`; the error is in our words.
    pub(crate) async fn protect(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, String> {
        let name = server_name(host)
            .ok_or_else(|| format!("{host} is no name that a certificate can be for"))?;
        let config = self
            .config
            .get_or_init(|| client_config(&self.extra))
            .clone()?;
        TlsConnector::from(config)
            .connect(name, stream)
            .await
            .map_err(|error| in_words(host, &error))
    }
}

fn server_name(host: &str) -> Option<ServerName<'static>> {
    let ascii = idna::domain_to_ascii(host).unwrap_or_else(|_| host.to_owned());
    ServerName::try_from(ascii).ok()
}

fn client_config(extra: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let config = match Verifier::new_with_extra_roots(extra.iter().cloned(), provider.clone()) {
        Ok(verifier) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth(),
        // A bare system has no roots; Mozilla's are better than no relay.
        Err(_) => builder
            .with_root_certificates(mozilla_roots(&provider))
            .with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

fn mozilla_roots(_provider: &Arc<CryptoProvider>) -> RootCertStore {
    tracing::info!("the system has no root certificates: using the ones carried along");
    RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    }
}

fn in_words(host: &str, error: &io::Error) -> String {
    use rustls::Error::{AlertReceived, InvalidCertificate, InvalidMessage};
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        Some(InvalidCertificate(reason)) => certificate_in_words(host, reason),
        Some(InvalidMessage(_)) => {
            "the relay does not speak TLS here: is it the right port for this protection?"
                .to_owned()
        }
        Some(AlertReceived(alert)) => format!("the relay broke off TLS: {alert:?}"),
        Some(other) => format!("TLS failed: {other}"),
        None => format!("the connection broke while TLS began: {error}"),
    }
}

fn certificate_in_words(host: &str, reason: &CertificateError) -> String {
    match reason {
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("the relay's certificate is not for the name {host}")
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the relay's certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the relay's certificate is not valid yet: are the clocks right?".to_owned()
        }
        CertificateError::UnknownIssuer => {
            "the relay's certificate is from an issuer that is not trusted here".to_owned()
        }
        CertificateError::Revoked => "the relay's certificate was revoked".to_owned(),
        other => format!("the relay's certificate is not valid: {other}"),
    }
}

/// What was agreed on with the relay.
pub(super) fn facts(stream: &TlsStream<TcpStream>) -> TlsFacts {
    let session = stream.get_ref().1;
    let version = match session.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3".to_owned(),
        Some(rustls::ProtocolVersion::TLSv1_2) => "TLSv1.2".to_owned(),
        Some(other) => format!("{other:?}"),
        None => "unknown".to_owned(),
    };
    let leaf = session.peer_certificates().and_then(|chain| chain.first());
    TlsFacts {
        version,
        certificate: leaf.and_then(|leaf| certificate_facts(leaf)),
    }
}

/// `None`: it was valid for TLS, yet we cannot read it; it is only shown.
fn certificate_facts(der: &[u8]) -> Option<CertificateFacts> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let alternatives = certificate.subject_alternative_name().ok().flatten();
    let names = alternatives.map_or_else(Vec::new, |names| {
        names.value.general_names.iter().map(name_text).collect()
    });
    Some(CertificateFacts {
        subject: certificate.subject().to_string(),
        names,
        issuer: certificate.issuer().to_string(),
        not_after: certificate.validity().not_after.to_string(),
    })
}

fn name_text(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(name) => (*name).to_owned(),
        GeneralName::IPAddress([a, b, c, d]) => format!("{a}.{b}.{c}.{d}"),
        other => other.to_string(),
    }
}
