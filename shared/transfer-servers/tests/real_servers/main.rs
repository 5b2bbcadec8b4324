//! Real servers, which the tests start by themselves: asyncssh and pyftpdlib of the environment that `cargo waybill`
//! makes, and OpenSSH where the machine has it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "what a test stands on must stand")]

mod ftp;
mod programs;
mod sftp;
mod story;
