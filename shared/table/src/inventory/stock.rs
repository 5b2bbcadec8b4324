//! Moving the stock of an inventory item because of an order: each movement once, whoever carries it out and how often
//! (docs/adr/0041-movements-of-stock.md).
//!
//! A movement is two writes that are made together: the row of the movement, which is a line of the item's history, unless
//! it is there, and an addition to the item's stock. So movements of one item don't wait for each other, and one that
//! comes again finds its row.

use std::ops::RangeInclusive;

use domain::{InventoryItem, Notice, OrderId, StockChange, StockFloor, StockReason, StockRefusal, StoreId};
use jiff::Timestamp;

use super::history::{self, Line};
use super::{KeptItem, MOVED_AT, STOCK, row};
use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Together, Update, Write, signed};
use crate::notices::new_notice;
use crate::{Outcome, Table, TableError, keys};

/// By which a build of before says which movement an item's stock changed by last.
const MOVED_BY: &str = "moved_by";

/// A movement of stock that is to be made because of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockMovement {
    /// The order's store.
    pub store_id: StoreId,
    /// The order.
    pub order_id: OrderId,
    /// Its number among those of the order.
    pub number: MovementNumber,
    /// When it was decided. It is a part of what names it.
    pub decided_at: Timestamp,
    /// Why.
    pub reason: StockReason,
    /// The lowest stock that it may leave.
    pub floor: StockFloor,
}

/// Which of an order's movements one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementNumber {
    /// The one that the order's row plans under this number.
    Planned(u64),
    /// The one of a removal of the order that left this version of its row.
    Removal(u64),
    /// The one by which it is evened out that the one planned under this number was refused, and given back with the order.
    Undone(u64),
}

/// An inventory item whose stock is to be moved, as it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenStock {
    /// The item.
    pub item: InventoryItem,
    /// What the stock must be within for what was decided on it to hold.
    range: RangeInclusive<i64>,
    /// Whether the movement takes it from above its reorder level to that level or below it.
    pub crosses: bool,
}

/// What a look at an item that is to be moved found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedAtStock {
    /// It is to be moved.
    Seen(Box<SeenStock>),
    /// It was moved before.
    Moved,
    /// It is not to be moved, and never will be.
    Refused(StockRefusal),
}

impl StockMovement {
    /// What names it among the lines of an item's history.
    fn name(&self) -> String {
        let number = match self.number {
            MovementNumber::Planned(serial) => format!("{serial:08}"),
            MovementNumber::Removal(version) => format!("D{version:08}"),
            MovementNumber::Undone(serial) => format!("R{serial:08}"),
        };
        format!("{}-{}-{number}", self.store_id, self.order_id)
    }

    /// The store whose inventory it is about.
    fn inventory(&self, change: &StockChange) -> StoreId {
        change.store_id.unwrap_or(self.store_id)
    }

    /// A line of the item's history: what it changes of it, or why it changes nothing.
    fn line(&self, change: &StockChange) -> NewItem {
        let key = keys::stock_line(self.inventory(change), change.inventory_item_id, self.decided_at, &self.name());
        Line { change: change.taken.saturating_neg(), reason: self.reason, code: &change.code }.item(key)
    }

    /// The id of the mail that says that by it the stock of an item is low.
    pub fn notice_id(&self, change: &StockChange) -> String {
        format!("low-stock-{}-{}", change.inventory_item_id, self.name())
    }

    /// What the stock must be within where it may be moved as it is decided on `item`, and whether it crosses the reorder
    /// level: as others move it at the same moment, it may be another when it is moved.
    fn judge(&self, item: InventoryItem, change: &StockChange) -> LookedAtStock {
        let (stock, taken) = (item.stock, change.taken);
        let (mut low, mut high) = (i64::MIN, i64::MAX);
        if taken > 0 && self.floor == StockFloor::Zero {
            if stock < taken {
                return LookedAtStock::Refused(StockRefusal::Short);
            }
            low = taken;
        }
        let level = item.is_low_at().filter(|_| taken > 0);
        let crosses = level.is_some_and(|level| stock > level && stock.saturating_sub(taken) <= level);
        if let Some(level) = level {
            let above = level.saturating_add(1);
            if crosses {
                low = low.max(above);
                high = level.saturating_add(taken);
            } else if stock > level {
                low = low.max(above.saturating_add(taken));
            } else {
                high = level;
            }
        }
        LookedAtStock::Seen(Box::new(SeenStock { item, range: low..=high, crosses }))
    }
}

impl Table {
    /// Looks at the item that a movement is about, before it is moved.
    pub async fn look_at_stock(
        &self,
        movement: &StockMovement,
        change: &StockChange,
    ) -> Result<LookedAtStock, TableError> {
        let (store_id, id) = (movement.inventory(change), change.inventory_item_id);
        let mut tries = self.client.tries();
        loop {
            let key = keys::inventory_item(store_id, id);
            let old = old_key(movement, id);
            let wanted: Vec<_> = std::iter::once(key.clone()).chain(old.clone()).collect();
            let found = self.client.get_all(&wanted, Consistency::Strong).await?;
            let row_of = |wanted| found.iter().find(|item| item.key().is_some_and(|key| key == wanted));
            if old.is_some_and(|old| row_of(old).is_some()) {
                return Ok(LookedAtStock::Moved);
            }
            let Some(found) = row_of(key) else {
                return self.refuse_movement(movement, change, StockRefusal::Gone).await;
            };
            if signed(found, STOCK).is_none() {
                self.set_stock_apart(store_id, id, found).await?;
                tries.again().await?;
                continue;
            }
            return match movement.judge(KeptItem::read(found)?.item, change) {
                LookedAtStock::Refused(refusal) => self.refuse_movement(movement, change, refusal).await,
                seen => Ok(seen),
            };
        }
    }

    /// Moves stock as it was looked at: the line of the item's history and the addition to its stock, and where it crosses
    /// the reorder level the mail that says so, are written together. [`Outcome::Stale`] where the item is another by now:
    /// look at it again. [`Outcome::Unchanged`] where it was moved before, [`Outcome::Refused`] where that was refused before.
    pub async fn move_stock(
        &self,
        movement: &StockMovement,
        change: &StockChange,
        seen: &SeenStock,
        alert: Option<&Notice>,
        now: Timestamp,
    ) -> Result<Outcome<(), (), StockRefusal>, TableError> {
        let key = keys::inventory_item(movement.inventory(change), change.inventory_item_id);
        let update = Update::of(key)
            .set(MOVED_AT, i128::from(now.as_second()))
            .add(STOCK, i128::from(change.taken.saturating_neg()))
            .add("version", 1_i128)
            .only_if(Condition::number_is_in(STOCK, seen.range.clone()));
        let mut writes = vec![Write::Put(movement.line(change).sized()?, Condition::absent()), Write::Update(update)];
        if let Some(alert) = alert {
            writes.push(Write::Put(new_notice(alert)?, Condition::absent()));
        }
        Ok(match self.client.write_together(writes).await? {
            Together::Done => Outcome::Done(()),
            Together::Refused(0, Some(line)) => match refusal_in(&line) {
                Some(refusal) => Outcome::Refused(refusal),
                None => Outcome::Unchanged(()),
            },
            Together::Refused(..) | Together::Conflict => Outcome::Stale,
        })
    }

    /// Notes in the item's history that a movement is refused, for good, unless it was made or refused before.
    pub async fn refuse_movement(
        &self,
        movement: &StockMovement,
        change: &StockChange,
        refusal: StockRefusal,
    ) -> Result<LookedAtStock, TableError> {
        let refused =
            movement.line(change).signed(history::CHANGE, 0).text(history::REFUSED, refusal.name()).sized()?;
        let there = match self.client.insert(refused.clone()).await? {
            Outcome::Unchanged(Some(there)) => there,
            _ => refused,
        };
        Ok(refusal_in(&there).map_or(LookedAtStock::Moved, LookedAtStock::Refused))
    }

    /// Notes for good that a movement is done which a build of before began: it changed the stock, and died before it said
    /// so.
    pub(super) async fn note_old_movement(&self, store_id: StoreId, id: u64, found: &Item) -> Result<(), TableError> {
        let Some((order_id, serial)) = found.text(MOVED_BY).and_then(|name| name.split_once('-')) else {
            return Ok(());
        };
        let (Ok(order_id), Ok(serial)) = (order_id.parse::<OrderId>(), serial.parse::<u64>()) else { return Ok(()) };
        let key = keys::old_movement(store_id, order_id, serial, id);
        self.client.insert(NewItem::at(key).sized()?).await.map(drop)
    }

    /// Writes the row of an item as a build of before left it with its stock beside the body, unless it is another by now.
    async fn set_stock_apart(&self, store_id: StoreId, id: u64, found: &Item) -> Result<(), TableError> {
        self.note_old_movement(store_id, id, found).await?;
        let kept = KeptItem::read(found)?;
        let next = KeptItem { version: kept.version.saturating_add(1), ..kept };
        self.client.put_if(row(store_id, &next)?, Condition::version_is(kept.version)).await.map(drop)
    }
}

/// Why a movement changed nothing, as its line says.
fn refusal_in(line: &Item) -> Option<StockRefusal> {
    line.text(history::REFUSED).and_then(StockRefusal::named)
}

/// The row by which a build of before said that it carried a movement out.
fn old_key(movement: &StockMovement, id: u64) -> Option<crate::client::Key> {
    match movement.number {
        MovementNumber::Planned(serial) => Some(keys::old_movement(movement.store_id, movement.order_id, serial, id)),
        MovementNumber::Removal(_) | MovementNumber::Undone(_) => None,
    }
}
