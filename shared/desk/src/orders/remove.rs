//! Removing an order, and restoring it (orderdesk-app 3.6).

use domain::{FolderId, OrderId, Store, StoreId};
use jiff::Timestamp;
use table::{Cursor, LeftStock, NotRestored, OrderRow, Outcome, RemovedPage};

use super::{ORDER, stock};
use crate::{Actor, Desk, DeskError};

/// Removes an order with its appointments and its history. What stays for good is a tombstone, so that its id is never
/// given again; for 30 days the rest is kept, where nobody finds it but [`restore`]. Two writes; what lies beside the
/// order follows by the stream. Removing it once more finds nothing.
pub async fn remove(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    by: &Actor,
    now: Timestamp,
) -> Result<(), DeskError> {
    let line = by.line(now, "Order Deleted");
    let removed = desk.table.remove_order(store_id, order_id, &line).await?.done();
    removed.ok_or(DeskError::NotFound(ORDER))
}

/// Removes an order that is still this version: whether it was. One that is gone already counts as removed.
#[cfg(feature = "imports")]
pub(crate) async fn remove_version(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    version: u64,
    by: &Actor,
    now: Timestamp,
) -> Result<bool, DeskError> {
    let line = by.line(now, "Order Deleted");
    let removed = desk.table.remove_order_version(store_id, order_id, &line, version).await?;
    Ok(removed.is_done() || (removed == Outcome::Missing && desk.table.is_removed(store_id, order_id).await?))
}

/// Restores an order that was removed less than 30 days ago: as it was, in its folder, or in the store's first one where
/// that is gone. No event follows, so no rule acts on it, and what was open of its appointments is not done by itself; the
/// stock that was given back is taken again. Refused where its number was given anew meanwhile. One write; an order that is
/// there stays as it is.
pub async fn restore(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    by: &Actor,
    now: Timestamp,
) -> Result<OrderRow, DeskError> {
    // What is taken again was given back: also where nobody did that yet.
    if let Some(left) = desk.table.left_stock(store.id, order_id).await? {
        stock::give_back_left(desk, (store.id, order_id), &left, now).await?;
    }
    let put_back = |row: &mut OrderRow, left: Option<&LeftStock>| {
        let folder_id = folder_for(store, row.order.folder_id);
        let is_gone = folder_id != row.order.folder_id;
        row.order.folder_id = folder_id;
        let note = if is_gone { "Order Restored; its folder is gone" } else { "Order Restored" };
        row.history.push(by.line(now, note));
        if let Some(left) = left {
            let plan = stock::taken_again(row, left, store.settings.stock_floor, now);
            row.plans.push(plan);
        }
    };
    match desk.table.restore_order(store.id, order_id, now, put_back).await? {
        Outcome::Done(row) | Outcome::Unchanged(row) => Ok(row),
        Outcome::Refused(why) => Err(refused(why)),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

fn folder_for(store: &Store, before: FolderId) -> FolderId {
    store.folder(before).map_or_else(|| store.first_folder(), |folder| folder.id)
}

fn refused(why: NotRestored) -> DeskError {
    match why {
        NotRestored::TooLate => {
            DeskError::Gone("The order was deleted more than 30 days ago, and can't be restored any more".to_owned())
        }
        NotRestored::NumberTaken(other) => {
            DeskError::Conflict(format!("The order was created anew since it was deleted: it is order {other} now"))
        }
        NotRestored::NumberBeingTaken => {
            DeskError::Conflict("The order is being created anew at this moment; look whether it is there".to_owned())
        }
    }
}

/// A page of the orders that can be restored, those removed last first, from `after` on.
pub async fn removed(
    desk: &Desk,
    store_id: StoreId,
    after: Option<Cursor>,
    limit: usize,
    now: Timestamp,
) -> Result<RemovedPage, DeskError> {
    Ok(desk.table.removed_orders(store_id, after, limit, now).await?)
}
