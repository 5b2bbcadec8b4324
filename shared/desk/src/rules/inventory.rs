//! What the inventory has for the items of an order, where a store's rules ask for it.

use std::collections::BTreeSet;

use domain::{Order, StoreId, folded_code};
use rules::Inventory;
use table::TableError;

use crate::Desk;

/// What was read of the inventory while rules run over one order: each code once.
#[derive(Debug, Default)]
pub(crate) struct KnownInventory {
    codes: BTreeSet<String>,
    pub(crate) inventory: Inventory,
}

impl KnownInventory {
    /// Reads what is not known yet of the codes of the order's items: 2 read units for each that the inventory has, 1
    /// for another. Whether anything was read.
    pub(crate) async fn read(&mut self, desk: &Desk, store_id: StoreId, order: &Order) -> Result<bool, TableError> {
        let codes = order.order_items.iter().map(|item| folded_code(&item.code)).filter(|code| !code.is_empty());
        let new: BTreeSet<String> = codes.filter(|code| !self.codes.contains(code)).collect();
        if new.is_empty() {
            return Ok(false);
        }
        let codes: Vec<String> = new.iter().cloned().collect();
        self.inventory.add(desk.table.inventory_items_by_code(store_id, &codes).await?);
        self.codes.extend(new);
        Ok(true)
    }
}
