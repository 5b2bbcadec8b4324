//! Certificates of FTP servers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use transfer_servers::{Fingerprint, Protocol, Secret, Stage, TlsStart, TransferError};

use crate::setting::{PASSWORD, client, server_at};

/// A server that made its own certificate, and greets once TLS stands. It tells what it then hears.
fn server() -> (SocketAddr, Fingerprint, Receiver<String>) {
    let made = rcgen::generate_simple_self_signed(vec!["files.example.com".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let sum = ring::digest::digest(&ring::digest::SHA256, &certificate);
    let hex: String = sum.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()).into();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let address = listener.local_addr().unwrap();
    let (sender, heard) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            let mut buffer = [0; 1_024];
            // A client that does not like the certificate is what the tests are about.
            let greeted = stream.write_all(b"220 hello\r\n").and_then(|()| stream.read(&mut buffer));
            let _ = sender.send(String::from_utf8_lossy(&buffer[..greeted.unwrap_or(0)]).into_owned());
        }
    });
    (address, hex.parse().unwrap(), heard)
}

fn ftps(certificate: Option<Fingerprint>) -> Protocol {
    Protocol::Ftps { start: TlsStart::Implicit, certificate, password: Secret::new(PASSWORD) }
}

#[tokio::test]
async fn a_certificate_of_no_authority_is_shown_and_not_trusted() {
    let (address, certificate, heard) = server();
    let tested = client().test(&server_at(address, ftps(None))).await;
    assert_eq!((tested.fingerprint, tested.reached), (Some(certificate), Stage::Nothing));
    let Some(TransferError::NotTrusted { found, .. }) = tested.error else { panic!("{tested:?}") };
    assert_eq!(found, Some(certificate));
    assert_eq!(heard.recv().unwrap(), "");
}

#[tokio::test]
async fn a_certificate_that_was_confirmed_is_good_and_any_other_is_not() {
    let (address, certificate, heard) = server();
    let (_, other, _) = server();
    let error = client().connect(&server_at(address, ftps(Some(other)))).await.unwrap_err();
    let TransferError::IdentityDiffers { confirmed, found } = error else { panic!("{error}") };
    assert_eq!((confirmed, found), (other, certificate));
    assert_eq!(heard.recv().unwrap(), "");

    client().connect(&server_at(address, ftps(Some(certificate)))).await.unwrap_err();
    assert_eq!(heard.recv().unwrap(), "PBSZ 0\r\n");
}
