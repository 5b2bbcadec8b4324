//! Links between two stores: a row in the partition of each. A link stands while both are there.

use domain::StoreId;
use futures_util::future::try_join;
use jiff::Timestamp;

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem};
use crate::{Outcome, Table, TableError, keys};

/// When the two agreed.
const LINKED_AT: &str = "linked_at";

/// A link, as one of its stores sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The other store.
    pub store_id: StoreId,
    /// When the two agreed.
    pub linked_at: Timestamp,
}

impl Table {
    /// Puts the row of a link into the partition of `store_id`, unless it is there.
    pub async fn insert_link(&self, store_id: StoreId, link: Link) -> Result<Outcome<(), ()>, TableError> {
        let seconds = u64::try_from(link.linked_at.as_second()).unwrap_or_default();
        let item = NewItem::at(keys::link(store_id, link.store_id)).number(LINKED_AT, seconds);
        Ok(self.client.insert(item.sized()?).await?.map_present(drop))
    }

    /// Removes the row of a link from the partition of `store_id`; [`Outcome::Stale`] when there is none.
    pub async fn remove_link(&self, store_id: StoreId, other: StoreId) -> Result<Outcome<()>, TableError> {
        self.client.remove_if(keys::link(store_id, other), Condition::exists()).await
    }

    /// How many rows of links a store has, those of links that were begun or ended by halves too.
    pub async fn count_links(&self, store_id: StoreId) -> Result<usize, TableError> {
        Ok(self.link_items(store_id).await?.len())
    }

    /// The links of a store that stand, in the sequence of the other stores' ids.
    pub async fn links(&self, store_id: StoreId) -> Result<Vec<Link>, TableError> {
        let links: Vec<Link> = self.link_items(store_id).await?.iter().filter_map(read).collect();
        let others: Vec<Key> = links.iter().map(|link| keys::link(link.store_id, store_id)).collect();
        let others = self.client.get_all(&others, Consistency::Strong).await?;
        let others: Vec<Key> = others.iter().filter_map(Attributes::key).collect();
        Ok(links.into_iter().filter(|link| others.contains(&keys::link(link.store_id, store_id))).collect())
    }

    /// Whether two stores work together, as it is now.
    pub async fn are_linked(&self, one: StoreId, other: StoreId) -> Result<bool, TableError> {
        let row = |store_id, other| self.client.get(keys::link(store_id, other), Consistency::Strong);
        let (there, back) = try_join(row(one, other), row(other, one)).await?;
        Ok(there.is_some() && back.is_some())
    }

    async fn link_items(&self, store_id: StoreId) -> Result<Vec<Item>, TableError> {
        self.client.query_prefix(&keys::store_partition(store_id), keys::LINK).await
    }
}

fn read(item: &Item) -> Option<Link> {
    let store_id = item.text("sk")?.strip_prefix(keys::LINK)?.parse().ok()?;
    let linked_at = Timestamp::from_second(i64::try_from(item.number(LINKED_AT)?).ok()?).ok()?;
    Some(Link { store_id, linked_at })
}
