//! TLS in front of a receiver, with a certificate that `deliver-file` trusts in a world.

use std::sync::{Arc, LazyLock};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// The certificate of 127.0.0.1, and what shows it.
static SHOWN: LazyLock<(CertificateDer<'static>, TlsAcceptor)> = LazyLock::new(|| {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())
        .unwrap();
    (cert.der().clone(), TlsAcceptor::from(Arc::new(config)))
});

/// The certificate that is trusted.
pub(super) fn certificate() -> Vec<u8> {
    SHOWN.0.to_vec()
}

/// The address of a receiver behind TLS; `plain` is its own.
pub(crate) async fn in_front_of(plain: &str) -> String {
    let (host, path) = plain.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}/{path}", listener.local_addr().unwrap());
    let host = host.to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let host = host.clone();
            tokio::spawn(async move {
                // Who does not trust the certificate hangs up.
                let Ok(mut outside) = SHOWN.1.accept(stream).await else { return };
                let mut inside = TcpStream::connect(host).await.unwrap();
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    address
}
