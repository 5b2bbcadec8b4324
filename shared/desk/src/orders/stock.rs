//! Carrying out what an order moves of the inventory's stock (docs/adr/0041-movements-of-stock.md).

use std::convert::Infallible;

use domain::{HistoryLine, OrderId, StockChange, StockFloor, StockReason, StockRefusal, StoreId};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{
    LeftStock, LookedAtStock, MovementNumber, OrderRow, Outcome, Plan, PlannedStock, SeenStock, StockMovement,
    TableError,
};

use crate::{Desk, inventory};

/// So many inventory items are changed at once.
const AT_ONCE: usize = 8;

/// Changes the stock of each inventory item as an order's row plans it, once; which codes were changed by this call. What
/// can't be changed is held no more, and the order's history says so.
pub(super) async fn carry_out(
    desk: &Desk,
    row: &OrderRow,
    planned: &PlannedStock,
    now: Timestamp,
) -> Result<Vec<String>, TableError> {
    let movement = StockMovement {
        store_id: row.store_id,
        order_id: row.order.id,
        number: MovementNumber::Planned(planned.movement),
        decided_at: planned.moved_at,
        reason: planned.reason.unwrap_or(StockReason::Rule),
        floor: planned.floor,
    };
    let (mut moved, mut refused) = (vec![], vec![]);
    for (change, became) in move_all(desk, &movement, &planned.stock, now).await? {
        match became {
            Became::Moved => moved.push(change.code.clone()),
            Became::MovedBefore => {}
            Became::Refused(refusal) => refused.push((change.clone(), refusal)),
        }
    }
    if !refused.is_empty() {
        Box::pin(settle(desk, row, planned, &refused, now)).await?;
    }
    Ok(moved)
}

/// Gives back what was taken for an order that left its store, once: removed, or moved to another one. Done again it
/// changes nothing.
pub async fn give_back_left(
    desk: &Desk,
    (store_id, order_id): (StoreId, OrderId),
    left: &LeftStock,
    now: Timestamp,
) -> Result<(), TableError> {
    let movement = StockMovement {
        store_id,
        order_id,
        number: MovementNumber::Removal(left.version),
        decided_at: left.left_at,
        reason: StockReason::Deleted,
        floor: StockFloor::None,
    };
    // Of an inventory item that is gone there is nobody to tell: the order is gone too.
    move_all(desk, &movement, &left.stock, now).await.map(drop)
}

/// The plan by which a restored order takes again what was given back when it was removed.
pub(super) fn taken_again(row: &mut OrderRow, left: &LeftStock, floor: StockFloor, now: Timestamp) -> Plan {
    let stock = left.stock.iter().cloned();
    let stock = stock.map(|change| StockChange { taken: change.taken.saturating_neg(), ..change }).collect();
    let (movement, reason) = (row.order.next_serial(), Some(StockReason::Restored));
    Plan::Stock(PlannedStock { movement, stock, moved_at: now, reason, floor })
}

/// What became of a change.
enum Became {
    /// It was made by this call.
    Moved,
    MovedBefore,
    Refused(StockRefusal),
}

/// Makes each change of a movement.
async fn move_all<'a>(
    desk: &Desk,
    movement: &StockMovement,
    changes: &'a [StockChange],
    now: Timestamp,
) -> Result<Vec<(&'a StockChange, Became)>, TableError> {
    let mut all = vec![];
    for changes in changes.chunks(AT_ONCE) {
        let each = changes.iter().map(|change| Box::pin(move_one(desk, movement, change, now)));
        all.extend(changes.iter().zip(try_join_all(each).await?));
    }
    Ok(all)
}

async fn move_one(
    desk: &Desk,
    movement: &StockMovement,
    change: &StockChange,
    now: Timestamp,
) -> Result<Became, TableError> {
    let mut tries = desk.table.tries();
    loop {
        let seen = match look(desk, movement, change).await? {
            LookedAtStock::Moved => return Ok(Became::MovedBefore),
            LookedAtStock::Refused(refusal) => return Ok(Became::Refused(refusal)),
            LookedAtStock::Seen(seen) => seen,
        };
        let alert = alert(desk, movement, change, &seen, now).await?;
        match desk.table.move_stock(movement, change, &seen, alert.as_ref(), now).await? {
            Outcome::Done(()) => return Ok(Became::Moved),
            Outcome::Refused(refusal) => return Ok(Became::Refused(refusal)),
            Outcome::Unchanged(()) | Outcome::Missing => return Ok(Became::MovedBefore),
            Outcome::Stale => tries.again().await?,
        }
    }
}

/// Looks at the item. Of another store's inventory nothing is moved unless the two are linked.
async fn look(desk: &Desk, movement: &StockMovement, change: &StockChange) -> Result<LookedAtStock, TableError> {
    match change.store_id {
        Some(owner) if !desk.table.are_linked(movement.store_id, owner).await? => {
            desk.table.refuse_movement(movement, change, StockRefusal::NotLinked).await
        }
        _ => desk.table.look_at_stock(movement, change).await,
    }
}

/// The mail that says that an item's stock is low, where it becomes so by this.
async fn alert(
    desk: &Desk,
    movement: &StockMovement,
    change: &StockChange,
    seen: &SeenStock,
    now: Timestamp,
) -> Result<Option<domain::Notice>, TableError> {
    if !seen.crosses {
        return Ok(None);
    }
    let owner = change.store_id.unwrap_or(movement.store_id);
    let Some(store) = desk.table.store(owner).await? else { return Ok(None) };
    let left = seen.item.stock.saturating_sub(change.taken);
    Ok(inventory::low_stock_notice(&store, &seen.item, left, movement.notice_id(change), now))
}

/// The order holds no more of what could not be taken, once, and its history says why. What that changes of the stock in
/// turn is a movement of its own, which the same write plans.
async fn settle(
    desk: &Desk,
    row: &OrderRow,
    planned: &PlannedStock,
    refused: &[(StockChange, StockRefusal)],
    now: Timestamp,
) -> Result<(), TableError> {
    let settled = desk.table.change_order(row.store_id, row.order.id, now, |row| {
        let (mut even, mut is_new) = (domain::StockChanges::default(), false);
        for (change, refusal) in refused {
            let Some(changes) = row.order.release_refused(planned.movement, change) else { continue };
            is_new = true;
            even.extend(changes);
            row.history.push(HistoryLine::auto(planned.moved_at, why_not(change, *refusal)));
        }
        if !is_new {
            return Ok::<_, Infallible>(None);
        }
        if !even.is_empty() {
            let (movement, stock) = (row.order.next_serial(), even.into_vec());
            let (reason, floor) = (Some(StockReason::EvenedOut), StockFloor::None);
            row.plans.push(Plan::Stock(PlannedStock { movement, stock, moved_at: now, reason, floor }));
        }
        row.keep_date_updated();
        Ok(Some(()))
    });
    if let Outcome::Missing = Box::pin(settled).await? {
        Box::pin(settle_removed(desk, row, planned, refused, now)).await?;
    }
    Ok(())
}

/// The order left its store meanwhile, and gives back what it never got: that is taken, once, whatever there is.
async fn settle_removed(
    desk: &Desk,
    row: &OrderRow,
    planned: &PlannedStock,
    refused: &[(StockChange, StockRefusal)],
    now: Timestamp,
) -> Result<(), TableError> {
    let Some(left) = desk.table.left_stock(row.store_id, row.order.id).await? else { return Ok(()) };
    let undone = refused.iter().filter_map(|(change, _)| {
        let given_back = left.stock.iter().find(|left| left.key() == change.key())?.taken.saturating_neg();
        let taken = change.taken.min(given_back);
        (taken > 0).then(|| StockChange { taken, ..change.clone() })
    });
    let undone: Vec<StockChange> = undone.collect();
    let movement = StockMovement {
        store_id: row.store_id,
        order_id: row.order.id,
        number: MovementNumber::Undone(planned.movement),
        decided_at: planned.moved_at,
        reason: StockReason::EvenedOut,
        floor: StockFloor::None,
    };
    move_all(desk, &movement, &undone, now).await.map(drop)
}

fn why_not(change: &StockChange, refusal: StockRefusal) -> String {
    let (count, code) = (change.taken.unsigned_abs(), &change.code);
    let what = if change.taken > 0 { "taken" } else { "given back" };
    let why = match refusal {
        StockRefusal::Short => "there is less, and the stock may not fall below zero".to_owned(),
        StockRefusal::Gone => format!("inventory item {} is gone", change.inventory_item_id),
        StockRefusal::NotLinked => {
            let store = change.store_id.map(|id| id.to_string()).unwrap_or_default();
            format!("the store is no longer linked with store {store}, whose inventory it is")
        }
    };
    format!("{count} of {code} could not be {what}: {why}")
}
