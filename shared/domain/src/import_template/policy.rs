//! What becomes of what is imported.

use serde::{Deserialize, Serialize};

use crate::kinds::kinds;
use crate::{FolderId, OrderId};

kinds! {
    /// What a row of orders is.
    OrderRows {
        /// One item; rows with the same `source_id` are one order.
        #[default]
        Items = "one_row_per_item",
        /// One order with at most one item.
        Orders = "one_row_per_order",
        /// One order whose items have columns of their own: `sku1`, `qty1`, `sku2`, …
        NumberedItems = "fixed_item_columns",
    }
}

kinds! {
    /// What becomes of an order whose `source_id` the store has already from the same `source_name`, in any folder.
    DuplicatePolicy {
        /// It is passed over.
        #[default]
        Skip = "skip",
        /// The order that is there is changed.
        Update = "update",
        /// It is another order.
        CreateNew = "create_new",
    }
}

kinds! {
    /// What becomes of an inventory item whose code the store has.
    InventoryPolicy {
        /// What the file gives is changed, the rest stays.
        #[default]
        Upsert = "upsert",
        /// Its stock is changed and nothing else.
        UpdateStock = "update_stock_only",
        /// It is replaced: what the file does not give is blank.
        Replace = "replace",
    }
}

/// What of a row tells the order that its shipment is of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentMatch {
    /// The order's number in the cart: the column `source_id`, and `source_name` where there is one.
    #[default]
    SourceId,
    /// Our own id: the column `order_id`.
    OrderId,
    /// The order metadata field of this name: the column `metadata:<name>`.
    Metadata(String),
    /// The customer's e-mail and the name that is shipped to: the columns `email` and `name`.
    EmailAndName,
}

/// Which order a shipment is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKey {
    /// The order of this number in this cart; a blank cart is any.
    Source {
        /// The cart.
        source_name: String,
        /// The number.
        source_id: String,
    },
    /// The order of this id.
    Id(OrderId),
    /// The order whose metadata has this.
    Metadata {
        /// The field.
        name: String,
        /// What it must be.
        value: String,
    },
    /// The order of this customer that is shipped to this name.
    EmailAndName {
        /// The customer's e-mail.
        email: String,
        /// First and last name, or a company.
        name: String,
    },
}

/// What is done when a file is through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AfterImport {
    /// The folder that orders which got a shipment are moved into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder_id: Option<FolderId>,
    /// Who is mailed the report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notify_emails: Vec<String>,
}
