//! What the tests have in common.

use std::net::SocketAddr;
use std::time::Duration;

use guard::Guard;
use transfer_servers::{
    Client, Existing, FileName, Fingerprint, Folder, Limits, Protocol, Secret, Server, Session, SftpLogin,
    TransferError, Upload,
};

/// What opens every server here.
pub(crate) const PASSWORD: &str = "correct horse";

/// A client that may reach this machine, with deadlines a test can wait for.
pub(crate) fn client() -> Client {
    let limits = Limits {
        login: Duration::from_secs(5),
        operation: Duration::from_secs(3),
        transfer: Duration::from_secs(5),
        max_entries: 100,
        max_bytes: 1 << 20,
    };
    Client::new(Guard::with_loopback(None), limits).unwrap()
}

/// The same, and it does not wait.
pub(crate) fn impatient() -> Client {
    let soon = Duration::from_millis(500);
    let limits = Limits { login: soon, operation: soon, transfer: soon, ..Limits::default() };
    Client::new(Guard::with_loopback(None), limits).unwrap()
}

/// A server on this machine.
pub(crate) fn server_at(address: SocketAddr, protocol: Protocol) -> Server {
    Server {
        host: address.ip().to_string(),
        port: address.port(),
        user: "shop".to_owned(),
        folder: Folder::read("out").unwrap(),
        protocol,
    }
}

pub(crate) fn sftp(host_key: Option<Fingerprint>) -> Protocol {
    Protocol::Sftp { host_key, login: SftpLogin::Password(Secret::new(PASSWORD)) }
}

pub(crate) fn name(text: &str) -> FileName {
    FileName::read(text).unwrap()
}

/// Brings `content` as `a.csv`.
pub(crate) async fn upload(session: &mut Session, content: &[u8], existing: Existing) -> Result<(), TransferError> {
    let name = name("a.csv");
    let length = content.len().try_into().unwrap();
    session.upload(&Upload { name: &name, idempotency_key: "42-1001-3", length, existing }, content).await
}
