//! Moving orders into another folder (orderdesk-api 2.5).

use std::convert::Infallible;

use domain::{Folder, FolderId, OrderId, Permission, StoreId};
use jiff::Timestamp;
use table::{OrderRow, Outcome, TableError};

use super::ORDER;
use crate::groups::in_groups;
use crate::{Actor, Desk, DeskError};

/// An order that is in the folder it was to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The folder it lay in before; the same one when it was there already.
    pub from: FolderId,
}

/// Moves an order into `folder`. Where it lies there already, nothing is written and no event follows.
pub async fn move_one(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    folder: &Folder,
    by: &Actor,
    now: Timestamp,
) -> Result<Moved, DeskError> {
    desk.needs(Permission::MoveOrders)?;
    desk.check_target("folder_id", Some(folder.id))?;
    Box::pin(put_into(desk, store_id, order_id, folder, by, now)).await
}

/// The same for who may do that for another reason.
async fn put_into(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    folder: &Folder,
    by: &Actor,
    now: Timestamp,
) -> Result<Moved, DeskError> {
    let note = format!("Order Moved to {} Folder", folder.name);
    let change = |row: &mut OrderRow| {
        let from = moved(row, folder);
        if from.is_some() {
            row.history.push(by.line(now, note.as_str()));
        }
        Ok::<_, Infallible>(from)
    };
    match Box::pin(desk.change_order(store_id, order_id, now, change)).await? {
        Outcome::Done((_, from)) => Ok(Moved { from }),
        Outcome::Unchanged(row) => Ok(Moved { from: row.order.folder_id }),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

/// Puts an order into a folder; where it lay before, if that is another one.
pub(crate) fn moved(row: &mut OrderRow, folder: &Folder) -> Option<FolderId> {
    let from = std::mem::replace(&mut row.order.folder_id, folder.id);
    (from != folder.id).then_some(from)
}

/// Moves many orders at once, each by itself; what became of each, in their sequence.
pub async fn move_all(
    desk: &Desk,
    store_id: StoreId,
    order_ids: &[OrderId],
    folder: &Folder,
    by: &Actor,
    now: Timestamp,
) -> Vec<Result<Moved, DeskError>> {
    // An order that is named twice would stand in its own way.
    in_groups(order_ids, |_, id| *id, |_, id| move_one(desk, store_id, *id, folder, by, now)).await
}

/// How many orders one call empties a folder of, so that it ends within a function's time.
const MAX_EMPTIED: usize = 500;

/// Moves orders out of a folder into another, the oldest first; how many went, and how many are left.
pub(crate) async fn empty_folder(
    desk: &Desk,
    store_id: StoreId,
    from: FolderId,
    into: &Folder,
    by: &Actor,
    now: Timestamp,
) -> Result<(usize, usize), TableError> {
    let (order_ids, total) = desk.table.orders_in(store_id, from, MAX_EMPTIED).await?;
    let moved = in_groups(&order_ids, |_, id| *id, |_, id| put_into(desk, store_id, *id, into, by, now));
    let results = moved.await;
    let failed = results.iter().filter_map(|result| result.as_ref().err());
    for error in failed.filter(|error| matches!(error, DeskError::Table(_))) {
        tracing::error!(%store_id, folder_id = %from, "an order was not moved: {error:?}");
    }
    let moved = results.iter().filter(|result| result.is_ok()).count();
    Ok((moved, total.saturating_sub(moved)))
}
