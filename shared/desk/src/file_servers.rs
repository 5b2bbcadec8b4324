//! Servers for files that a store names: signing in there with the store's secrets, and trying that out.

use std::collections::BTreeMap;

use domain::{FileProtocol, KnownServer, Problem, StoreId, read_private_key};
use secrets::{DataKey, Kms, Purpose, SecretsError};
use table::{KeptSecret, Table};
use transfer_servers::{
    Client, Fingerprint, Folder, Protocol, Secret, Server, Session, SftpLogin, Tested, TlsStart, TransferError,
};

use crate::opened_data_key::OpenedDataKey;
use crate::{OpenSecretError, kept_secrets};

/// The port on which FTP is within TLS from its first byte on.
const FTPS_PORT: u16 = 990;

/// Signs in at servers of stores. Secrets are opened, and never made or shown.
pub struct FileServers {
    table: Table,
    client: Client,
    data_key: OpenedDataKey,
}

impl FileServers {
    /// Signs in by `client`. Secrets are opened with `kms`.
    pub fn new(table: Table, kms: Kms, client: Client) -> Self {
        Self { data_key: OpenedDataKey::new(table.clone(), kms), table, client }
    }

    /// Makes the handshakes with DynamoDB and KMS at once.
    pub async fn warm_up(&self) {
        self.data_key.warm_up().await;
    }

    /// A server with what the store signs in with there; a problem names what is wrong with that.
    pub async fn server(
        &self,
        store_id: StoreId,
        known: &KnownServer,
    ) -> Result<Result<Server, Problem>, OpenSecretError> {
        let kept = self.table.store_secrets(store_id).await?.unwrap_or_default();
        Ok(opened(store_id, known, &kept.secrets, Box::pin(self.data_key.get()).await?)?)
    }

    /// Logs in and goes to the folder.
    pub async fn connect(&self, server: &Server) -> Result<Session, TransferError> {
        self.client.connect(server).await
    }

    /// Tries all of it up to a listing of the folder. Nothing secret is sent to a server that is not known.
    pub async fn test(
        &self,
        store_id: StoreId,
        known: &KnownServer,
    ) -> Result<Result<Tested, Problem>, OpenSecretError> {
        Ok(match self.server(store_id, known).await? {
            Ok(server) => Ok(self.client.test(&server).await),
            Err(problem) => Err(problem),
        })
    }
}

/// A server with what a store signs in with there, of its secrets; a problem names what is wrong with that.
pub(crate) fn opened(
    store_id: StoreId,
    known: &KnownServer,
    kept: &BTreeMap<String, KeptSecret>,
    data_key: &DataKey,
) -> Result<Result<Server, Problem>, SecretsError> {
    let secret = match kept_secrets::of_server(kept, known) {
        Ok(secret) => secret,
        Err(why) => return Ok(Err(Problem::new("secret", why))),
    };
    let value = data_key.open(store_id, Purpose::StoreSecret(&known.server.secret), &secret.value)?;
    Ok(server_of(known, &value))
}

/// A server, and how one signs in there. A secret that is a private key is used as one.
fn server_of(known: &KnownServer, value: &str) -> Result<Server, Problem> {
    let key = read_private_key(value);
    let fingerprint = |field: &str, text: &str| match text {
        "" => Ok(None),
        text => text.parse::<Fingerprint>().map(Some).map_err(|error| Problem::new(field, error.to_string())),
    };
    if known.protocol != FileProtocol::Sftp && key.is_some() {
        let message = format!("the secret \"{}\" is a private key, which only SFTP takes", known.server.secret);
        return Err(Problem::new("secret", message));
    }
    let protocol = match known.protocol {
        FileProtocol::Sftp => {
            let login = match key {
                Some(pem) => SftpLogin::PrivateKey { pem: Secret::new(pem), passphrase: None },
                None => SftpLogin::Password(Secret::new(value)),
            };
            Protocol::Sftp { host_key: fingerprint("host_key", &known.host_key)?, login }
        }
        FileProtocol::Ftps => {
            let start = if known.port() == FTPS_PORT { TlsStart::Implicit } else { TlsStart::Explicit };
            Protocol::Ftps {
                start,
                certificate: fingerprint("certificate", &known.certificate)?,
                password: Secret::new(value),
            }
        }
        FileProtocol::Ftp => Protocol::Ftp { password: Secret::new(value) },
    };
    let folder = Folder::read(&known.server.directory);
    let folder = folder.map_err(|error| Problem::new("directory", error.to_string()))?;
    let (host, user) = (known.server.host.clone(), known.server.user.clone());
    Ok(Server { host, port: known.port(), user, folder, protocol })
}

#[cfg(test)]
mod tests {
    use domain::FileServer;

    use super::*;

    const KEY: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

    fn known(protocol: FileProtocol, host: &str, port: Option<u16>) -> KnownServer {
        let server =
            FileServer { host: host.into(), port, user: "u".into(), secret: "s".into(), directory: String::new() };
        KnownServer { protocol, server, ..KnownServer::default() }
    }

    #[test]
    fn a_private_key_signs_in_by_sftp_alone() {
        let sftp = server_of(&known(FileProtocol::Sftp, "a.example", None), &KEY.replace('\n', " ")).unwrap();
        let expected = SftpLogin::PrivateKey { pem: Secret::new(KEY), passphrase: None };
        assert!(
            matches!(&sftp.protocol, Protocol::Sftp { login, .. } if *login == expected),
            "its lines are there again"
        );
        assert!(!format!("{sftp:?}").contains("AAAA"), "{sftp:?}");
        for protocol in [FileProtocol::Ftps, FileProtocol::Ftp] {
            assert_eq!(server_of(&known(protocol, "a.example", None), KEY).unwrap_err().field, "secret");
        }
    }

    #[test]
    fn a_server_has_the_usual_port_of_its_protocol_or_the_one_that_was_named() {
        assert_eq!(server_of(&known(FileProtocol::Sftp, "a.example", None), "p").unwrap().port, 22);
        for (named, port, start) in [(None, 21, TlsStart::Explicit), (Some(990), 990, TlsStart::Implicit)] {
            let made = server_of(&known(FileProtocol::Ftps, "a.example", named), "p").unwrap();
            assert_eq!(made.port, port);
            assert!(matches!(made.protocol, Protocol::Ftps { start: it, .. } if it == start));
        }
        let short = KnownServer { host_key: "SHA256:short".into(), ..known(FileProtocol::Sftp, "a.example", None) };
        assert_eq!(server_of(&short, "p").unwrap_err().field, "host_key");
    }
}
