//! Connections to shops: our own `/v1/connections`.

mod fields;
mod read;
mod state;
mod view;

pub use fields::{ConnectionImport, ConnectionInput, ConnectionSecretFields, ConnectionSecretsChange};
pub use read::{read_import, read_new, read_replacement, read_secrets};
pub use state::{ConnectionStateView, KeptArrivalView, ReconciliationView, WHY_KEPT};
pub use view::ConnectionView;

/// How a connection is never polled, among how often it is.
pub const NEVER: &str = "never";

#[cfg(test)]
mod tests;
