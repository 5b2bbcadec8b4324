//! Makes sessions, and says of a server what a store must know before it relies on it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use guard::Guard;
use rustls::RootCertStore;
use tokio::time::timeout;

use crate::connect::{addresses, connect};
use crate::error::TransferError;
use crate::fingerprint::Fingerprint;
use crate::ftp::{Ftp, Tls};
use crate::listing::Listing;
use crate::server::{Protocol, Server, TlsStart};
use crate::session::{Connected, Session};
use crate::sftp::{Ready, Sftp};

/// The limits of sessions.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The deadline of a login: look-up, connection, handshake, and finding the folder.
    pub login: Duration,
    /// The deadline of what brings no file: a listing, a move, a removal.
    pub operation: Duration,
    /// The deadline of an upload or a download.
    pub transfer: Duration,
    /// How many entries of a folder are looked at.
    pub max_entries: usize,
    /// How large a file may be that is downloaded.
    pub max_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            login: Duration::from_secs(30),
            operation: Duration::from_secs(30),
            transfer: Duration::from_mins(5),
            max_entries: 1_000,
            max_bytes: 50 << 20,
        }
    }
}

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the client for transfer servers could not be made")]
pub struct ClientError(#[source] rustls::Error);

/// Makes sessions, within limits, with whom the guard lets it.
#[derive(Debug, Clone)]
pub struct Client {
    guard: Guard,
    limits: Limits,
    tls: Tls,
}

/// What a test of a connection found.
#[derive(Debug)]
pub struct Tested {
    /// The server's host key, or its certificate, if it came so far: for the store to compare and confirm.
    pub fingerprint: Option<Fingerprint>,
    /// How far it came.
    pub reached: Stage,
    /// What is in the folder, if it came so far.
    pub listing: Option<Listing>,
    /// What it stopped at.
    pub error: Option<TransferError>,
}

/// How far a connection came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Stage {
    /// There is no connection.
    #[default]
    Nothing,
    /// There is one, with the server that was confirmed.
    Server,
    /// The login works.
    LoggedIn,
    /// The folder is there, and can be listed.
    Folder,
}

/// What is known of a connection while it is made.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The key or the certificate of the server, set by what checks it.
    pub(crate) identity: Arc<OnceLock<Fingerprint>>,
    pub(crate) reached: Stage,
}

impl Client {
    /// A client. Of certificate authorities it trusts those of Mozilla: the list is in the binary.
    pub fn new(guard: Guard, limits: Limits) -> Result<Self, ClientError> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Ok(Self { guard, limits, tls: Tls::new(roots).map_err(ClientError)? })
    }

    /// Logs in and goes to the folder.
    pub async fn connect(&self, server: &Server) -> Result<Session, TransferError> {
        self.open(server, &mut Seen::default()).await
    }

    /// Tries all of it up to a listing of the folder, and leaves nothing there. Password and key are sent only to a
    /// server whose host key was confirmed, or whose certificate is to be trusted.
    pub async fn test(&self, server: &Server) -> Tested {
        let mut seen = Seen::default();
        let listed = match self.open(server, &mut seen).await {
            Ok(mut session) => {
                let listed = session.list().await;
                session.close().await;
                listed
            }
            Err(error) => Err(error),
        };
        let (listing, error) = match listed {
            Ok(listing) => (Some(listing), None),
            Err(error) => (None, Some(error)),
        };
        let reached = if listing.is_some() { Stage::Folder } else { seen.reached };
        Tested { fingerprint: seen.identity.get().copied(), reached, listing, error }
    }

    async fn open(&self, server: &Server, seen: &mut Seen) -> Result<Session, TransferError> {
        server.check()?;
        let connected = timeout(self.limits.login, self.log_in(server, seen)).await;
        Ok(Session::new(connected.unwrap_or(Err(TransferError::TimedOut))?, self.limits))
    }

    async fn log_in(&self, server: &Server, seen: &mut Seen) -> Result<Connected, TransferError> {
        let host = server.address_host()?;
        let addresses = addresses(&self.guard, &host, server.port).await?;
        let ftp = match &server.protocol {
            Protocol::Sftp { host_key, login } => {
                let login = Ready::read(login)?;
                let stream = connect(&addresses).await?;
                let sftp = Sftp::open(stream, server, *host_key, login, &self.limits, seen).await?;
                return Ok(Connected::Sftp(Box::new(sftp)));
            }
            Protocol::Ftps { start, certificate, password } => {
                let tls = self.tls.expecting(host, *certificate, seen)?;
                let ftp = match start {
                    TlsStart::Explicit => Ftp::explicit(connect(&addresses).await?, &tls).await?,
                    TlsStart::Implicit => Ftp::implicit(&addresses, &tls).await?,
                };
                (ftp, password)
            }
            Protocol::Ftp { password } => (Ftp::plain(connect(&addresses).await?).await?, password),
        };
        seen.reached = Stage::Server;
        let (ftp, password) = ftp;
        let ftp = ftp.log_in(self.guard.clone(), &server.user, password, seen).await?;
        Ok(Connected::Ftp(Box::new(ftp.into_folder(&server.folder).await?)))
    }
}
