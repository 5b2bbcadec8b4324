//! Servers for files that a store names: signing in there with the store's secrets, and trying that out.

use std::collections::BTreeMap;

use domain::{FileProtocol, KnownServer, Problem, StoreId, is_private_key};
use guard::{is_listed, read_host};
use secrets::{DataKey, Kms, Purpose, SecretsError};
use table::{KeptSecret, Table, TableError};
use tokio::sync::OnceCell;
use transfer_servers::{
    Client, Fingerprint, Folder, Protocol, Secret, Server, Session, SftpLogin, Tested, TlsStart, TransferError,
};

/// The port on which FTP is within TLS from its first byte on.
const FTPS_PORT: u16 = 990;

/// Signs in at servers of stores. Secrets are opened, and never made or shown.
pub struct FileServers {
    table: Table,
    kms: Kms,
    client: Client,
    data_key: OnceCell<DataKey>,
}

/// Why nothing could be said to a server, for a reason of ours.
#[derive(Debug, thiserror::Error)]
pub enum FileServerError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The store's secret does not open.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// No store was made yet, and so no data key.
    #[error("the stack has no data key yet")]
    NoDataKey,
}

impl FileServers {
    /// Signs in by `client`. Secrets are opened with `kms`.
    pub fn new(table: Table, kms: Kms, client: Client) -> Self {
        Self { table, kms, client, data_key: OnceCell::new() }
    }

    /// Makes the handshakes with DynamoDB and KMS at once. What comes of it is not looked at: the first message will say
    /// what is wrong.
    pub async fn warm_up(&self) {
        let _ = tokio::join!(self.table.data_key(), self.kms.warm_up());
    }

    /// A server with what the store signs in with there; a problem names what is wrong with that.
    pub async fn server(
        &self,
        store_id: StoreId,
        known: &KnownServer,
    ) -> Result<Result<Server, Problem>, FileServerError> {
        let kept = self.table.store_secrets(store_id).await?.unwrap_or_default();
        let kept = match secret_for(&kept.secrets, known) {
            Ok(kept) => kept,
            Err(problem) => return Ok(Err(problem)),
        };
        let purpose = Purpose::StoreSecret(&known.server.secret);
        let value = Box::pin(self.data_key()).await?.open(store_id, purpose, &kept.value)?;
        Ok(server_of(known, &value))
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
    ) -> Result<Result<Tested, Problem>, FileServerError> {
        Ok(match self.server(store_id, known).await? {
            Ok(server) => Ok(self.client.test(&server).await),
            Err(problem) => Err(problem),
        })
    }

    async fn data_key(&self) -> Result<&DataKey, FileServerError> {
        let open = async || {
            let sealed = self.table.data_key().await?.ok_or(FileServerError::NoDataKey)?;
            Ok(self.kms.open_data_key(&sealed).await?)
        };
        self.data_key.get_or_try_init(open).await
    }
}

/// The secret a store signs in with, if it was given for this host, or for this port of it.
fn secret_for<'a>(all: &'a BTreeMap<String, KeptSecret>, known: &KnownServer) -> Result<&'a KeptSecret, Problem> {
    let name = &known.server.secret;
    let Some(kept) = all.get(name) else {
        return Err(Problem::new("secret", format!("the store has no secret \"{name}\"")));
    };
    let Ok(host) = read_host(&known.server.host) else {
        return Err(Problem::new("host", "must be the name of a host or an IP address, without a port"));
    };
    if is_listed(&host, &kept.hosts) || is_listed(&format!("{host}:{}", known.port()), &kept.hosts) {
        return Ok(kept);
    }
    Err(Problem::new("secret", format!("the secret \"{name}\" is not for {host}: add that to its hosts")))
}

/// A server, and how one signs in there. A secret that is a private key is used as one.
fn server_of(known: &KnownServer, value: &str) -> Result<Server, Problem> {
    let secret = Secret::new(value);
    let fingerprint = |field: &str, text: &str| match text {
        "" => Ok(None),
        text => text.parse::<Fingerprint>().map(Some).map_err(|error| Problem::new(field, error.to_string())),
    };
    if known.protocol != FileProtocol::Sftp && is_private_key(value) {
        let message = format!("the secret \"{}\" is a private key, which only SFTP takes", known.server.secret);
        return Err(Problem::new("secret", message));
    }
    let protocol = match known.protocol {
        FileProtocol::Sftp => {
            let login = if is_private_key(value) {
                SftpLogin::PrivateKey { pem: secret, passphrase: None }
            } else {
                SftpLogin::Password(secret)
            };
            Protocol::Sftp { host_key: fingerprint("host_key", &known.host_key)?, login }
        }
        FileProtocol::Ftps => {
            let start = if known.port() == FTPS_PORT { TlsStart::Implicit } else { TlsStart::Explicit };
            Protocol::Ftps { start, certificate: fingerprint("certificate", &known.certificate)?, password: secret }
        }
        FileProtocol::Ftp => Protocol::Ftp { password: secret },
    };
    let folder = Folder::read(&known.server.directory);
    let folder = folder.map_err(|error| Problem::new("directory", error.to_string()))?;
    let (host, user) = (known.server.host.clone(), known.server.user.clone());
    Ok(Server { host, port: known.port(), user, folder, protocol })
}

#[cfg(test)]
mod tests {
    use domain::FileServer;
    use jiff::Timestamp;

    use super::*;

    const KEY: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

    fn known(protocol: FileProtocol, host: &str, port: Option<u16>) -> KnownServer {
        let server =
            FileServer { host: host.into(), port, user: "u".into(), secret: "s".into(), directory: String::new() };
        KnownServer { protocol, server, ..KnownServer::default() }
    }

    /// Catches a password that goes to a host it was not given for.
    #[test]
    fn a_secret_goes_to_its_hosts_alone() {
        let at = Timestamp::UNIX_EPOCH;
        let hosts = vec!["files.example.com".to_owned(), "other.example.com:2222".to_owned()];
        let kept = KeptSecret { value: String::new(), hosts, date_added: at, date_updated: at };
        let all = BTreeMap::from([("s".to_owned(), kept)]);
        let is_for = |host, port| secret_for(&all, &known(FileProtocol::Sftp, host, port)).is_ok();
        assert!(is_for("files.example.com", None) && is_for("FILES.example.com", Some(2_222)));
        assert!(is_for("other.example.com", Some(2_222)) && !is_for("other.example.com", None));
        assert!(!is_for("evil.example", None) && !is_for("files.example.com.evil.example", None));
        assert_eq!(secret_for(&BTreeMap::new(), &known(FileProtocol::Sftp, "a", None)).unwrap_err().field, "secret");
    }

    #[test]
    fn a_private_key_signs_in_by_sftp_alone() {
        let sftp = server_of(&known(FileProtocol::Sftp, "a.example", None), KEY).unwrap();
        assert!(matches!(sftp.protocol, Protocol::Sftp { login: SftpLogin::PrivateKey { .. }, .. }));
        assert!(!format!("{sftp:?}").contains("AAAA"), "{sftp:?}");
        for protocol in [FileProtocol::Ftps, FileProtocol::Ftp] {
            assert_eq!(server_of(&known(protocol, "a.example", None), KEY).unwrap_err().field, "secret");
        }
        let implicit = server_of(&known(FileProtocol::Ftps, "a.example", Some(990)), "p").unwrap();
        assert!(matches!(implicit.protocol, Protocol::Ftps { start: TlsStart::Implicit, .. }));
    }
}
