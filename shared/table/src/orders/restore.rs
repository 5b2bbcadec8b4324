//! Restoring orders that were removed, and the list of those that can be.

use std::collections::HashMap;

use domain::time::whole_seconds;
use domain::{HistoryLine, Identity, Order, OrderId, StoreId};
use jiff::{SignedDuration, Timestamp};

use super::tombstone::{LeftStock, Tombstone, is_tombstone};
use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem};
use crate::error::readable;
use crate::folder_counts::Move;
use crate::search::{Cursor, Entry, Lists, Rest};
use crate::{OrderRow, Outcome, Table, TableError, keys};

/// So long a removed order can be restored.
pub const RESTORABLE_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// So long a creation of the same order that came past may still be under way; then it crashed.
const CREATION_ENDS_WITHIN: SignedDuration = SignedDuration::from_mins(1);

/// Why an order is not restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRestored {
    /// It was removed too long ago.
    TooLate,
    /// Its number was given anew, to this order.
    NumberTaken(OrderId),
    /// Its number is being given anew at this moment.
    NumberBeingTaken,
}

/// An order that was removed and can be restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedOrder {
    /// The order as it was.
    pub order: Order,
    /// When it was removed and by whom.
    pub removal: HistoryLine,
}

/// Some removed orders, and where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedPage {
    /// The orders.
    pub orders: Vec<RemovedOrder>,
    /// Nothing behind the last.
    pub next: Option<Cursor>,
}

impl Table {
    /// Restores a removed order as the next version of its row, as `put_back` leaves it, which adds a line to its history and
    /// hears what was given back of the stock when it was removed.
    /// No events follow. [`Outcome::Unchanged`] brings an order that is not removed; [`Outcome::Missing`] also says that
    /// nothing of it is kept.
    pub async fn restore_order(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        now: Timestamp,
        put_back: impl Fn(&mut OrderRow, Option<&LeftStock>),
    ) -> Result<Outcome<OrderRow, OrderRow, NotRestored>, TableError> {
        let (mut tries, mut ours) = (self.client.tries(), None::<HistoryLine>);
        loop {
            let found = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
            let Some(found) = found else { return Ok(Outcome::Missing) };
            if !is_tombstone(&found) {
                return Box::pin(self.found_restored(OrderRow::read(&found)?, ours)).await;
            }
            let mut row = match Box::pin(self.kept(store_id, order_id, &found, now)).await? {
                Outcome::Done(row) => row,
                Outcome::Refused(why) => return Ok(Outcome::Refused(why)),
                Outcome::Missing | Outcome::Stale => return Ok(Outcome::Missing),
            };
            let left_stock = Tombstone::read(&found)?.and_then(|tombstone| tombstone.left_stock);
            put_back(&mut row, left_stock.as_ref());
            row.version = found.version()?.saturating_add(1);
            row.order.date_updated = whole_seconds(now);
            row.restored_at = Some(now);
            // The stream has what lies beside it taken back.
            let item = NewItem::of(row.item()?).text("wake", "1").sized()?;
            if self.client.put_if(item, Condition::version_is(found.version()?)).await?.is_done() {
                self.count_move(store_id, order_id, restored(&row)).await;
                row.note_written();
                return Box::pin(self.with_its_labels(row)).await.map(Outcome::Done);
            }
            ours = row.history.last().cloned();
            tries.again().await?;
        }
    }

    /// The order is there: restored by us, where only the answer of our write was lost.
    async fn found_restored(
        &self,
        row: OrderRow,
        ours: Option<HistoryLine>,
    ) -> Result<Outcome<OrderRow, OrderRow, NotRestored>, TableError> {
        let is_ours = ours.is_some_and(|line| row.history.contains(&line));
        if is_ours {
            self.count_move(row.store_id, row.order.id, restored(&row)).await;
        }
        let row = self.with_its_labels(row).await?;
        Ok(if is_ours { Outcome::Done(row) } else { Outcome::Unchanged(row) })
    }

    async fn with_its_labels(&self, row: OrderRow) -> Result<OrderRow, TableError> {
        let row = self.with_labels(vec![row], Consistency::Strong).await?.pop();
        row.ok_or(TableError::Contended { tries: 1 })
    }

    /// What is kept of an order, as it was when it was removed last; nothing where it never was, or long ago.
    pub async fn kept_order(&self, store_id: StoreId, order_id: OrderId) -> Result<Option<OrderRow>, TableError> {
        let kept = self.client.get(keys::kept_order(store_id, order_id), Consistency::Strong).await?;
        kept.as_ref().map(OrderRow::read).transpose()
    }

    /// What is kept of the order of a tombstone, if it may be restored: with the line that says who removed it, and
    /// without what its last version caused.
    async fn kept(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        found: &Item,
        now: Timestamp,
    ) -> Result<Outcome<OrderRow, std::convert::Infallible, NotRestored>, TableError> {
        let Some(tombstone) = Tombstone::read(found)? else { return Ok(Outcome::Missing) };
        let Some(removal) = tombstone.removal else { return Ok(Outcome::Missing) };
        if now.duration_since(removal.at) > RESTORABLE_FOR {
            return Ok(Outcome::Refused(NotRestored::TooLate));
        }
        let kept = self.client.get(keys::kept_order(store_id, order_id), Consistency::Strong).await?;
        let Some(kept) = kept.filter(|kept| kept.number("version") == Some(removal.version)) else {
            return Ok(Outcome::Missing);
        };
        if let Some(why) = self.claim_number(store_id, &tombstone.identity, order_id, now).await? {
            return Ok(Outcome::Refused(why));
        }
        if tombstone.claimed_at.is_some_and(|at| now.duration_since(at) < CREATION_ENDS_WITHIN) {
            return Ok(Outcome::Refused(NotRestored::NumberBeingTaken));
        }
        let mut row = OrderRow::read(&kept)?;
        row.events.clear();
        row.plans.clear();
        row.history.extend(kept.json::<Vec<HistoryLine>>("removal")?);
        Ok(Outcome::Done(row))
    }

    /// Claims the number of an order for this one: no other is of the same identity, and other removed ones can't be
    /// restored at the same moment.
    async fn claim_number(
        &self,
        store_id: StoreId,
        identity: &Identity,
        order_id: OrderId,
        now: Timestamp,
    ) -> Result<Option<NotRestored>, TableError> {
        for probe in 0..Identity::PROBES {
            let other = identity.order_id(store_id, probe);
            if other == order_id {
                continue;
            }
            let Some(found) = self.client.get(keys::order(store_id, other), Consistency::Strong).await? else { break };
            if is_tombstone(&found) {
                if !self.claim_number_of((store_id, other), &found, identity, now).await? {
                    return Ok(Some(NotRestored::NumberBeingTaken));
                }
            } else if OrderRow::read(&found).is_ok_and(|row| row.identity.is_same(identity)) {
                return Ok(Some(NotRestored::NumberTaken(other)));
            }
        }
        Ok(None)
    }

    /// A page of the orders that can be restored, those removed last first, from `after` on.
    pub async fn removed_orders(
        &self,
        store_id: StoreId,
        after: Option<Cursor>,
        limit: usize,
        now: Timestamp,
    ) -> Result<RemovedPage, TableError> {
        let from = domain::time::text(now.saturating_sub(RESTORABLE_FOR).unwrap_or(Timestamp::MIN));
        let to = after.map_or_else(|| "9999-99".to_owned(), |cursor| keys::stamp_text(cursor.at));
        let lists = (0..keys::SHARDS).map(|shard| keys::removed_list(store_id, shard)).collect();
        let lists = Lists { range: Some((from, to)), ..Lists::of(keys::LISTED, lists) };
        let passed = after.map_or(0, |cursor| cursor.passed);
        let come_past = passed.saturating_add(limit);
        let read = self.first_entries(&lists, come_past.saturating_add(1), Rest::Leave).await?;
        let shown: Vec<&Entry> = read.entries.iter().skip(passed).take(limit).collect();
        let last = shown.last().filter(|_| read.entries.len() > come_past);
        let next = last.map(|last| {
            let seen = read.entries.iter().take(come_past).filter(|entry| entry.at == last.at);
            Cursor { at: last.at, passed: seen.count() }
        });
        let ids: Vec<OrderId> = shown.iter().filter_map(|entry| entry.order()).collect();
        Ok(RemovedPage { orders: self.kept_of(store_id, &ids).await?, next })
    }

    /// What is kept of these orders, in their sequence.
    async fn kept_of(&self, store_id: StoreId, ids: &[OrderId]) -> Result<Vec<RemovedOrder>, TableError> {
        let keys: Vec<Key> = ids.iter().map(|id| keys::kept_order(store_id, *id)).collect();
        let items = self.client.get_all(&keys, Consistency::Eventual).await?;
        let items: HashMap<Key, Item> = items.into_iter().filter_map(|item| Some((item.key()?, item))).collect();
        let there = keys.iter().filter_map(|key| items.get(key));
        Ok(readable(there.map(removed_order)).into_iter().flatten().collect())
    }
}

fn removed_order(kept: &Item) -> Result<Option<RemovedOrder>, TableError> {
    let removal = kept.json::<Vec<HistoryLine>>("removal")?.pop();
    let order = OrderRow::read(kept)?.order;
    Ok(removal.map(|removal| RemovedOrder { order, removal }))
}

fn restored(row: &OrderRow) -> Move {
    Move { from: None, to: Some(row.order.folder_id) }
}
