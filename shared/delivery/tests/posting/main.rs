//! Posts to real receivers on this machine.

#![expect(clippy::unwrap_used, reason = "what a test stands on must stand")]

mod connections;
mod receiver;
mod replies;
