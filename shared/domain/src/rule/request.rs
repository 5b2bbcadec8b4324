//! What rules ask to be done with an order as a whole.

use serde::{Deserialize, Serialize};

use crate::NewTransfer;

/// What a rule asks to be done with an order, once what it did to it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderRequest {
    /// Delete it.
    Remove,
    /// Copy it to another store.
    Copy(NewTransfer),
    /// Move it to another store.
    Move(NewTransfer),
}
