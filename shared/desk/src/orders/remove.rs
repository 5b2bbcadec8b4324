//! Removing an order.

use domain::{OrderId, StoreId};

use super::ORDER;
use crate::{Desk, DeskError};

/// Removes an order with its appointments and its history. What stays is a tombstone, so that its id is never given
/// again. After a crash in between, removing it once more removes the rest.
pub async fn remove(desk: &Desk, store_id: StoreId, order_id: OrderId) -> Result<(), DeskError> {
    let removed = desk.table.remove_order(store_id, order_id).await?.done();
    removed.ok_or(DeskError::NotFound(ORDER))
}
