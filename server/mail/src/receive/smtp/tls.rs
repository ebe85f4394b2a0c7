use std::sync::Arc;

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

/// The certificate or its key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCertificate {
    /// There is none in the file.
    #[error("there is no certificate in it")]
    NoCertificate,
    /// The key cannot be read.
    #[error("reading the key: {0}")]
    Key(String),
    /// They cannot be used, or do not belong together.
    #[error("using certificate and key: {0}")]
    Unusable(String),
}

/// Our side of TLS from a certificate with its chain and its key, both PEM.
pub fn acceptor(chain_pem: &[u8], key_pem: &[u8]) -> Result<TlsAcceptor, BadCertificate> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain_pem).collect();
    let chain = chain.map_err(|error| BadCertificate::Unusable(error.to_string()))?;
    if chain.is_empty() {
        return Err(BadCertificate::NoCertificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key_pem)
        .map_err(|error| BadCertificate::Key(error.to_string()))?;
    let unusable = |error: tokio_rustls::rustls::Error| BadCertificate::Unusable(error.to_string());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
