//! Tests over TLS, which need a certificate of their own to be trusted, and of names the guard closes late.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;

/// A certificate for `name`, and an acceptor that shows it.
fn certificate(name: &str) -> (CertificateDer<'static>, TlsAcceptor) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())
        .unwrap();
    (cert.der().clone(), TlsAcceptor::from(Arc::new(config)))
}

/// Answers one connection with 200 behind TLS; the address to post to.
async fn answer_over_tls(acceptor: TlsAcceptor) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        if let Ok(mut stream) = acceptor.accept(stream).await {
            let mut request = [0; 4096];
            assert!(stream.read(&mut request).await.unwrap() > 0);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    format!("https://localhost:{port}/")
}

fn post_to(url: String) -> Post {
    Post { url, schemes: Schemes::HttpsOnly, headers: vec![], added_headers: vec![], body: b"{}".to_vec() }
}

fn trusting(certificate: &CertificateDer<'static>) -> Poster {
    Poster::trusting(Guard::with_loopback(None), Limits::default(), certificate.to_vec()).unwrap()
}

#[tokio::test]
async fn a_trusted_certificate_is_accepted() {
    let (certificate, acceptor) = certificate("localhost");
    let url = answer_over_tls(acceptor).await;
    let exchange = trusting(&certificate).post(&post_to(url)).await;
    let expected = ReceiverReply { status: 200, retry_after: None, text: "ok".to_owned() };
    assert_eq!(exchange.outcome, Outcome::Replied(expected));
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_to_be_trusted() {
    let (certificate, acceptor) = certificate("example.com");
    let url = answer_over_tls(acceptor).await;
    let exchange = trusting(&certificate).post(&post_to(url)).await;
    assert!(matches!(exchange.outcome, Outcome::NotTrusted(_)), "{exchange:?}");
}

#[tokio::test]
async fn an_unknown_certificate_is_not_to_be_trusted_and_the_outcome_says_why() {
    let (_, acceptor) = certificate("localhost");
    let url = answer_over_tls(acceptor).await;
    let exchange = Poster::new(Guard::with_loopback(None), Limits::default()).unwrap().post(&post_to(url)).await;
    let Outcome::NotTrusted(why) = exchange.outcome else { panic!("not trusted: {exchange:?}") };
    assert!(why.contains("certificate"), "{why}");
}

/// The guard looks at the address before the connection, too, and what it says comes through the client unharmed.
#[tokio::test]
async fn a_name_that_turns_out_to_be_closed_is_refused_and_not_connected_to() {
    let poster = Poster::new(Guard::public_only(), Limits::default()).unwrap();
    let witness = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}/", witness.local_addr().unwrap().port());
    let outcome = poster.send(&url.parse().unwrap(), &post_to(url)).await;
    assert!(matches!(outcome, Err(Outcome::Closed(_))), "{outcome:?}");
    assert!(tokio::time::timeout(Duration::from_millis(50), witness.accept()).await.is_err());
}

#[tokio::test]
async fn a_header_that_would_start_another_is_never_sent() {
    let witness = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", witness.local_addr().unwrap());
    let headers = vec![("x-fine", "a\r\nx-evil: 1".to_owned())];
    let post = Post { url, schemes: Schemes::HttpToo, headers, added_headers: vec![], body: vec![] };
    let exchange = Poster::new(Guard::with_loopback(None), Limits::default()).unwrap().post(&post).await;
    assert!(matches!(exchange.outcome, Outcome::Broken(_)), "{exchange:?}");
    assert!(tokio::time::timeout(Duration::from_millis(50), witness.accept()).await.is_err());
}
