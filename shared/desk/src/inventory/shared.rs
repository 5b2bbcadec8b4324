//! Whose inventory a store's orders use: its own, or that of another store of the same owner (orderdesk-app 7.1).

use domain::{InventoryItem, Store, StoreId};
use table::{Table, TableError};

use crate::Desk;

/// The store whose inventory this one's orders use; nobody's where it is another's and the two are linked no more.
pub(crate) async fn owner(table: &Table, store: &Store) -> Result<Option<StoreId>, TableError> {
    let Some(owner) = store.settings.inventory_of_store else { return Ok(Some(store.id)) };
    if table.are_linked(store.id, owner).await? {
        return Ok(Some(owner));
    }
    tracing::info!(store_id = %store.id, "no inventory is used: the store is no longer linked with store {owner}");
    Ok(None)
}

/// What the inventory that a store's orders use has of these codes.
pub(crate) async fn of_codes(desk: &Desk, store: &Store, codes: &[String]) -> Result<Vec<InventoryItem>, TableError> {
    match owner(&desk.table, store).await? {
        Some(owner) => desk.table.inventory_items_by_code(owner, codes).await,
        None => Ok(vec![]),
    }
}
