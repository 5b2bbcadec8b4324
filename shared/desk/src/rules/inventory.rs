//! What the inventory has for the items of an order, and who the suppliers are, where a store's rules or its settings ask for
//! it.

use std::collections::BTreeSet;

use domain::{OrderItem, Store, StoreId, Supplier, folded_code};
use rules::Inventory;
use table::TableError;

use crate::{Desk, inventory};

/// What was read of the inventory while rules run over one order: each code once.
#[derive(Debug, Default)]
pub(crate) struct KnownInventory {
    codes: BTreeSet<String>,
    owner: Owner,
    pub(crate) inventory: Inventory,
    /// The store's suppliers, once somebody looked for them.
    pub(crate) suppliers: Option<Vec<Supplier>>,
}

/// Whose inventory it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Owner {
    /// Nobody asked yet.
    #[default]
    Unasked,
    /// That of a store that does not let it be used.
    Nobody,
    /// This store's.
    Store(StoreId),
}

impl KnownInventory {
    /// Reads the store's suppliers, once: 1 read unit for each 4 KB of them.
    pub(crate) async fn read_suppliers(&mut self, desk: &Desk, store_id: StoreId) -> Result<(), TableError> {
        if self.suppliers.is_none() {
            self.suppliers = Some(desk.table.definitions(store_id).await?);
        }
        Ok(())
    }

    /// Reads what is not known yet of what the inventory may have for these items: 2 read units for each code that it has, 1
    /// for another. An item whose code it does not have is looked for with its variations, and of kits their components.
    /// Whether anything was read.
    pub(crate) async fn read(&mut self, desk: &Desk, store: &Store, items: &[&OrderItem]) -> Result<bool, TableError> {
        let mut codes = items.iter().map(|item| item.stock_codes().next()).collect::<Vec<_>>();
        let has_read = Box::pin(self.read_codes(desk, store, codes.drain(..).flatten())).await?;
        let unknown = items.iter().filter(|item| self.inventory.item(&item.code).is_none());
        let varied: Vec<_> = unknown.filter_map(|item| item.stock_codes().nth(1)).collect();
        let has_read_varied = Box::pin(self.read_codes(desk, store, varied.into_iter())).await?;
        let components: Vec<_> = self.inventory.unknown_components().map(str::to_owned).collect();
        let has_read_components = Box::pin(self.read_codes(desk, store, components.into_iter())).await?;
        Ok(has_read || has_read_varied || has_read_components)
    }

    async fn read_codes(
        &mut self,
        desk: &Desk,
        store: &Store,
        codes: impl Iterator<Item = String>,
    ) -> Result<bool, TableError> {
        let codes = codes.map(|code| folded_code(&code)).filter(|code| !code.is_empty());
        let new: BTreeSet<String> = codes.filter(|code| !self.codes.contains(code)).collect();
        if new.is_empty() {
            return Ok(false);
        }
        if self.owner == Owner::Unasked {
            self.owner = inventory::owner(&desk.table, store).await?.map_or(Owner::Nobody, Owner::Store);
        }
        if let Owner::Store(owner) = self.owner {
            if owner != store.id && self.codes.is_empty() {
                self.inventory = Inventory::of_store(owner);
            }
            let codes: Vec<String> = new.iter().cloned().collect();
            self.inventory.add(desk.table.inventory_items_by_code(owner, &codes).await?);
        }
        self.codes.extend(new);
        Ok(true)
    }
}
