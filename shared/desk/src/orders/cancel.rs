//! Canceling an order.

use domain::{CANCELED_FOLDER, Canceled, Cancellation, Event, FolderId, OrderId, Permission, Store, StoreId};
use jiff::Timestamp;
use table::{OrderRow, Outcome};

use super::{ORDER, SeenRow};
use crate::{Actor, Desk, DeskError, suppliers};

/// The store's folder for canceled orders; a store may have none any more.
pub fn canceled_folder(store: &Store) -> Result<FolderId, DeskError> {
    let folder = store.folder_named(CANCELED_FOLDER);
    Ok(folder.ok_or_else(|| DeskError::Conflict(format!("The store has no folder {CANCELED_FOLDER}")))?.id)
}

/// Cancels an order with `note`, which says why: it moves into the folder for canceled ones, and its history and its
/// `cancellation` have the note. "Order Canceled" follows, and "Folder is Changed" where it did not lie there; the store's admin
/// is mailed, once. What stands at a supplier is canceled there too. One that is canceled, wherever it was put then, and went to no
/// supplier since stays as it is, and nothing follows. One conditional write.
pub async fn cancel(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    folder_id: FolderId,
    note: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<SeenRow, DeskError> {
    desk.needs(Permission::CancelOrders)?;
    let canceled = Box::pin(desk.change_order(store_id, order_id, now, |row| {
        Ok::<_, DeskError>(cancel_row(row, folder_id, note, by, now).then_some(()))
    }));
    match canceled.await? {
        Outcome::Done((row, ())) | Outcome::Unchanged(row) => Ok(desk.see_changed(row)),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

/// Cancels an order within a change of its row, whoever asks for it: a person, a supplier. Without a folder it stays where it
/// lies. Whether it was not canceled before. "Order Canceled" follows, and the mail to the store's admin where it stood at a
/// supplier.
pub(crate) fn cancel_row(
    row: &mut OrderRow,
    folder_id: impl Into<Option<FolderId>>,
    note: &str,
    by: &Actor,
    now: Timestamp,
) -> bool {
    cancel_row_as(row, folder_id.into(), Cancellation::new(now, by.name(), note), by)
}

/// The same as this cancellation says it: a shop's leaves alone what is shipped.
pub(crate) fn cancel_row_as(
    row: &mut OrderRow,
    folder_id: Option<FolderId>,
    cancellation: Cancellation,
    by: &Actor,
) -> bool {
    let canceled = row.order.cancel(folder_id, cancellation.clone());
    if canceled == Canceled::Before {
        return false;
    }
    row.events.push(Event::OrderCanceled.into());
    row.history.push(by.line(cancellation.at, format!("Order Canceled: {}", cancellation.note)));
    if canceled == Canceled::AtSupplierToo {
        suppliers::plan_mail(row, cancellation);
    }
    true
}
