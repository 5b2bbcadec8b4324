//! What can be done with the folder of a server, each within its deadline.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use crate::client::Limits;
use crate::error::TransferError;
use crate::ftp::Ftp;
use crate::listing::Listing;
use crate::names::FileName;
use crate::pieces::Pieces;
use crate::sftp::Sftp;

/// A file to be brought.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// What it is called in the end.
    pub name: &'a FileName,
    /// The same on every attempt to bring this file, and no other's: of it its temporary name is made.
    pub idempotency_key: &'a str,
    /// How many bytes it has.
    pub length: u64,
    /// What becomes of a file that has its name already. An attempt whose answer was lost may have brought it: to try
    /// again with [`Existing::Overwrite`] brings it once, unless it was fetched meanwhile.
    pub existing: Existing,
}

/// What becomes of a file that has the name of a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// The new one takes its place.
    Overwrite,
    /// It stays, and the upload fails. By FTP one that comes between our look and our rename is replaced all the same.
    Refuse,
}

/// A server that was logged in to.
pub(crate) enum Connected {
    Sftp(Box<Sftp>),
    Ftp(Box<Ftp>),
}

/// A session with one folder of one server. It ends with the first failure after which both sides may not know where
/// they are, such as a missed deadline; what is done with it afterwards fails. Dropping it closes the connection.
pub struct Session {
    connected: Option<Connected>,
    limits: Limits,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("is_open", &self.connected.is_some()).finish_non_exhaustive()
    }
}

/// Runs an operation of whichever protocol there is, within a deadline.
macro_rules! run {
    ($session:ident, $deadline:expr, $connected:ident => $operation:expr) => {{
        let deadline: Duration = $deadline;
        let result = match &mut $session.connected {
            Some(Connected::Sftp($connected)) => timeout(deadline, $operation).await,
            Some(Connected::Ftp($connected)) => timeout(deadline, $operation).await,
            None => return Err(TransferError::Unreachable("the session has ended".to_owned())),
        };
        $session.settle(result.unwrap_or(Err(TransferError::TimedOut)))
    }};
}

impl Session {
    pub(crate) fn new(connected: Connected, limits: Limits) -> Self {
        Self { connected: Some(connected), limits }
    }

    /// The files of the folder.
    pub async fn list(&mut self) -> Result<Listing, TransferError> {
        let Limits { operation, max_entries, .. } = self.limits;
        run!(self, operation, connected => connected.list(max_entries))
    }

    /// Brings a file: under a temporary name, and once all of it is there, under its own. Nobody who looks into the
    /// folder meets half of it under its name.
    pub async fn upload<S>(&mut self, upload: &Upload<'_>, source: S) -> Result<(), TransferError>
    where
        S: AsyncRead + Unpin + Send,
    {
        let mut pieces = Pieces::new(source, upload.length);
        run!(self, self.limits.transfer, connected => connected.upload(upload, &mut pieces))
    }

    /// Fetches a file, and says how many bytes it had. What was written before a failure is no whole file.
    pub async fn download<W>(&mut self, name: &FileName, into: &mut W) -> Result<u64, TransferError>
    where
        W: AsyncWrite + Unpin + Send,
    {
        let Limits { transfer, max_bytes, .. } = self.limits;
        run!(self, transfer, connected => connected.download(name, max_bytes, into))
    }

    /// Moves a file into a folder below, which is made if it is missing. A file that has its new name there stays, and
    /// the move fails. One that was moved before is no failure.
    pub async fn move_into(
        &mut self,
        folder: &FileName,
        name: &FileName,
        new_name: &FileName,
    ) -> Result<(), TransferError> {
        run!(self, self.limits.operation, connected => connected.move_into(folder, name, new_name))
    }

    /// Removes a file. One that is not there is no failure.
    pub async fn remove(&mut self, name: &FileName) -> Result<(), TransferError> {
        run!(self, self.limits.operation, connected => connected.remove(name))
    }

    /// Takes leave of the server. It is told so, and whether it hears it makes no difference.
    pub async fn close(self) {
        let leave = async {
            match self.connected {
                Some(Connected::Sftp(sftp)) => sftp.close().await,
                Some(Connected::Ftp(ftp)) => ftp.close().await,
                None => {}
            }
        };
        timeout(self.limits.operation.min(Duration::from_secs(2)), leave).await.ok();
    }

    fn settle<T>(&mut self, result: Result<T, TransferError>) -> Result<T, TransferError> {
        if result.as_ref().is_err_and(|error| !error.leaves_the_connection()) {
            self.connected = None;
        }
        result
    }
}
