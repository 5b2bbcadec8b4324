//! Replacing and removing shipments of an order.

use domain::{NewShipment, Order, OrderId, Permission, Shipment, StoreId, check_shipments};
use jiff::Timestamp;

use super::check_own_items;
use crate::orders::change;
use crate::{Actor, Desk, DeskError};

const SHIPMENT: &str = "Shipment";

/// Replaces a shipment as a whole; its id, its source and what a label left on it stay, and so does what whoever replaces it
/// does not see of it.
pub async fn replace(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    shipment_id: &str,
    new: &NewShipment,
    by: &Actor,
    now: Timestamp,
) -> Result<Shipment, DeskError> {
    desk.needs(Permission::ShipOrders)?;
    let replaced = change(desk, store_id, order_id, now, |row| {
        check_seen(desk, &row.order, shipment_id)?;
        check_own_items(desk, &row.order, new)?;
        let shipments = &mut row.order.order_shipments;
        let found = shipments.iter_mut().find(|shipment| shipment.id == shipment_id);
        let found = found.ok_or(DeskError::NotFound(SHIPMENT))?;
        let mut after = new.replacing(found);
        desk.rights().keep_unseen_of_shipment(found, &mut after);
        if *found != after {
            found.clone_from(&after);
            if let Some(problem) = check_shipments(row.order.order_shipments.iter()) {
                return Err(DeskError::Invalid(vec![problem]));
            }
            row.history.push(by.line(now, format!("Shipment Updated: {}", after.tracking_number)));
        }
        Ok(Some(after))
    });
    Ok(desk.rights().see_shipment(replaced.await?.1))
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
    desk.needs(Permission::ShipOrders)?;
    let removed = change(desk, store_id, order_id, now, |row| {
        check_seen(desk, &row.order, shipment_id)?;
        let shipments = &mut row.order.order_shipments;
        let index = shipments.iter().position(|shipment| shipment.id == shipment_id);
        let shipment = shipments.remove(index.ok_or(DeskError::NotFound(SHIPMENT))?);
        row.history.push(by.line(now, format!("Shipment Deleted: {}", shipment.tracking_number)));
        Ok(Some(()))
    });
    removed.await?;
    Ok(())
}

/// Checks that whoever works here sees the shipment of this id, if it is there.
fn check_seen(desk: &Desk, order: &Order, shipment_id: &str) -> Result<(), DeskError> {
    if desk.rights().sees_shipment(order, shipment_id) { Ok(()) } else { Err(DeskError::NotFound(SHIPMENT)) }
}
