#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::PathBuf;

use axum::Router;
use axum::routing::get;
use hyper::HeaderMap;
use rcgen::{CertifiedKey as Issued, generate_simple_self_signed};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::*;
use crate::server::connections::{Bounds, serve};

/// A directory with a certificate and its key.
struct Files {
    directory: TempDir,
}

impl Files {
    fn new() -> Self {
        let files = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        files.issue();
        files
    }

    fn settings(&self) -> TlsSettings {
        TlsSettings {
            certificate_file: self.path("certificate.pem"),
            key_file: self.path("key.pem"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes another pair, and gives its certificate.
    fn issue(&self) -> Vec<u8> {
        let Issued { cert, signing_key } =
            generate_simple_self_signed(vec!["intertide.test".to_owned()]).unwrap();
        std::fs::write(self.path("certificate.pem"), cert.pem()).unwrap();
        std::fs::write(self.path("key.pem"), signing_key.serialize_pem()).unwrap();
        cert.der().to_vec()
    }
}

fn error_of(settings: &TlsSettings) -> String {
    Tls::read(settings).unwrap_err().to_string()
}

#[test]
fn what_cannot_be_used_is_named_with_its_mend() {
    let files = Files::new();
    let settings = files.settings();
    assert!(Tls::read(&settings).is_ok());

    std::fs::write(files.path("certificate.pem"), "not PEM").unwrap();
    assert!(error_of(&settings).contains("holds no certificate"));

    std::fs::remove_file(files.path("certificate.pem")).unwrap();
    let said = error_of(&settings);
    assert!(
        said.contains("certificate.pem") && said.contains("PEM file"),
        "{said}"
    );
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let (files, others) = (Files::new(), Files::new());
    std::fs::copy(others.path("key.pem"), files.path("key.pem")).unwrap();
    let said = error_of(&files.settings());
    assert!(said.contains("does not go with"), "{said}");
}

#[tokio::test]
async fn requests_over_tls_are_answered_and_known_as_such() {
    let files = Files::new();
    let certificate = files.issue();
    let acceptor = Tls::read(&files.settings()).unwrap().acceptor().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let scheme = async |headers: HeaderMap| {
        let scheme = headers.get("x-forwarded-proto");
        scheme
            .and_then(|scheme| scheme.to_str().ok())
            .unwrap_or("none")
            .to_owned()
    };
    let router = Router::new().route("/", get(scheme));
    let (stop, stopping) = watch::channel(false);
    let bounds = Bounds::of_this_process();
    let serving = tokio::spawn(serve(listener, router, Some(acceptor), bounds, stopping));

    // Then a client that knows the certificate is answered, and one that speaks no TLS is not.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_der(&certificate).unwrap()])
        .resolve("intertide.test", address)
        .build()
        .unwrap();
    let port = address.port();
    let asked = client.get(format!("https://intertide.test:{port}/")).send();
    assert_eq!(asked.await.unwrap().text().await.unwrap(), "https");
    let plain = client.get(format!("http://intertide.test:{port}/")).send();
    assert!(plain.await.is_err());

    // And a connection that never begins does not hold a stop up.
    let _silent = tokio::net::TcpStream::connect(address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    drop(client);
    stop.send_replace(true);
    let stopped = tokio::time::timeout(Duration::from_secs(5), serving).await;
    stopped.expect("a stop without delay").unwrap();
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
    let files = Files::new();
    let tls = Tls::read(&files.settings()).unwrap();
    let current = tls.current.clone();
    let used = || current.0.read().cert[0].to_vec();
    let first = used();
    let (stop, stopping) = watch::channel(false);
    let following = tokio::spawn(tls.follow_every(Duration::from_millis(10), stopping));
    // Files have the time of the clock that the system keeps for them, which is coarse.
    tokio::time::sleep(Duration::from_millis(50)).await;

    let renewed = files.issue();
    while used() != renewed {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_ne!(renewed, first);

    std::fs::write(files.path("key.pem"), "not PEM").unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(used(), renewed);
    stop.send_replace(true);
    following.await.unwrap();
}
