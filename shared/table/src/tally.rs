//! How many orders lie in each folder: counted with every creation, move and removal, so that the first page of a
//! folder of a million says how many there are without going through them.
//!
//! The count is a write of its own, behind the order's. A function that dies between the two leaves it one off until
//! the folder is counted anew ([`Table::recount_folder`]); a list short enough to be seen whole is never told from it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{FolderId, OrderId, StoreId};
use futures_util::future::try_join_all;

use crate::item::{Attributes, Item};
use crate::walk::{Rest, Walk};
use crate::{Table, TableError, keys};

/// Where an order lay and where it lies; nothing before it is created and after it is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) from: Option<FolderId>,
    pub(crate) to: Option<FolderId>,
}

impl Table {
    /// Counts a move that is done. The order is safe by now, so a count that fails is told to the log and not to the
    /// caller, who would only repeat what is done.
    pub(crate) async fn tally(&self, store: StoreId, order: OrderId, moved: Move) {
        if moved.from == moved.to {
            return;
        }
        if let Err(error) = self.add_to_tally(store, keys::shard(order), moved).await {
            tracing::error!(%store, %order, ?moved, "not counted, so this folder must be counted anew: {error:?}");
        }
    }

    async fn add_to_tally(&self, store: StoreId, shard: u64, moved: Move) -> Result<(), TableError> {
        let key = keys::tally(store, shard);
        let mut update = self.client.update_item().table_name(&self.name);
        update = update.key("pk", AttributeValue::S(key.pk)).key("sk", AttributeValue::S(key.sk));
        let mut parts = vec![];
        for (folder, by) in [(moved.from, "-1"), (moved.to, "1")] {
            let Some(folder) = folder else { continue };
            let (name, value) = (format!("#f{by}").replace('-', "m"), format!(":by{by}").replace('-', "m"));
            parts.push(format!("{name} {value}"));
            update = update.expression_attribute_names(name, attribute(folder));
            update = update.expression_attribute_values(value, AttributeValue::N(by.to_owned()));
        }
        self.update_if(update.update_expression(format!("ADD {}", parts.join(", ")))).await?;
        Ok(())
    }

    /// The counts of a store's shards.
    pub(crate) async fn tallies(&self, store: StoreId) -> Result<Tallies, TableError> {
        let keys: Vec<_> = (0..keys::SHARDS).map(|shard| keys::tally(store, shard)).collect();
        let items = self.get_all(&keys, false).await?;
        let of = |key: &keys::Key| items.iter().find(|item| item.text("pk") == Some(&key.pk)).cloned();
        Ok(Tallies(keys.iter().map(|key| of(key).unwrap_or_default()).collect()))
    }

    /// Counts a folder's orders anew, from the index. What changes meanwhile keeps a shard's count as it is; who gets
    /// nothing asks again when it is quieter.
    pub async fn recount_folder(&self, store: StoreId, folder: FolderId) -> Result<Option<usize>, TableError> {
        let shards = (0..keys::SHARDS).map(|shard| self.recount_shard(store, folder, shard));
        let counts = try_join_all(shards).await?;
        Ok(counts.into_iter().sum())
    }

    async fn recount_shard(&self, store: StoreId, folder: FolderId, shard: u64) -> Result<Option<usize>, TableError> {
        let key = keys::tally(store, shard);
        let before = self.get(key.clone(), true).await?.unwrap_or_default();
        let seen = before.get(&attribute(folder)).cloned();
        let walk = Walk::through(keys::LISTED, vec![keys::folder_list(store, folder, shard)]);
        let count: usize = self.heads(&walk, 0, Rest::Count).await?.totals.into_iter().flatten().sum();
        let update = self.client.update_item().table_name(&self.name);
        let update = update.key("pk", AttributeValue::S(key.pk)).key("sk", AttributeValue::S(key.sk));
        let update = update.expression_attribute_names("#folder", attribute(folder));
        let update = update.expression_attribute_values(":count", AttributeValue::N(count.to_string()));
        let update = update.update_expression("SET #folder = :count");
        let update = match seen {
            Some(seen) => update.condition_expression("#folder = :seen").expression_attribute_values(":seen", seen),
            None => update.condition_expression("attribute_not_exists(#folder)"),
        };
        Ok(self.update_if(update).await?.then_some(count))
    }
}

/// The counts of all shards of a store.
pub(crate) struct Tallies(Vec<Item>);

impl Tallies {
    /// How many orders one shard of a folder has.
    pub(crate) fn of(&self, folder: FolderId, shard: u64) -> usize {
        let item = usize::try_from(shard).ok().and_then(|shard| self.0.get(shard));
        let count = item.and_then(|item| item.number(&attribute(folder))).unwrap_or_default();
        usize::try_from(count).unwrap_or_default()
    }
}

fn attribute(folder: FolderId) -> String {
    format!("f{folder}")
}
