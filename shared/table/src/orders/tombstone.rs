//! What stays in the place of a removed order: its identity, so that its id is never given again, and for a while when
//! it was removed and what is kept of it.

use domain::{Identity, OrderId, Relative, StockChange, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::leave::MOVING;
use crate::client::{Attributes, Condition, Consistency, Item, NewItem};
use crate::{Image, OrderRow, PlannedOrder, Table, TableError, keys};

/// The attribute of a row whose order was removed.
const REMOVED: &str = "removed";

/// The attribute that says when, in seconds.
const REMOVED_AT: &str = "removed_at";

/// What stays of an order that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tombstone {
    pub(super) identity: Identity,
    /// Nothing in tombstones of before, whose orders are gone for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) removal: Option<Removal>,
    /// When a creation of the same order last came past, or a restoration of an earlier one: the number is its.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) claimed_at: Option<Timestamp>,
    /// What is to be inserted in another store, of an order that is on its way there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) moving: Option<Box<PlannedOrder>>,
    /// Where an order is that was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) moved_to: Option<Relative>,
    /// What is given back of the stock that was taken for it, as it left its store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) left_stock: Option<LeftStock>,
}

/// What is given back of the stock as an order leaves its store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftStock {
    /// The version of the order that left.
    pub version: u64,
    /// When.
    pub left_at: Timestamp,
    /// The changes, one for each inventory item.
    pub stock: Vec<StockChange>,
}

/// How an order was removed that can be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Removal {
    pub(super) at: Timestamp,
    /// The version of the order that is kept.
    pub(super) version: u64,
}

impl OrderRow {
    /// The row that stays in this one's place when the order is removed: in no index but the list of removed orders. It
    /// wakes the function that lays aside what lies beside it.
    pub(super) fn tombstone(&self, now: Timestamp) -> Result<Item, TableError> {
        let removal = Some(Removal { at: now, version: self.version });
        let tombstone = Tombstone { removal, ..self.bare_tombstone(now) };
        let version = self.version.saturating_add(1);
        tombstone.item(self.store_id, self.order.id, version)?.text("wake", "1").sized()
    }

    /// The row that stays in this one's place when the order goes to another store. It wakes the function that inserts it
    /// there and lays aside what lies beside it here.
    pub(super) fn tombstone_of_moving(&self, planned: PlannedOrder, now: Timestamp) -> Result<Item, TableError> {
        let tombstone = Tombstone { moving: Some(planned.into()), ..self.bare_tombstone(now) };
        let item = tombstone.item(self.store_id, self.order.id, self.version.saturating_add(1))?;
        item.number(REMOVED_AT, seconds(now)).text(MOVING, "1").text("wake", "1").sized()
    }

    fn bare_tombstone(&self, now: Timestamp) -> Tombstone {
        let stock = self.order.stock_left_behind();
        let left_stock = LeftStock { version: self.version, left_at: now, stock };
        Tombstone {
            identity: self.identity.clone(),
            removal: None,
            claimed_at: None,
            moving: None,
            moved_to: None,
            left_stock: Some(left_stock).filter(|left| !left.stock.is_empty()),
        }
    }
}

impl Tombstone {
    /// What a tombstone says; nothing where its order was unreadable.
    pub(super) fn read(item: &Item) -> Result<Option<Self>, TableError> {
        if item.get("body").is_none() {
            return Ok(None);
        }
        item.body().map(Some)
    }

    /// The tombstone of an order that was moved, once it is where it was to go.
    pub(super) fn moved(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        found: &Item,
        there: Relative,
    ) -> Result<Item, TableError> {
        let moved = Self { moving: None, moved_to: Some(there), ..self.clone() };
        let item = moved.item(store_id, order_id, found.version()?.saturating_add(1))?;
        // The rows beside it go by that.
        item.number(REMOVED_AT, found.number(REMOVED_AT).unwrap_or_default()).sized()
    }

    fn item(&self, store_id: StoreId, order_id: OrderId, version: u64) -> Result<NewItem, TableError> {
        let item = bare(store_id, order_id, version);
        let item = match self.removal {
            Some(removal) => item
                .number(REMOVED_AT, seconds(removal.at))
                .text("listed_in", keys::removed_list(store_id, keys::shard(order_id)))
                .text("listed_at", domain::time::text(removal.at)),
            None => item,
        };
        item.body(self)
    }
}

/// The row that stays in the place of an order that nobody can read: whose identity it was is not known any more.
pub(super) fn tombstone_of_unreadable(
    store_id: StoreId,
    order_id: OrderId,
    version: Option<u64>,
    now: Timestamp,
) -> Result<Item, TableError> {
    let item = bare(store_id, order_id, version.unwrap_or_default().saturating_add(1));
    item.number(REMOVED_AT, seconds(now)).text("wake", "1").sized()
}

fn bare(store_id: StoreId, order_id: OrderId, version: u64) -> NewItem {
    NewItem::at(keys::order(store_id, order_id)).number("version", version).text(REMOVED, "1")
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

/// Whether a row is what is left of a removed order.
pub(crate) fn is_tombstone(attributes: &impl Attributes) -> bool {
    attributes.text(REMOVED).is_some()
}

/// When the order of a tombstone was removed, in seconds, and the version of the row that this made; nothing of a
/// tombstone of before.
pub(super) fn removal_of(tombstone: &Item) -> Result<Option<(u64, u64)>, TableError> {
    let Some(removed_at) = tombstone.number(REMOVED_AT) else { return Ok(None) };
    let removal = Tombstone::read(tombstone)?.and_then(|read| read.removal);
    let version = removal.map_or(tombstone.version()?, |removal| removal.version.saturating_add(1));
    Ok(Some((removed_at, version)))
}

impl Image {
    /// Whether it is in the place of an order that left its store.
    pub fn is_removed(&self) -> bool {
        is_tombstone(self)
    }

    /// What is given back of the stock that was taken for an order, where it is in the place of one that left its store.
    pub fn left_stock(&self) -> Result<Option<LeftStock>, TableError> {
        if !is_tombstone(self) || self.bytes("body").is_none() {
            return Ok(None);
        }
        Ok(self.body::<Tombstone>()?.left_stock)
    }
}

impl Table {
    /// What is given back of the stock that was taken for an order that left its store; nothing of one that is there.
    pub async fn left_stock(&self, store_id: StoreId, order_id: OrderId) -> Result<Option<LeftStock>, TableError> {
        let found = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
        let tombstone = found.filter(is_tombstone).as_ref().map(Tombstone::read).transpose()?.flatten();
        Ok(tombstone.and_then(|tombstone| tombstone.left_stock))
    }

    /// Notes on a tombstone that its order's number is about to be another order's, where that is of the same identity: one
    /// conditional write, so that of a creation that comes past and a restoration one finds the other. False when the
    /// row is no longer what was read.
    pub(super) async fn claim_number_of(
        &self,
        (store_id, order_id): (StoreId, OrderId),
        found: &Item,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<bool, TableError> {
        let restorable = Tombstone::read(found)?.filter(|it| it.removal.is_some() && it.identity.is_same(identity));
        let Some(mut tombstone) = restorable else { return Ok(true) };
        tombstone.claimed_at = Some(now);
        let version = found.version()?;
        let item = tombstone.item(store_id, order_id, version.saturating_add(1))?.sized()?;
        Ok(self.client.put_if(item, Condition::version_is(version)).await?.is_done())
    }
}
