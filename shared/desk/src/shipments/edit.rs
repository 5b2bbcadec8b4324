//! Replacing and removing shipments of an order.

use domain::{NewShipment, OrderId, Shipment, StoreId, check_shipments};
use jiff::Timestamp;

use crate::orders::change;
use crate::{Actor, Desk, DeskError};

const SHIPMENT: &str = "Shipment";

/// Replaces a shipment as a whole; its id, its source and what a label left on it stay.
pub async fn replace(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    shipment_id: &str,
    new: &NewShipment,
    by: &Actor,
    now: Timestamp,
) -> Result<Shipment, DeskError> {
    let replaced = change(desk, store_id, order_id, now, |row| {
        let shipments = &mut row.order.order_shipments;
        let found = shipments.iter_mut().find(|shipment| shipment.id == shipment_id);
        let found = found.ok_or(DeskError::NotFound(SHIPMENT))?;
        let after = new.replacing(found);
        if *found != after {
            found.clone_from(&after);
            if let Some(problem) = check_shipments(row.order.order_shipments.iter()) {
                return Err(DeskError::Invalid(vec![problem]));
            }
            row.history.push(by.line(now, format!("Shipment Updated: {}", after.tracking_number)));
        }
        Ok(Some(after))
    });
    Ok(replaced.await?.1)
}

/// Removes a shipment from an order, and adds a line to its history. No event follows.
pub async fn remove(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    shipment_id: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<(), DeskError> {
    let removed = change(desk, store_id, order_id, now, |row| {
        let shipments = &mut row.order.order_shipments;
        let index = shipments.iter().position(|shipment| shipment.id == shipment_id);
        let shipment = shipments.remove(index.ok_or(DeskError::NotFound(SHIPMENT))?);
        row.history.push(by.line(now, format!("Shipment Deleted: {}", shipment.tracking_number)));
        Ok(Some(()))
    });
    removed.await?;
    Ok(())
}
