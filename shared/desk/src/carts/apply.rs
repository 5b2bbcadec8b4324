//! What changed in a shop, put into the order's row.

use carts::Merged;
use domain::{Cancellation, OrderEvent, Store, check_shipments, payment_events};
use jiff::Timestamp;
use table::OrderRow;

use super::shops::Shop;
use crate::orders::{self, cancel_row_as};
use crate::{Actor, DeskError};

/// Puts what changed in the shop into the order's row.
pub(super) fn apply(
    row: &mut OrderRow,
    merged: Merged,
    (shop, store): (&Shop, &Store),
    by: &Actor,
    now: Timestamp,
) -> Result<(), DeskError> {
    let before = row.order.clone();
    if let Some(patch) = &merged.patch {
        patch.apply(&mut row.order)?;
        orders::check_notify_url(store, Some(&before), &row.order)?;
    }
    let is_edited = row.order != before;
    row.events.extend(payment_events(&before, &row.order).into_iter().map(OrderEvent::from));
    let mut notes = merged.notes;
    for new in &merged.shipments {
        let shipment = new.shipment(row.order.next_part_id()?);
        notes.push(format!("Shipped by the shop: {} {}", shipment.carrier_code, shipment.tracking_number));
        row.order.order_shipments.push(shipment);
    }
    if let Some(problem) = check_shipments(row.order.order_shipments.iter()) {
        return Err(DeskError::Invalid(vec![problem]));
    }
    row.cart_memory = merged.state.text();
    if is_edited {
        row.history.push(by.line(now, "Order Updated by the shop"));
    }
    row.history.extend(notes.into_iter().map(|note| by.line(now, note)));
    if merged.is_canceled {
        cancel(row, (shop, store), "the shop canceled it", by, now);
    }
    if row.order == before {
        row.keep_date_updated();
    }
    Ok(())
}

/// Cancels the order, as the shop did, where the connection wants it to lie, or where it lies; what is shipped stays shipped.
/// One that was canceled here before stays where it lies.
pub(super) fn cancel(row: &mut OrderRow, (shop, store): (&Shop, &Store), why: &str, by: &Actor, now: Timestamp) {
    let (from, is_canceled) = (row.order.folder_id, row.order.is_canceled());
    let wanted = shop.connection.settings.canceled_folder_id.and_then(|id| store.folder(id));
    let folder = wanted.filter(|folder| folder.id != from && !is_canceled);
    let cancellation = Cancellation::by_shop(now, by.name(), why);
    if !cancel_row_as(row, wanted.map(|folder| folder.id), cancellation, by) {
        row.history.push(by.line(now, format!("The order is canceled already; {why} too")));
    } else if let Some(folder) = folder {
        row.history.push(by.line(now, format!("Order Moved to {} Folder", folder.name)));
    }
}
