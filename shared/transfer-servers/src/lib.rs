//! Adapter: files to and from SFTP, FTPS and FTP servers that a store names.
//!
//! A [`Client`] makes a [`Session`] with one folder of one [`Server`]: it lists, uploads, downloads, moves and removes,
//! within [`Limits`]. The server may be anybody's. So its address passes the guard, it must be the one that was
//! confirmed, and no name, size or text of its is trusted.

mod client;
mod connect;
mod error;
mod fingerprint;
mod ftp;
mod listing;
mod names;
mod pieces;
mod server;
mod session;
mod sftp;

pub use client::{Client, ClientError, Limits, Stage, Tested};
pub use error::TransferError;
pub use fingerprint::{BadFingerprint, Fingerprint};
pub use listing::{Entry, Listing, PassedOver, Reason};
pub use names::{BadName, FileName, Folder, MAX_FOLDER_BYTES, MAX_NAME_BYTES};
pub use server::{Protocol, Secret, Server, SftpLogin, TlsStart};
pub use session::{Existing, Session, Upload};
