//! Reading orders by their ids.

use std::collections::HashMap;

use domain::{OrderId, StoreId};

use super::tombstone::is_tombstone;
use crate::client::{Attributes, Consistency, Item, Key};
use crate::error::readable;
use crate::{OrderRow, Table, TableError, keys};

impl Table {
    /// The order, as it is now.
    pub async fn order(&self, store_id: StoreId, order_id: OrderId) -> Result<Option<OrderRow>, TableError> {
        let row = self.order_without_labels(store_id, order_id).await?;
        Ok(self.with_labels(row.into_iter().collect(), Consistency::Strong).await?.pop())
    }

    /// The order, as it is now, its shipments without the pictures of their labels: for who does not show it. Saved, it
    /// keeps them.
    pub async fn order_without_labels(
        &self,
        store_id: StoreId,
        order_id: OrderId,
    ) -> Result<Option<OrderRow>, TableError> {
        let item = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
        item.as_ref().filter(|item| !is_tombstone(*item)).map(OrderRow::read).transpose()
    }

    /// Whether there was an order that was removed: its tombstone is there.
    pub async fn is_removed(&self, store_id: StoreId, order_id: OrderId) -> Result<bool, TableError> {
        let item = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
        Ok(item.as_ref().is_some_and(is_tombstone))
    }

    /// The same as it was a moment ago, for half as much: for who finds out when it is written that it was changed since.
    pub async fn order_a_moment_ago(
        &self,
        store_id: StoreId,
        order_id: OrderId,
    ) -> Result<Option<OrderRow>, TableError> {
        let item = self.client.get(keys::order(store_id, order_id), Consistency::Eventual).await?;
        item.as_ref().filter(|item| !is_tombstone(*item)).map(OrderRow::read).transpose()
    }

    /// The orders of these ids in the same sequence, without those that are not there, and those that can't be read.
    pub async fn orders(&self, store_id: StoreId, ids: &[OrderId]) -> Result<Vec<OrderRow>, TableError> {
        let rows = self.orders_without_labels(store_id, ids).await?;
        self.with_labels(rows, Consistency::Eventual).await
    }

    /// The orders of these ids in the same sequence, a moment old, without those that are not there, and those that can't be
    /// read: for who looks at many of them and shows few.
    pub async fn orders_without_labels(&self, store_id: StoreId, ids: &[OrderId]) -> Result<Vec<OrderRow>, TableError> {
        let items = self.order_items_of(store_id, ids).await?;
        Ok(readable(items.iter().map(|(_, item)| OrderRow::read(item))))
    }

    /// The rows of these orders that are there, each with the place of its id, in the sequence of the ids.
    pub(super) async fn order_items_of(
        &self,
        store_id: StoreId,
        ids: &[OrderId],
    ) -> Result<Vec<(usize, Item)>, TableError> {
        let keys: Vec<Key> = ids.iter().map(|id| keys::order(store_id, *id)).collect();
        let items = self.client.get_all(&keys, Consistency::Eventual).await?;
        let places: HashMap<&Key, usize> = keys.iter().enumerate().map(|(index, key)| (key, index)).collect();
        let there = items.into_iter().filter(|item| !is_tombstone(item));
        let with_places = there.filter_map(|item| Some((*places.get(&item.key()?)?, item)));
        let mut items: Vec<(usize, Item)> = with_places.collect();
        items.sort_by_key(|(place, _)| *place);
        Ok(items)
    }
}
