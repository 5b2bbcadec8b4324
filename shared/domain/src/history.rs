//! The history of an order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who rules and machines are in a history (orderdesk-app 1.8).
pub const AUTO: &str = "Auto";

/// One dated sentence on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When.
    pub date_added: Timestamp,
    /// By whom: `API`, `Auto`, a user.
    pub source_name: String,
    /// What happened.
    pub note: String,
}

impl HistoryLine {
    /// A sentence by [`AUTO`].
    pub fn auto(date_added: Timestamp, note: impl Into<String>) -> Self {
        Self { date_added, source_name: AUTO.to_owned(), note: note.into() }
    }
}
