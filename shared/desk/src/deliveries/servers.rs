//! Servers that take files, as whoever delivers sees them.

use std::pin::Pin;

use domain::{ExportDelivery, FileServer};
use transfer_servers::{
    BadFingerprint, Client, Existing, FileName, Folder, Protocol, Secret, Server, SftpLogin, TlsStart, TransferError,
    Upload,
};

/// The port on which FTP is within TLS from the first byte on.
const IMPLICIT_TLS_PORT: u16 = 990;

/// What a private key of SSH begins and ends with.
const KEY_BEGINS: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const KEY_ENDS: &str = "-----END OPENSSH PRIVATE KEY-----";

/// A key's lines have so many letters.
const KEY_LINE: usize = 70;

/// A file on its way to a server.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The same on every attempt to bring it, and no other's.
    pub idempotency_key: &'a str,
    /// What stands in it.
    pub bytes: &'a [u8],
}

/// What comes of it.
pub type Bringing<'a> = Pin<Box<dyn Future<Output = Result<(), TransferError>> + Send + 'a>>;

/// Brings files to servers: each comes whole or not at all, and where a file of its name is, that stays and is said.
pub trait FileServers: Send + Sync {
    /// Brings a file into the folder of a server.
    fn bring<'a>(&'a self, server: &'a Server, file: Brought<'a>) -> Bringing<'a>;
}

impl FileServers for Client {
    fn bring<'a>(&'a self, server: &'a Server, file: Brought<'a>) -> Bringing<'a> {
        Box::pin(async move {
            let name = FileName::read(file.name).map_err(|error| TransferError::Failed(format!("its name {error}")))?;
            let mut session = self.connect(server).await?;
            let upload = Upload {
                name: &name,
                idempotency_key: file.idempotency_key,
                length: u64::try_from(file.bytes.len()).unwrap_or(u64::MAX),
                existing: Existing::Refuse,
            };
            let brought = session.upload(&upload, file.bytes).await;
            session.close().await;
            brought
        })
    }
}

/// The server that a template names, with the secret that its user signs in with; or what of it can't be right.
pub(super) fn server_of(delivery: &ExportDelivery, named: &FileServer, secret: &str) -> Result<Server, String> {
    let port = named.port.unwrap_or(delivery.usual_port());
    let protocol = match delivery {
        ExportDelivery::Sftp { host_key, .. } => {
            let host_key = host_key.parse().map_err(|error: BadFingerprint| format!("host_key: {error}"))?;
            Protocol::Sftp { host_key: Some(host_key), login: login(secret) }
        }
        ExportDelivery::Ftps(_) => {
            let start = if port == IMPLICIT_TLS_PORT { TlsStart::Implicit } else { TlsStart::Explicit };
            Protocol::Ftps { start, certificate: None, password: Secret::new(secret) }
        }
        _ => Protocol::Ftp { password: Secret::new(secret) },
    };
    let folder = Folder::read(&named.directory).map_err(|error| format!("directory: {error}"))?;
    Ok(Server { host: named.host.clone(), port, user: named.user.clone(), folder, protocol })
}

/// A secret that is a private key of OpenSSH's form, or else a password. Secrets are kept on one line, so the lines of a key
/// have blanks between them.
fn login(secret: &str) -> SftpLogin {
    let middle = secret.trim().strip_prefix(KEY_BEGINS).and_then(|rest| rest.strip_suffix(KEY_ENDS));
    let Some(middle) = middle else { return SftpLogin::Password(Secret::new(secret)) };
    let letters: Vec<char> = middle.chars().filter(|letter| !letter.is_whitespace()).collect();
    let lines: Vec<String> = letters.chunks(KEY_LINE).map(|line| line.iter().collect()).collect();
    let pem = format!("{KEY_BEGINS}\n{}\n{KEY_ENDS}\n", lines.join("\n"));
    SftpLogin::PrivateKey { pem: Secret::new(pem), passphrase: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named() -> FileServer {
        let (host, user, secret) = ("files.example.com".into(), "shop".into(), "printer".into());
        FileServer { host, user, secret, directory: "in/orders".into(), ..FileServer::default() }
    }

    #[test]
    fn a_server_has_the_usual_port_of_its_protocol_or_the_one_that_was_named() {
        let host_key = "SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg".to_owned();
        let sftp = ExportDelivery::Sftp { server: named(), host_key };
        let server = server_of(&sftp, &named(), "pw").unwrap();
        assert_eq!((server.port, server.folder.as_str()), (22, "in/orders"));
        let implicit = FileServer { port: Some(990), ..named() };
        for (server, port, start) in [(named(), 21, TlsStart::Explicit), (implicit, 990, TlsStart::Implicit)] {
            let made = server_of(&ExportDelivery::Ftps(server.clone()), &server, "pw").unwrap();
            assert_eq!(made.port, port);
            assert!(matches!(made.protocol, Protocol::Ftps { start: it, .. } if it == start));
        }
        let bad = ExportDelivery::Sftp { server: named(), host_key: "SHA256:short".into() };
        assert!(server_of(&bad, &named(), "pw").unwrap_err().starts_with("host_key: "));
    }

    /// Catches a key that lost its lines where secrets are kept, and a password that is taken for one.
    #[test]
    fn a_key_on_one_line_is_a_key_again_and_all_else_is_a_password() {
        let letters = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\nQyNTUxOQ==";
        let pem = format!("{KEY_BEGINS}\n{letters}\n{KEY_ENDS}\n");
        let line = format!("{KEY_BEGINS} {} {KEY_ENDS}", letters.replace('\n', " "));
        for secret in [pem.as_str(), line.as_str()] {
            let expected = SftpLogin::PrivateKey { pem: Secret::new(&pem), passphrase: None };
            assert_eq!(login(secret), expected);
        }
        assert_eq!(login("hunter2"), SftpLogin::Password(Secret::new("hunter2")));
    }
}
