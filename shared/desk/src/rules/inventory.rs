//! What the inventory has for the items of an order, and who the suppliers are, where a store's rules ask for it.

use std::collections::BTreeSet;

use domain::{Order, StoreId, Supplier, folded_code};
use rules::Inventory;
use table::TableError;

use crate::Desk;

/// What was read of the inventory while rules run over one order: each code once.
#[derive(Debug, Default)]
pub(crate) struct KnownInventory {
    codes: BTreeSet<String>,
    pub(crate) inventory: Inventory,
    /// The store's suppliers, once somebody looked for them.
    pub(crate) suppliers: Option<Vec<Supplier>>,
}

impl KnownInventory {
    /// Reads the store's suppliers, once: 1 read unit for each 4 KB of them.
    pub(crate) async fn read_suppliers(&mut self, desk: &Desk, store_id: StoreId) -> Result<(), TableError> {
        if self.suppliers.is_none() {
            self.suppliers = Some(desk.table.definitions(store_id).await?);
        }
        Ok(())
    }

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
