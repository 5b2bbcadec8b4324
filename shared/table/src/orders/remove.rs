//! Removing orders.

use domain::{OrderId, StoreId};
use futures_util::future::try_join_all;

use super::row::{is_tombstone, tombstone_of_unreadable};
use crate::client::{Attributes, Condition, Consistency};
use crate::folder_counts::Move;
use crate::{OrderRow, Outcome, Table, TableError, keys};

impl Table {
    /// Removes an order with all that lies beside it: appointments, older history, labels. What stays is a row that
    /// keeps its id from being given again. After a crash in between, removing it once more removes the rest, and is
    /// [`Outcome::Missing`]. An order that can't be read is removed too.
    pub async fn remove_order(&self, store_id: StoreId, order_id: OrderId) -> Result<Outcome<()>, TableError> {
        let removed = self.put_tombstone(store_id, order_id).await?;
        let (from, to) = keys::BESIDE_AN_ORDER;
        let beside = self.client.query_between(&keys::order_partition(store_id, order_id), from, to).await?;
        let keys = beside.iter().filter_map(Attributes::key);
        try_join_all(keys.map(|key| self.client.remove(key))).await?;
        Ok(removed)
    }

    /// Puts the tombstone in an order's place.
    async fn put_tombstone(&self, store_id: StoreId, order_id: OrderId) -> Result<Outcome<()>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let found = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
            let Some(found) = found.filter(|item| !is_tombstone(item)) else { return Ok(Outcome::Missing) };
            let tombstone = match OrderRow::read(&found) {
                Ok(row) => row.tombstone()?,
                Err(error) => {
                    tracing::warn!("removed unread: {error:?}");
                    tombstone_of_unreadable(store_id, order_id, found.number("version"))?
                }
            };
            let seen = Condition::unchanged("version", found.get("version").cloned());
            if self.client.put_if(tombstone, seen).await?.is_done() {
                let from = found.text("listed_in").and_then(keys::read_folder_list);
                self.count_move(store_id, order_id, Move { from, to: None }).await;
                return Ok(Outcome::Done(()));
            }
            tries.again().await?;
        }
    }
}
