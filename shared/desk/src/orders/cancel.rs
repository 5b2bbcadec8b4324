//! Canceling an order.

use domain::{CANCELED_FOLDER, Cancellation, Event, FolderId, OrderId, Store, StoreId};
use jiff::Timestamp;
use table::{OrderRow, Outcome};

use super::ORDER;
use crate::{Actor, Desk, DeskError, suppliers};

/// The store's folder for canceled orders; a store may have none any more.
pub fn canceled_folder(store: &Store) -> Result<FolderId, DeskError> {
    let folder = store.folder_named(CANCELED_FOLDER);
    Ok(folder.ok_or_else(|| DeskError::Conflict(format!("The store has no folder {CANCELED_FOLDER}")))?.id)
}

/// Cancels an order with `note`, which says why: it moves into the folder for canceled ones, and its history and its
/// `cancellation` have the note. "Order Canceled" follows, and "Folder is Changed" where it did not lie there; the store's admin
/// is mailed, once. What stands at a supplier is canceled there too. One that was canceled, lies there and stands at no supplier
/// stays as it is, and nothing follows. One conditional write.
pub async fn cancel(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    folder_id: FolderId,
    note: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<OrderRow, DeskError> {
    let canceled = Box::pin(desk.table.change_order(store_id, order_id, now, |row| {
        let canceled = Cancellation { at: now, by: by.name().to_owned(), note: note.to_owned() };
        let stood_at_supplier = row.order.note_canceled(canceled.clone());
        if !row.order.cancel(folder_id, canceled.clone()) && !stood_at_supplier {
            return Ok::<_, DeskError>(None);
        }
        row.events.push(Event::OrderCanceled.into());
        row.history.push(by.line(now, format!("Order Canceled: {note}")));
        if stood_at_supplier {
            suppliers::plan_mail(row, canceled);
        }
        Ok(Some(()))
    }));
    match canceled.await? {
        Outcome::Done((row, ())) | Outcome::Unchanged(row) => Ok(row),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}
