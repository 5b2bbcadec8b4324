//! FTP by pyftpdlib, in the clear and within TLS.

use transfer_servers::{Folder, Protocol, Secret, Server, Stage, TlsStart, TransferError};

use crate::programs::{Place, Running, start_python};
use crate::story::{client, tell};

const PASSWORD: &str = "correct horse";

fn start(way: &str, place: &Place) -> (Running, u16, String) {
    let arguments = [place.path("").to_str().unwrap(), "shop", PASSWORD, way].map(str::to_owned);
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let (running, lines) = start_python("ftp_server.py", &arguments, place);
    (running, lines[0].parse().unwrap(), lines[1].clone())
}

fn server(port: u16, protocol: Protocol) -> Server {
    let folder = Folder::read("/files").unwrap();
    Server { host: "127.0.0.1".to_owned(), port, user: "shop".to_owned(), folder, protocol }
}

#[tokio::test]
async fn files_go_to_and_fro_by_ftp_in_the_clear() {
    let place = Place::new();
    let (_running, port, _) = start("plain", &place);
    tell(&server(port, Protocol::Ftp { password: Secret::new(PASSWORD) }), &place.files()).await;

    let wrong = server(port, Protocol::Ftp { password: Secret::new("wrong") });
    let tested = client().test(&wrong).await;
    assert_eq!(tested.reached, Stage::Server);
    assert!(matches!(tested.error, Some(TransferError::WrongLogin(_))), "{tested:?}");
}

#[tokio::test]
async fn files_go_to_and_fro_within_tls_however_it_begins() {
    for (way, start_of_tls) in [("explicit", TlsStart::Explicit), ("implicit", TlsStart::Implicit)] {
        let place = Place::new();
        let (_running, port, fingerprint) = start(way, &place);
        let ftps = |certificate| Protocol::Ftps { start: start_of_tls, certificate, password: Secret::new(PASSWORD) };
        let tested = client().test(&server(port, ftps(None))).await;
        assert!(matches!(tested.error, Some(TransferError::NotTrusted { .. })), "{way}: {tested:?}");
        assert_eq!(tested.fingerprint, Some(fingerprint.parse().unwrap()), "{way}");
        tell(&server(port, ftps(tested.fingerprint)), &place.files()).await;
    }
}
