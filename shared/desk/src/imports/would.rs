//! What a dry run would have written so far.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{Identity, InventoryItem, OrderId, StoreId, folded_code};
use table::OrderRow;

/// What the rows in front would have made or changed, so that a row finds it there. It is known within a part, and empty of
/// an import that writes.
#[derive(Default)]
pub(super) struct Would {
    orders: Mutex<HashMap<OrderId, OrderRow>>,
    items: Mutex<HashMap<String, InventoryItem>>,
}

impl Would {
    /// The order of this id as it would be by now, where that is another than it is.
    pub(super) fn order(&self, id: OrderId) -> Option<OrderRow> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// The same of what an order is made of.
    pub(super) fn order_of(&self, store_id: StoreId, identity: &Identity) -> Option<OrderRow> {
        let ids = (0..Identity::PROBES).map(|probe| identity.order_id(store_id, probe));
        ids.filter_map(|id| self.order(id)).find(|row| row.identity.is_same(identity))
    }

    /// Notes how an order would be.
    pub(super) fn note_order(&self, row: OrderRow) {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner).insert(row.order.id, row);
    }

    /// The inventory item of this code as it would be by now, where that is another than it is.
    pub(super) fn item(&self, code: &str) -> Option<InventoryItem> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).get(&folded_code(code)).cloned()
    }

    /// Notes how an inventory item would be.
    pub(super) fn note_item(&self, item: InventoryItem) {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).insert(folded_code(&item.code), item);
    }
}
