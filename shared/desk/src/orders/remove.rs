//! Removing an order, and restoring it (orderdesk-app 3.6).

use std::convert::Infallible;

use domain::{FolderId, HistoryLine, Order, OrderId, Permission, SeenOrder, Store, StoreId};
use jiff::Timestamp;
use table::{Cursor, LeftStock, NotRestored, OrderRow, Outcome, RemovedOrder};

use super::{ORDER, SeenRow, cancel_row, canceled_folder, stock};
use crate::{Actor, Desk, DeskError};

/// What the note of a cancellation says that goes with a deletion.
const DELETED: &str = "Deleted by API";

/// Removes an order with its appointments and its history. What stays for good is a tombstone, so that its id is never
/// given again; for 30 days the rest is kept, where nobody finds it but [`restore`]. Two writes; what lies beside the
/// order follows by the stream. Removing it once more finds nothing. One that stands at a supplier is refused.
pub async fn remove(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    by: &Actor,
    now: Timestamp,
) -> Result<(), DeskError> {
    desk.needs(Permission::DeleteOrders)?;
    let (line, rights) = (by.line(now, "Order Deleted"), desk.rights());
    // Nobody can say whose an order is that can't be read.
    let check = |row: Option<&OrderRow>| match row {
        Some(row) if rights.covers(&row.order) => check_may_leave(&row.order),
        None if rights.sees_all_orders() => Ok(()),
        _ => Err(DeskError::NotFound(ORDER)),
    };
    match desk.table.remove_order_where(store_id, order_id, &line, check).await? {
        Outcome::Done(()) => Ok(()),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

/// Removes an order as [`remove`] does, also where it stands at a supplier: it is canceled there first, of which the store's
/// admin is mailed. For who can't cancel, as the clients of the compatible API. What dies in between is canceled, and removed
/// by the next call.
pub async fn cancel_and_remove(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    by: &Actor,
    now: Timestamp,
) -> Result<(), DeskError> {
    match Box::pin(remove(desk, store.id, order_id, by, now)).await {
        // It stands at a supplier.
        Err(DeskError::Conflict(_)) => {}
        done => return done,
    }
    let folder_id = canceled_folder(store).ok();
    let canceled = Box::pin(desk.change_order(store.id, order_id, now, |row| {
        let is_to_be = check_may_leave(&row.order).is_err();
        Ok::<_, Infallible>((is_to_be && cancel_row(row, folder_id, DELETED, by, now)).then_some(()))
    }));
    let _ = canceled.await?;
    Box::pin(remove(desk, store.id, order_id, by, now)).await
}

/// Whether an order may leave its store. One that a supplier is at work on may not: that would go on, and nobody would hear of
/// it. Who shipped all of it is at work on it no more.
pub(super) fn check_may_leave(order: &Order) -> Result<(), DeskError> {
    if !order.is_open_at_supplier() || order.is_all_shipped_by_supplier() {
        return Ok(());
    }
    let supplier = &order.fulfillment_name;
    Err(DeskError::Conflict(format!("It stands at supplier {supplier}, who may be at work on it; cancel it first")))
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
/// there stays as it is. Who does not see all orders restores those that they saw.
pub async fn restore(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    by: &Actor,
    now: Timestamp,
) -> Result<SeenRow, DeskError> {
    desk.needs(Permission::DeleteOrders)?;
    check_kept(desk, store.id, order_id).await?;
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
        Outcome::Done(row) => Ok(desk.see_changed(row)),
        Outcome::Unchanged(row) => desk.see(row),
        Outcome::Refused(why) => Err(refused(why)),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

/// Checks that an order that was removed was in the scope of whoever works here, before anything is written for it: a read,
/// but for who sees all orders.
async fn check_kept(desk: &Desk, store_id: StoreId, order_id: OrderId) -> Result<(), DeskError> {
    if desk.rights().sees_all_orders() {
        return Ok(());
    }
    match desk.table.kept_order(store_id, order_id).await? {
        Some(row) if desk.rights().covers(&row.order) => Ok(()),
        // One that was never removed is looked at as it is.
        None => desk.own_row(store_id, order_id).await.map(drop),
        Some(_) => Err(DeskError::NotFound(ORDER)),
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

/// An order that was removed and can be restored, as whoever asked for it may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRemovedOrder {
    /// The order as it was.
    pub order: SeenOrder,
    /// When it was removed and by whom.
    pub removal: HistoryLine,
}

/// Some removed orders, and where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRemovedPage {
    /// The orders.
    pub orders: Vec<SeenRemovedOrder>,
    /// Nothing behind the last.
    pub next: Option<Cursor>,
}

/// A page of the orders that can be restored, those removed last first, from `after` on. Who does not see all orders finds
/// those among them that they saw.
pub async fn removed(
    desk: &Desk,
    store_id: StoreId,
    after: Option<Cursor>,
    limit: usize,
    now: Timestamp,
) -> Result<SeenRemovedPage, DeskError> {
    desk.needs(Permission::DeleteOrders)?;
    let page = desk.table.removed_orders(store_id, after, limit, now).await?;
    let seen = |RemovedOrder { order, removal }: RemovedOrder| {
        Some(SeenRemovedOrder { order: desk.rights().see(order)?, removal })
    };
    Ok(SeenRemovedPage { orders: page.orders.into_iter().filter_map(seen).collect(), next: page.next })
}
