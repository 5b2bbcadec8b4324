//! Carrying out what rules moved of the inventory's stock (docs/adr/0029-stock-that-rules-move.md).

use domain::{HistoryLine, StockChange};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{OrderRow, Outcome, PlannedStock, StockMovement, TableError};

use super::history::say_once;
use crate::Desk;

/// So many inventory items are changed at once.
const AT_ONCE: usize = 8;

/// Changes the stock of each inventory item as an order's row plans it, once; which codes were changed by this call. Of an
/// item that is gone nothing can be changed, and the order's history says so.
pub(super) async fn carry_out(
    desk: &Desk,
    row: &OrderRow,
    planned: &PlannedStock,
    now: Timestamp,
) -> Result<Vec<String>, TableError> {
    let movement = StockMovement { store_id: row.store_id, order_id: row.order.id, serial: planned.movement };
    let mut changed = vec![];
    for changes in planned.stock.chunks(AT_ONCE) {
        let each = changes.iter().map(|change| Box::pin(desk.table.move_stock(movement, change, now)));
        let moved = try_join_all(each).await?;
        for (change, moved) in changes.iter().zip(moved) {
            match moved {
                Outcome::Done(()) => changed.push(change.code.clone()),
                Outcome::Missing => {
                    Box::pin(say_gone(desk, row, planned, change)).await?;
                    desk.table.give_up_stock_movement(movement, change).await?;
                }
                Outcome::Unchanged(()) | Outcome::Stale => {}
            }
        }
    }
    Ok(changed)
}

/// The history says once that an inventory item was gone before its stock was changed.
async fn say_gone(desk: &Desk, row: &OrderRow, planned: &PlannedStock, change: &StockChange) -> Result<(), TableError> {
    let (count, code) = (change.taken.unsigned_abs(), &change.code);
    let what = if change.taken > 0 { "taken" } else { "given back" };
    let note = format!("{count} of {code} could not be {what}: inventory item {} is gone", change.inventory_item_id);
    let line = HistoryLine::auto(planned.moved_at, note);
    say_once(desk, row, &line).await
}
