//! Orders that were removed and can be restored.

use domain::{FolderId, HistoryLine, Order, time};
use jiff::Timestamp;
use serde::Serialize;

use crate::values::Number;

/// An order that was deleted and can be restored.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = DeletedOrder))]
pub struct RemovedOrderView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    /// Where it came from.
    source_name: &'a str,
    /// Its number there.
    source_id: &'a str,
    /// The customer's.
    email: &'a str,
    /// What it came to.
    order_total: Number,
    /// The folder it lay in.
    folder_id: FolderId,
    /// When it was added.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When it was deleted.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_deleted: String,
    /// By whom: `API`, `Auto`, a user.
    deleted_by: &'a str,
    /// Until when it can be restored.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    restorable_until: String,
}

impl<'a> RemovedOrderView<'a> {
    /// The view of an order, by the line that says who removed it.
    pub fn new(order: &'a Order, removal: &'a HistoryLine, restorable_until: Timestamp) -> Self {
        Self {
            id: order.id.to_string(),
            source_name: &order.source_name,
            source_id: &order.source_id,
            email: &order.email,
            order_total: Number::from(order.order_total()),
            folder_id: order.folder_id,
            date_added: time::text(order.date_added),
            date_deleted: time::text(removal.date_added),
            deleted_by: &removal.source_name,
            restorable_until: time::text(restorable_until),
        }
    }
}
