//! Removing orders.

use domain::{OrderId, StoreId};
use futures_util::future::try_join_all;

use crate::client::{Attributes, Condition};
use crate::folder_counts::Move;
use crate::{OrderRow, Outcome, Table, TableError, keys};

impl Table {
    /// Removes an order with all that lies beside it: appointments, older history, labels. What stays is a row that
    /// keeps its id from being given again. After a crash in between, removing it once more removes the rest, and is
    /// [`Outcome::Missing`]. [`Outcome::Done`] brings the order that was removed, without the pictures of its labels.
    pub async fn remove_order(&self, store_id: StoreId, order_id: OrderId) -> Result<Outcome<OrderRow>, TableError> {
        let removed = self.put_tombstone(store_id, order_id).await?;
        let (from, to) = keys::BESIDE_AN_ORDER;
        let beside = self.client.query_between(&keys::order_partition(store_id, order_id), from, to).await?;
        let keys = beside.iter().filter_map(Attributes::key);
        try_join_all(keys.map(|key| self.client.remove(key))).await?;
        Ok(removed)
    }

    /// Puts the tombstone in an order's place.
    async fn put_tombstone(&self, store_id: StoreId, order_id: OrderId) -> Result<Outcome<OrderRow>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let Some(row) = self.order_without_labels(store_id, order_id).await? else { return Ok(Outcome::Missing) };
            let seen = Condition::version_is(row.version);
            if self.client.put_if(row.tombstone()?, seen).await?.is_done() {
                let removed = Move { from: Some(row.order.folder_id), to: None };
                self.count_move(store_id, order_id, removed).await;
                return Ok(Outcome::Done(row));
            }
            tries.again().await?;
        }
    }
}
