//! Servers that do what an honest one never does, each of them in this process.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what a test stands on must stand")]

mod ftp;
mod ftp_server;
mod ftps;
mod setting;
mod sftp;
mod sftp_files;
mod sftp_server;
mod silence;
