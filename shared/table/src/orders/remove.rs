//! Removing orders.

use std::convert::Infallible;

use domain::{HistoryLine, OrderId, StoreId};
use jiff::Timestamp;

use super::beside::expiry_of;
use super::tombstone::{Tombstone, is_tombstone, tombstone_of_unreadable};
use crate::client::{Attributes, Condition, Consistency, Item, NewItem};
use crate::folder_counts::Move;
use crate::{OrderRow, Outcome, Table, TableError, keys};

/// What only an order's own row has: its entries in indexes, and what the stream is told.
const OF_THE_ROW_ALONE: [&str; 14] = [
    "listed_in",
    "listed_at",
    "email_in",
    "source_in",
    "updated_in",
    "updated_at",
    "supplier_in",
    "supplier_at",
    "supplier_value",
    "supplier_canceled",
    "supplier_earlier",
    "finder",
    "events",
    "jobs",
];

impl Table {
    /// Removes an order. What stays is a row that keeps its id from being given again, and beside it, for a while, the
    /// order as it was, so that it can be restored. The stream has what lies beside it laid aside
    /// ([`settle_beside`](Self::settle_beside)). An order that can't be read is removed too, for good.
    ///
    /// `line` says in its history who removed it, once it is restored.
    pub async fn remove_order(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        line: &HistoryLine,
    ) -> Result<Outcome<()>, TableError> {
        self.remove_where(store_id, order_id, line, None, |_| Ok(())).await
    }

    /// The same where the order, as it is now, is to go; [`Outcome::Refused`] brings why it is not. Of one that can't be read
    /// there is nothing to go by.
    pub async fn remove_order_where<E>(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        line: &HistoryLine,
        check: impl Fn(Option<&OrderRow>) -> Result<(), E>,
    ) -> Result<Outcome<(), Infallible, E>, TableError> {
        self.remove_where(store_id, order_id, line, None, check).await
    }

    /// The same where the order is still this version; [`Outcome::Stale`] where it is another.
    pub async fn remove_order_version(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        line: &HistoryLine,
        version: u64,
    ) -> Result<Outcome<()>, TableError> {
        self.remove_where(store_id, order_id, line, Some(version), |_| Ok(())).await
    }

    async fn remove_where<E>(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        line: &HistoryLine,
        only: Option<u64>,
        check: impl Fn(Option<&OrderRow>) -> Result<(), E>,
    ) -> Result<Outcome<(), Infallible, E>, TableError> {
        let now = line.date_added;
        let (mut tries, mut removed) = (self.client.tries(), None);
        loop {
            let found = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
            let Some(found) = found else { return Ok(Outcome::Missing) };
            if is_tombstone(&found) {
                let is_ours = self.found_removed((store_id, order_id), &found, removed, now).await?;
                return Ok(if is_ours { Outcome::Done(()) } else { Outcome::Missing });
            }
            if only.is_some_and(|version| found.number("version") != Some(version)) {
                return Ok(Outcome::Stale);
            }
            let read = OrderRow::read(&found);
            if let Err(why) = check(read.as_ref().ok()) {
                return Ok(Outcome::Refused(why));
            }
            let tombstone = match read {
                Ok(row) => {
                    self.keep(&found, &row, line).await?;
                    row.tombstone(now)?
                }
                Err(error) => {
                    tracing::warn!("removed unread: {error:?}");
                    tombstone_of_unreadable(store_id, order_id, found.number("version"), now)?
                }
            };
            let seen = Condition::unchanged("version", found.get("version").cloned());
            let moved = Move { from: found.text("listed_in").and_then(keys::read_folder_list), to: None };
            if self.client.put_if(tombstone, seen).await?.is_done() {
                self.count_move(store_id, order_id, moved).await;
                return Ok(Outcome::Done(()));
            }
            removed = Some(moved);
            tries.again().await?;
        }
    }

    /// The order is removed already: whether by us, where only the answer of our write was lost.
    async fn found_removed(
        &self,
        (store_id, order_id): (StoreId, OrderId),
        tombstone: &Item,
        tried: Option<Move>,
        now: Timestamp,
    ) -> Result<bool, TableError> {
        let removal = Tombstone::read(tombstone)?.and_then(|read| read.removal);
        match tried.filter(|_| removal.is_some_and(|removal| removal.at == now)) {
            Some(moved) => {
                self.count_move(store_id, order_id, moved).await;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Keeps the order's row as it is, byte for byte, before its tombstone is written. What is kept of a later version
    /// stays.
    async fn keep(&self, found: &Item, row: &OrderRow, line: &HistoryLine) -> Result<(), TableError> {
        let key = keys::kept_order(row.store_id, row.order.id);
        let kept = OF_THE_ROW_ALONE.iter().fold(NewItem::of(found.clone()), |kept, name| kept.without(name));
        let kept = kept.text("sk", key.sk).number("expires_at", expiry_of(line.date_added));
        let kept = kept.json("removal", std::slice::from_ref(line))?.sized()?;
        let is_not_later = Condition::number_is_below("version", row.version.saturating_add(1));
        self.client.put_if(kept, is_not_later).await.map(drop)
    }
}
