//! What lies beside a store's sweep: the orders it is for, and what they were before.

use domain::{FolderId, KeptOrder, OrderId, StoreId, Sweep, SweepId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::{Attributes, Condition, Consistency, NewItem, Take};
use crate::search::{Rest, Sequence, by_folder};
use crate::{Outcome, Table, TableError, keys};

/// Some of the orders a sweep is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweptOrders {
    /// The orders.
    pub ids: Vec<OrderId>,
    /// Where the rest is looked for; nothing behind the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<ListPosition>,
}

/// A position in the lists of orders, one for each folder and shard.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ListPosition {
    /// Which of the lists.
    pub list: usize,
    /// Behind the order of this date and id; at the beginning of the list where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<(String, OrderId)>,
}

/// The dates of orders, both included; without an end where there is none.
pub type Dates = (Option<Timestamp>, Option<Timestamp>);

impl Table {
    /// Some orders of some folders with these dates, at most so many, from a position on, which no order leaves by a
    /// change of another; and where the rest begins.
    pub async fn orders_listed(
        &self,
        store_id: StoreId,
        folders: &[FolderId],
        (from, to): Dates,
        position: &ListPosition,
        most: i32,
    ) -> Result<SweptOrders, TableError> {
        let lists = by_folder(store_id, folders).within(from, to).in_sequence(Sequence::OldestFirst);
        let Some(list) = lists.keys.get(position.list) else { return Ok(SweptOrders { ids: vec![], next: None }) };
        let behind = |(at, order_id): &(String, OrderId)| {
            let place = NewItem::at(keys::order(store_id, *order_id));
            place.text("listed_in", list.as_str()).text("listed_at", at.as_str()).sized()
        };
        let start = position.behind.as_ref().map(behind).transpose()?;
        let is_empty = from.zip(to).is_some_and(|(from, to)| from > to);
        let page = if is_empty {
            None
        } else {
            Some(self.client.query_index(&lists.query(list), Take::AtMost(most), start).await?)
        };
        let (items, has_more) = page.map_or((vec![], false), |page| (page.items, page.next.is_some()));
        let entries = items.iter().filter_map(|item| {
            let (_, order_id) = keys::read_order_partition(item.text("pk")?)?;
            Some((item.text("listed_at")?.to_owned(), order_id))
        });
        let entries: Vec<(String, OrderId)> = entries.collect();
        let ids = entries.iter().map(|(_, order_id)| *order_id).collect();
        let behind = entries.into_iter().next_back();
        let next = match behind {
            Some(behind) if has_more => Some(ListPosition { list: position.list, behind: Some(behind) }),
            _ => Some(position.list.saturating_add(1))
                .filter(|list| *list < lists.keys.len())
                .map(|list| ListPosition { list, behind: None }),
        };
        Ok(SweptOrders { ids, next })
    }

    /// How many orders some folders have with these dates, counted up to `most` and one more.
    pub async fn count_listed(
        &self,
        store_id: StoreId,
        folders: &[FolderId],
        (from, to): Dates,
        most: usize,
    ) -> Result<usize, TableError> {
        let lists = by_folder(store_id, folders).within(from, to);
        Ok(self.first_entries(&lists, most, Rest::Leave).await?.entries.len())
    }

    /// Writes some of the orders of a sweep, unless they were found before: then [`Outcome::Unchanged`] brings those, which
    /// stay.
    pub async fn insert_swept(
        &self,
        sweep: &Sweep,
        index: u64,
        orders: &SweptOrders,
    ) -> Result<Outcome<(), SweptOrders>, TableError> {
        let item = NewItem::at(keys::swept_orders(sweep.id, index)).expiring(sweep.date_added).body(orders)?.sized()?;
        if self.client.insert(item).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        let found = self.swept(sweep.id, index).await?.ok_or(TableError::Contended { tries: 1 })?;
        Ok(Outcome::Unchanged(found))
    }

    /// Some of the orders of a sweep, as they were found.
    pub async fn swept(&self, id: SweepId, index: u64) -> Result<Option<SweptOrders>, TableError> {
        let item = self.client.get(keys::swept_orders(id, index), Consistency::Strong).await?;
        item.map(|item| item.body()).transpose()
    }

    /// What the orders of the page that begins there were before, and the version of that row; none and 0 where nothing is
    /// kept yet.
    pub async fn kept_page(&self, id: SweepId, position: u64) -> Result<(Vec<KeptOrder>, u64), TableError> {
        match self.client.get(keys::kept_page(id, position), Consistency::Strong).await? {
            Some(item) => Ok((item.body()?, item.version()?)),
            None => Ok((vec![], 0)),
        }
    }

    /// Keeps what the orders of a page were before, in the place of what was kept as version `seen`; [`Outcome::Stale`]
    /// when it is no longer that.
    pub async fn save_kept_page(
        &self,
        sweep: &Sweep,
        position: u64,
        orders: &[KeptOrder],
        seen: u64,
    ) -> Result<Outcome<()>, TableError> {
        let item = NewItem::at(keys::kept_page(sweep.id, position)).number("version", seen.saturating_add(1));
        let item = item.expiring(sweep.date_added).body(&orders)?.sized()?;
        let condition = if seen == 0 { Condition::absent() } else { Condition::version_is(seen) };
        self.client.put_if(item, condition).await
    }

    /// The first page of a sweep from a position on of which something is kept: where it begins, and what.
    pub async fn kept_page_from(
        &self,
        id: SweepId,
        position: u64,
    ) -> Result<Option<(u64, Vec<KeptOrder>)>, TableError> {
        let (from, to) = keys::kept_pages_from(id, position);
        let items = self
            .client
            .query_first(&keys::sweep_partition(id.store_id, id.list), &from, &to, 1, Consistency::Strong)
            .await?;
        let Some(item) = items.into_iter().next() else { return Ok(None) };
        let position = item.text("sk").and_then(keys::read_kept_page);
        let position = position.ok_or_else(|| TableError::unreadable(item.place(), "it has no such key"))?;
        Ok(Some((position, item.body()?)))
    }
}
