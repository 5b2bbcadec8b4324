//! An inventory item of a store (orderdesk-api 3.4).

mod keeping;
mod movement;
mod new;
mod search;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::Variations;
use crate::{Money, is_default};

pub use keeping::{KitComponent, MAX_COMPONENT_QUANTITY, MAX_COMPONENTS, MAX_LOCATIONS, MAX_STOCK_LEVEL, StockKeeping};
pub use movement::{StockCursor, StockHistory, StockLine, StockReason, StockRefusal};
pub use new::{InventoryEntry, MAX_INVENTORY_TEXT_LENGTH, NewInventoryItem, folded_code};
pub use search::InventorySearch;

impl InventoryItem {
    /// The fields that a file can give, by their names in the API.
    pub const FIELDS: [&'static str; 10] = [
        "name",
        "code",
        "price",
        "cost",
        "weight",
        "stock",
        "location",
        "manufacturer_sku",
        "metadata",
        "variation_list",
    ];
}

/// Something the store sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryItem {
    /// Its id; on the wire a number.
    pub id: u64,
    /// Name.
    pub name: String,
    /// SKU, unique in the store.
    pub code: String,
    /// Price.
    #[serde(default, skip_serializing_if = "is_default")]
    pub price: Money,
    /// What it costs the store.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cost: Money,
    /// Weight.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight: Money,
    /// How many there are; can fall below zero.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stock: i64,
    /// The last system to change it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub update_source: String,
    /// Warehouse or fulfilment method.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// The maker's SKU; null on the wire when unset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer_sku: Option<String>,
    /// Options for machines.
    #[serde(default, skip_serializing_if = "Variations::is_empty")]
    pub metadata: Variations,
    /// Options people see.
    #[serde(default, skip_serializing_if = "Variations::is_empty")]
    pub variation_list: Variations,
    /// How its stock is kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub keeping: StockKeeping,
    /// When it was added.
    pub date_added: Timestamp,
    /// Last change.
    pub date_updated: Timestamp,
}
