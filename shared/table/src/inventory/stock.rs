//! Moving the stock of an inventory item because of an order: each movement once, whoever carries it out and how often.
//!
//! A movement is done in two writes. The first changes the stock, and the item's row names the movement that was the last
//! one; the second is a row of the movement's own, beside the order, which says for good that it was done. The next
//! movement takes the name away, and first sees to it that the row of the one before is there. So from the first write on
//! the item's row names a movement or its own row is there. Who carries one out reads the item first and then the
//! movement's row, and writes under the condition that the item is still the version that was read: where it was done
//! before, one of the two says so (docs/adr/0029-stock-that-rules-move.md).

use std::collections::BTreeSet;

use domain::time::whole_seconds;
use domain::{AUTO, InventoryItem, OrderId, StockChange, StoreId};
use jiff::Timestamp;

use super::{KeptItem, row};
use crate::client::{Attributes, Condition, Consistency, Key, NewItem};
use crate::{Outcome, Table, TableError, keys};

/// A movement of stock that an order's row plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockMovement {
    /// The order's store.
    pub store_id: StoreId,
    /// The order.
    pub order_id: OrderId,
    /// The number of the movement on the order.
    pub serial: u64,
}

impl StockMovement {
    /// As the row of an inventory item names it.
    fn name(&self) -> String {
        format!("{}-{}", self.order_id, self.serial)
    }

    /// Reads the name back.
    fn named(store_id: StoreId, name: &str) -> Option<Self> {
        let (order_id, serial) = name.split_once('-')?;
        Some(Self { store_id, order_id: order_id.parse().ok()?, serial: serial.parse().ok()? })
    }

    /// The key of the row that says that it was done.
    fn key(&self, inventory_item_id: u64) -> Key {
        keys::stock_movement(self.store_id, self.order_id, self.serial, inventory_item_id)
    }
}

impl Table {
    /// Changes the stock of an inventory item as a movement says, once. [`Outcome::Unchanged`] where that is done,
    /// [`Outcome::Missing`] where there is no such item any more and it never was.
    pub async fn move_stock(
        &self,
        movement: StockMovement,
        change: &StockChange,
        now: Timestamp,
    ) -> Result<Outcome<(), ()>, TableError> {
        let (store_id, id) = (movement.store_id, change.inventory_item_id);
        let mut tries = self.client.tries();
        loop {
            // The item first: what is done behind this look makes another version of it.
            let kept = self.kept_item(store_id, id).await?;
            let last = kept.as_ref().and_then(|kept| StockMovement::named(store_id, kept.moved_by.as_deref()?));
            let noted = self.noted_movements([Some(movement), last.filter(|last| *last != movement)], id).await?;
            if noted.contains(&movement.key(id)) {
                return Ok(Outcome::Unchanged(()));
            }
            let Some(kept) = kept else { return Ok(Outcome::Missing) };
            if let Some(last) = last.filter(|last| !noted.contains(&last.key(id))) {
                self.note_movement(last, id).await?;
            }
            if last == Some(movement) {
                return Ok(Outcome::Done(()));
            }
            let KeptItem { item, version, .. } = kept;
            let item = InventoryItem {
                stock: item.stock.saturating_sub(change.taken),
                update_source: AUTO.to_owned(),
                date_updated: whole_seconds(now),
                ..item
            };
            let next = KeptItem { item, version: version.saturating_add(1), moved_by: Some(movement.name()) };
            if self.client.put_if(row(store_id, &next)?, Condition::version_is(version)).await?.is_done() {
                self.note_movement(movement, id).await?;
                return Ok(Outcome::Done(()));
            }
            tries.again().await?;
        }
    }

    /// Notes that nothing is to be done any more about a movement, as its inventory item is gone.
    pub async fn give_up_stock_movement(
        &self,
        movement: StockMovement,
        change: &StockChange,
    ) -> Result<(), TableError> {
        self.note_movement(movement, change.inventory_item_id).await
    }

    /// The keys of the rows that are there, of those that say that one of these movements of an inventory item is done.
    async fn noted_movements(&self, all: [Option<StockMovement>; 2], id: u64) -> Result<BTreeSet<Key>, TableError> {
        let keys: Vec<Key> = all.into_iter().flatten().map(|movement| movement.key(id)).collect();
        let rows = self.client.get_all(&keys, Consistency::Strong).await?;
        Ok(rows.iter().filter_map(Attributes::key).collect())
    }

    /// Writes the row that says that a movement of an inventory item is done, unless it is there.
    async fn note_movement(&self, movement: StockMovement, id: u64) -> Result<(), TableError> {
        self.client.insert(NewItem::at(movement.key(id)).sized()?).await.map(drop)
    }
}
