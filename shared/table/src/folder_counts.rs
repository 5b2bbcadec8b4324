//! How many orders lie in each folder: counted with every creation, move and removal, so that the first page of a
//! folder of a million says how many there are without going through them.
//!
//! The count is a write of its own, behind the order's. A function that dies between the two leaves it one off until
//! the folder is counted anew ([`Table::recount_folder`]); for a list short enough to be seen whole it is not asked.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{FolderId, OrderId, StoreId};
use futures_util::future::try_join_all;

use crate::client::{Attributes, Condition, Consistency, Item, Key, Update};
use crate::search::{Lists, Rest};
use crate::{Outcome, Table, TableError, keys};

/// Where an order lay and where it lies; nothing before it is created and after it is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) from: Option<FolderId>,
    pub(crate) to: Option<FolderId>,
}

impl Table {
    /// Counts a move that is done. The order is safe by now, so a count that fails is told to the log and not to the
    /// caller, who would only repeat what is done.
    pub(crate) async fn count_move(&self, store_id: StoreId, order_id: OrderId, moved: Move) {
        if moved.from == moved.to {
            return;
        }
        let mut update = Update::of(keys::folder_counts(store_id, keys::shard(order_id)));
        for (folder, by) in [(moved.from, -1), (moved.to, 1)] {
            if let Some(folder) = folder {
                update = update.add(&attribute(folder), by);
            }
        }
        if let Err(error) = self.client.update(update).await {
            tracing::error!(%store_id, %order_id, ?moved, "not counted, so this folder must be counted anew: {error:?}");
        }
    }

    /// The counts of a store's shards.
    pub(crate) async fn folder_counts(&self, store_id: StoreId) -> Result<FolderCounts, TableError> {
        let keys: Vec<Key> = (0..keys::SHARDS).map(|shard| keys::folder_counts(store_id, shard)).collect();
        let items = self.client.get_all(&keys, Consistency::Eventual).await?;
        let of = |key: &Key| items.iter().find(|item| item.text("pk") == Some(&key.pk)).cloned();
        Ok(FolderCounts(keys.iter().map(|key| of(key).unwrap_or_default()).collect()))
    }

    /// How many orders lie in each of these folders, in their sequence, as they are counted with every change: a moment
    /// old, and two read units however many folders there are.
    pub async fn orders_in_folders(
        &self,
        store_id: StoreId,
        folder_ids: &[FolderId],
    ) -> Result<Vec<usize>, TableError> {
        if folder_ids.is_empty() {
            return Ok(vec![]);
        }
        let counts = self.folder_counts(store_id).await?;
        let of = |folder_id: &FolderId| (0..keys::SHARDS).map(|shard| counts.of(*folder_id, shard)).sum::<usize>();
        Ok(folder_ids.iter().map(of).collect())
    }

    /// Counts a folder's orders anew, from the index; how many there are. What changes meanwhile keeps a shard's count
    /// as it is: [`Outcome::Stale`] when that befell any of them, so ask again when it is quieter.
    pub async fn recount_folder(&self, store_id: StoreId, folder_id: FolderId) -> Result<Outcome<usize>, TableError> {
        let shards = (0..keys::SHARDS).map(|shard| self.recount_shard(store_id, folder_id, shard));
        let counts: Vec<Outcome<usize>> = try_join_all(shards).await?;
        let total: Option<usize> = counts.into_iter().map(Outcome::done).sum();
        Ok(total.map_or(Outcome::Stale, Outcome::Done))
    }

    async fn recount_shard(
        &self,
        store_id: StoreId,
        folder_id: FolderId,
        shard: u64,
    ) -> Result<Outcome<usize>, TableError> {
        let (key, attribute) = (keys::folder_counts(store_id, shard), attribute(folder_id));
        let before = self.client.get(key.clone(), Consistency::Strong).await?.unwrap_or_default();
        let seen = Condition::unchanged(&attribute, before.get(&attribute).cloned());
        let lists = Lists::of(keys::LISTED, vec![keys::folder_list(store_id, folder_id, shard)]);
        let count: usize = self.first_entries(&lists, 0, Rest::Count).await?.totals.into_iter().flatten().sum();
        self.note_looked_at(count);
        let number = u64::try_from(count).unwrap_or(u64::MAX);
        let counted = self.client.update(Update::of(key).set(&attribute, number).only_if(seen)).await?;
        Ok(counted.map(|_| count))
    }

    /// Counts a folder's orders anew where what was counted with each change is something else: by how many orders it
    /// was off, in all shards together. What changes meanwhile keeps a shard's count as it is. A list lags a moment
    /// behind its orders, so a shard is looked at again before its count is changed.
    pub async fn mend_folder_counts(&self, store_id: StoreId, folder_id: FolderId) -> Result<u64, TableError> {
        let shards = (0..keys::SHARDS).map(|shard| self.mend_shard(store_id, folder_id, shard));
        Ok(try_join_all(shards).await?.into_iter().sum())
    }

    async fn mend_shard(&self, store_id: StoreId, folder_id: FolderId, shard: u64) -> Result<u64, TableError> {
        let first = self.look_at_shard(store_id, folder_id, shard).await?;
        if first.off() == 0 {
            return Ok(0);
        }
        let second = self.look_at_shard(store_id, folder_id, shard).await?;
        if second != first {
            return Ok(0);
        }
        let (key, attribute) = (keys::folder_counts(store_id, shard), attribute(folder_id));
        let seen = Condition::unchanged(&attribute, first.kept.clone());
        let counted = self.client.update(Update::of(key).set(&attribute, first.listed).only_if(seen)).await?;
        Ok(if counted.is_done() { first.off() } else { 0 })
    }

    /// What is counted of a shard of a folder, and how many orders there are.
    async fn look_at_shard(&self, store_id: StoreId, folder_id: FolderId, shard: u64) -> Result<Look, TableError> {
        let (key, attribute) = (keys::folder_counts(store_id, shard), attribute(folder_id));
        let kept = self.client.get(key, Consistency::Strong).await?.and_then(|item| item.get(&attribute).cloned());
        let lists = Lists::of(keys::LISTED, vec![keys::folder_list(store_id, folder_id, shard)]);
        let count: usize = self.first_entries(&lists, 0, Rest::Count).await?.totals.into_iter().flatten().sum();
        Ok(Look { kept, listed: u64::try_from(count).unwrap_or(u64::MAX) })
    }
}

/// One look at a shard of a folder.
#[derive(PartialEq)]
struct Look {
    kept: Option<AttributeValue>,
    listed: u64,
}

impl Look {
    /// By how many orders the count is off.
    fn off(&self) -> u64 {
        let kept = self.kept.as_ref().and_then(|kept| kept.as_n().ok()?.parse::<i128>().ok()).unwrap_or_default();
        u64::try_from(kept.abs_diff(self.listed.into())).unwrap_or(u64::MAX)
    }
}

/// The counts of all shards of a store.
pub(crate) struct FolderCounts(Vec<Item>);

impl FolderCounts {
    /// How many orders one shard of a folder has.
    pub(crate) fn of(&self, folder_id: FolderId, shard: u64) -> usize {
        let item = usize::try_from(shard).ok().and_then(|shard| self.0.get(shard));
        let count = item.and_then(|item| item.number(&attribute(folder_id))).unwrap_or_default();
        usize::try_from(count).unwrap_or_default()
    }
}

fn attribute(folder_id: FolderId) -> String {
    format!("f{folder_id}")
}
