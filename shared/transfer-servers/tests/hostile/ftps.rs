//! Certificates of FTP servers, and the TLS of their files.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{HandshakeKind, ServerConfig, ServerConnection, StreamOwned};
use transfer_servers::{Fingerprint, Protocol, Secret, Stage, TlsStart, TransferError};

use crate::ftp_server::Control;
use crate::setting::{PASSWORD, client, server_at};

/// A server within TLS that made its own certificate.
struct FtpsServer {
    address: SocketAddr,
    certificate: Fingerprint,
    /// What it hears, line by line.
    heard: Receiver<String>,
    /// How TLS began for each file.
    handshakes: Receiver<Option<HandshakeKind>>,
}

fn start() -> FtpsServer {
    let made = rcgen::generate_simple_self_signed(vec!["files.example.com".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let sum = ring::digest::digest(&ring::digest::SHA256, &certificate);
    let fingerprint = format!("SHA256:{}", STANDARD_NO_PAD.encode(sum));
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()).into();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let address = listener.local_addr().unwrap();
    let ((say, heard), (tell, handshakes)) = (channel(), channel());
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that does not like the certificate is what some tests are about.
            let _ = converse(stream.unwrap(), &config, &say, &tell);
            let _ = say.send("the end".to_owned());
        }
    });
    FtpsServer { address, certificate: fingerprint.parse().unwrap(), heard, handshakes }
}

fn converse(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    say: &Sender<String>,
    tell: &Sender<Option<HandshakeKind>>,
) -> io::Result<()> {
    let tls = |stream| io::Result::Ok(StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream));
    let mut control = BufReader::new(tls(stream)?);
    let mut data = TcpListener::bind("127.0.0.1:0")?;
    control.get_mut().write_all(b"220 hello\r\n")?;
    let mut line = String::new();
    while control.read_line(&mut line)? > 0 {
        let command = line.trim_end().to_owned();
        line.clear();
        let answer = match command.split(' ').next().unwrap() {
            "USER" => "331 and the password?".to_owned(),
            "PASS" => "230 come in".to_owned(),
            "CWD" => "250 ok".to_owned(),
            "PASV" => {
                data = TcpListener::bind("127.0.0.1:0")?;
                Control::passive([127, 0, 0, 1], data.local_addr()?.port())
            }
            "MLSD" => {
                control.get_mut().write_all(b"150 here it comes\r\n")?;
                let mut stream = tls(data.accept()?.0)?;
                stream.write_all(b"type=file;size=23; a.csv\r\n")?;
                stream.conn.send_close_notify();
                stream.flush()?;
                let _ = tell.send(stream.conn.handshake_kind());
                "226 done".to_owned()
            }
            _ => "200 ok".to_owned(),
        };
        let _ = say.send(command);
        control.get_mut().write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}

fn ftps(certificate: Option<Fingerprint>) -> Protocol {
    Protocol::Ftps { start: TlsStart::Implicit, certificate, password: Secret::new(PASSWORD) }
}

#[tokio::test]
async fn a_certificate_of_no_authority_is_shown_and_not_trusted() {
    let server = start();
    let tested = client().test(&server_at(server.address, ftps(None))).await;
    assert_eq!((tested.fingerprint, tested.reached), (Some(server.certificate), Stage::Nothing));
    let Some(TransferError::NotTrusted { found, .. }) = tested.error else { panic!("{tested:?}") };
    assert_eq!(found, Some(server.certificate));
    assert_eq!(server.heard.recv().unwrap(), "the end");
}

#[tokio::test]
async fn a_server_with_another_certificate_than_was_confirmed_hears_no_password() {
    let (server, other) = (start(), start().certificate);
    let error = client().connect(&server_at(server.address, ftps(Some(other)))).await.unwrap_err();
    let TransferError::IdentityDiffers { confirmed, found } = error else { panic!("{error}") };
    assert_eq!((confirmed, found), (other, server.certificate));
    assert_eq!(server.heard.recv().unwrap(), "the end");
}

#[tokio::test]
async fn files_are_within_tls_too_and_go_on_with_the_first_tls_session() {
    let server = start();
    let mut session = client().connect(&server_at(server.address, ftps(Some(server.certificate)))).await.unwrap();
    for _ in 0..5 {
        assert_eq!(session.list().await.unwrap().files.len(), 1);
        // Many servers take no other.
        assert_eq!(server.handshakes.recv().unwrap(), Some(HandshakeKind::Resumed));
    }
    let heard: Vec<_> = server.heard.try_iter().take(3).collect();
    assert_eq!(heard, ["PBSZ 0", "PROT P", "USER shop"]);
}
