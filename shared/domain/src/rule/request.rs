//! What rules ask to be done with an order as a whole.

use serde::{Deserialize, Serialize};

use crate::{FolderId, NewTransfer, OrderId};

/// What a rule asks to be done with an order, once what it did to it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderRequest {
    /// Delete it.
    Remove,
    /// Copy it to another store.
    Copy(NewTransfer),
    /// Move it to another store.
    Move(NewTransfer),
    /// Merge it with others of its folder that go to the same address.
    Merge {
        /// The folder all of them go to; where they lie without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        archive_folder_id: Option<FolderId>,
        /// The others, as they were found when the rules ran. No other is merged, however late this is done.
        order_ids: Vec<OrderId>,
    },
    /// Submit it to a supplier.
    Submit {
        /// Which.
        supplier_id: String,
    },
}

/// So much an id takes in a row, about.
const ID_BYTES: usize = 12;

impl OrderRequest {
    /// So much it takes in a row beside what each does, about.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Remove | Self::Copy(_) | Self::Move(_) => 0,
            Self::Submit { supplier_id } => supplier_id.len(),
            Self::Merge { order_ids, .. } => order_ids.len().saturating_mul(ID_BYTES),
        }
    }
}
