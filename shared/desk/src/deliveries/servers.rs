//! Servers that take files, as whoever delivers sees them.

use std::pin::Pin;

use transfer_servers::{Client, Existing, FileName, Server, TransferError, Upload};

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
pub trait Uploader: Send + Sync {
    /// Brings a file into the folder of a server.
    fn bring<'a>(&'a self, server: &'a Server, file: Brought<'a>) -> Bringing<'a>;
}

impl Uploader for Client {
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
