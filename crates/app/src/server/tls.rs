//! TLS at the listener: a certificate and its key from files, which are read again when they
//! change, so that a renewal needs no restart. Java's SDK speaks nothing else (amplitude.md 1).

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use parking_lot::RwLock;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use thiserror::Error;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::settings::TlsSettings;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// HTTP/2 for whoever can, and HTTP/1.1.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Why a certificate can't be used.
#[derive(Debug, Error)]
pub(crate) enum TlsError {
    #[error("cannot read {path}: {message}; name a PEM file that the server may read")]
    Unreadable { path: String, message: String },
    #[error("{path} holds no certificate; write the chain in PEM, the server's own one first")]
    NoCertificate { path: String },
    #[error("{key} does not go with {certificate}: {message}")]
    NoPair {
        certificate: String,
        key: String,
        message: String,
    },
}

/// The certificate in use, and the files that it comes from.
#[derive(Debug)]
pub(crate) struct Tls {
    settings: TlsSettings,
    provider: Arc<CryptoProvider>,
    current: Arc<Current>,
}

/// What connections that begin are given.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().clone())
    }
}

impl Tls {
    /// Reads the certificate and its key.
    ///
    /// # Errors
    /// When a file can't be read, or the two are no pair.
    pub(crate) fn read(settings: &TlsSettings) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let pair = pair(settings, &provider)?;
        Ok(Self {
            settings: settings.clone(),
            provider,
            current: Arc::new(Current(RwLock::new(Arc::new(pair)))),
        })
    }

    /// What has connections begin with TLS.
    ///
    /// # Errors
    /// When the cryptography supports no version of the protocol, which it does.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, rustls::Error> {
        let mut config = ServerConfig::builder_with_provider(self.provider.clone())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(self.current.clone());
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Follows the files until the stop. What can't be used is told of, and the certificate in use
    /// stays.
    pub(crate) async fn follow(self, stopping: watch::Receiver<bool>) {
        self.follow_every(LOOK_EVERY, stopping).await;
    }

    async fn follow_every(self, every: Duration, mut stopping: watch::Receiver<bool>) {
        let mut known = seen(&self.settings).await;
        loop {
            tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => return,
                () = tokio::time::sleep(every) => {}
            }
            let now = seen(&self.settings).await;
            if now == known {
                continue;
            }
            known = now;
            let (settings, provider) = (self.settings.clone(), self.provider.clone());
            match tokio::task::spawn_blocking(move || pair(&settings, &provider)).await {
                Ok(Ok(pair)) => {
                    *self.current.0.write() = Arc::new(pair);
                    tracing::info!("the TLS certificate was read again");
                }
                Ok(Err(error)) => {
                    tracing::error!(%error, "the TLS certificate is not exchanged");
                }
                Err(error) => tracing::error!(%error, "the TLS certificate can't be read"),
            }
        }
    }
}

/// When each of the files was written last; none where that can't be told.
async fn seen(settings: &TlsSettings) -> [Option<SystemTime>; 2] {
    let written = async |path: &Path| tokio::fs::metadata(path).await.ok()?.modified().ok();
    [
        written(&settings.certificate_file).await,
        written(&settings.key_file).await,
    ]
}

fn pair(settings: &TlsSettings, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
    let TlsSettings {
        certificate_file,
        key_file,
    } = settings;
    let unreadable = |path: &Path, error: rustls::pki_types::pem::Error| TlsError::Unreadable {
        path: path.display().to_string(),
        message: error.to_string(),
    };
    let chain = CertificateDer::pem_file_iter(certificate_file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(certificate_file, error))?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate {
            path: certificate_file.display().to_string(),
        });
    }
    let key =
        PrivateKeyDer::from_pem_file(key_file).map_err(|error| unreadable(key_file, error))?;
    CertifiedKey::from_der(chain, key, provider).map_err(|error| TlsError::NoPair {
        certificate: certificate_file.display().to_string(),
        key: key_file.display().to_string(),
        message: error.to_string(),
    })
}

#[cfg(test)]
mod tests;
