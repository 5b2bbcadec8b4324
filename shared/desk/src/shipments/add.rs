//! Adding shipments to orders (orderdesk-api 2.6, 2.7).

use domain::{
    ChangeError, HistoryLine, NewShipment, Order, OrderId, Permission, Problem, Shipment, ShipmentEntry, StoreId,
    check_shipments, check_shippable,
};
use jiff::Timestamp;
use table::{OrderRow, Outcome};

use crate::groups::in_groups;
use crate::orders::ORDER;
use crate::{Desk, DeskError};

/// A shipment that is on its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It was added.
    Now(Box<Shipment>),
    /// It was there before; nothing was changed.
    Before(Box<Shipment>),
}

/// Whether a shipment may hold more than what is left of its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ledger {
    /// It may: the compatible API never asks.
    Ignored,
    /// It may not.
    Kept,
}

/// Puts a shipment on an order, once: sent again with the same number and items it is the same (orderdesk-api 2.6).
/// With the ledger kept, more than what is left is a [`DeskError::ConflictIn`]. Who sees one supplier's orders ships that
/// supplier's items, and says which.
pub async fn add(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    new: &NewShipment,
    ledger: Ledger,
    now: Timestamp,
) -> Result<Added, DeskError> {
    desk.needs(Permission::ShipOrders)?;
    let change = |row: &mut OrderRow| {
        check_own_items(desk, &row.order, new)?;
        put_on(row, new, ledger, now).map_err(DeskError::from)
    };
    let seen = |shipment: Shipment| Box::new(desk.rights().see_shipment(shipment));
    match Box::pin(desk.change_order(store_id, order_id, now, change)).await? {
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
        Outcome::Done((_, shipment)) => Ok(Added::Now(seen(*shipment))),
        Outcome::Unchanged(row) => match row.order.order_shipments.iter().find(|shipment| new.repeats(shipment)) {
            Some(shipment) => Ok(Added::Before(seen(shipment.clone()))),
            None => Err(DeskError::ConflictIn(check_shippable(&row.order, new).err().unwrap_or_default())),
        },
    }
}

/// Checks that a shipment of who sees one supplier's orders has that supplier's items alone.
pub(super) fn check_own_items(desk: &Desk, order: &Order, new: &NewShipment) -> Result<(), DeskError> {
    if !desk.rights().is_of_supplier() {
        return Ok(());
    }
    if new.order_items().is_empty() {
        return Err(DeskError::invalid("order_items", "must say which of your items are in it"));
    }
    let foreign = new.order_items().iter().enumerate().filter(|(_, entry)| !desk.rights().sees_item(order, &entry.id));
    let why = "must be the id of one of your items of this order";
    let problems: Vec<_> = foreign.map(|(index, _)| Problem::new(format!("order_items[{index}].id"), why)).collect();
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// What became of one entry of a batch.
#[derive(Debug)]
pub struct EntryOutcome {
    /// The order it names; `None` when there is no such order.
    pub order_id: Option<OrderId>,
    /// The shipment, or why it is not on the order.
    pub result: Result<Added, DeskError>,
}

/// Puts many shipments on their orders, each by itself. Those of one order come one after another, as each writes the
/// same row; the orders go at once.
pub async fn add_all(
    desk: &Desk,
    store_id: StoreId,
    entries: &[ShipmentEntry],
    ledger: Ledger,
    now: Timestamp,
) -> Vec<EntryOutcome> {
    let order_of = |_, entry: &ShipmentEntry| match &entry.order_id {
        Some(id) => (Some(id.clone()), None, None),
        None => (None, entry.source_id.clone(), entry.source_name.clone()),
    };
    in_groups(entries, order_of, |_, entry| add_entry(desk, store_id, entry, ledger, now)).await
}

async fn add_entry(
    desk: &Desk,
    store_id: StoreId,
    entry: &ShipmentEntry,
    ledger: Ledger,
    now: Timestamp,
) -> EntryOutcome {
    let refused = |error| EntryOutcome { order_id: None, result: Err(error) };
    if let Err(error) = desk.needs(Permission::ShipOrders) {
        return refused(error);
    }
    let new = match &entry.shipment {
        Ok(new) => new,
        Err(problems) => return refused(DeskError::Invalid(problems.clone())),
    };
    match order_id_of(desk, store_id, entry, ledger).await {
        Ok(order_id) => {
            let result = add(desk, store_id, order_id, new, ledger, now).await;
            EntryOutcome { order_id: Some(order_id), result }
        }
        Err(error) => refused(error),
    }
}

/// The order an entry names: by our id, or, where no ledger is kept, by the cart's number.
async fn order_id_of(
    desk: &Desk,
    store_id: StoreId,
    entry: &ShipmentEntry,
    ledger: Ledger,
) -> Result<OrderId, DeskError> {
    if let Some(id) = &entry.order_id {
        return id.parse().map_err(|_| DeskError::NotFound(ORDER));
    }
    let source_id = match (&entry.source_id, ledger) {
        (_, Ledger::Kept) => return Err(DeskError::NotFound(ORDER)),
        (None, Ledger::Ignored) => return Err(DeskError::Conflict("order_id or source_id is needed".to_owned())),
        (Some(source_id), Ledger::Ignored) => source_id,
    };
    let mut rows = desk.table.orders_by_source(store_id, entry.source_name.as_deref(), source_id).await?;
    rows.retain(|row| desk.rights().covers(&row.order));
    // Short numbers of some carts differ by the case of letters only.
    if rows.iter().any(|row| row.order.source_id.trim() == source_id) {
        rows.retain(|row| row.order.source_id.trim() == source_id);
    }
    match rows.as_slice() {
        [row] => Ok(row.order.id),
        [] => Err(DeskError::NotFound(ORDER)),
        _ => {
            let message = "More than one order has this source_id; send source_name or order_id";
            Err(DeskError::Conflict(message.to_owned()))
        }
    }
}

/// Puts the shipment on the order; nothing when it is there, or is too much.
pub(crate) fn put_on(
    row: &mut OrderRow,
    new: &NewShipment,
    ledger: Ledger,
    now: Timestamp,
) -> Result<Option<Box<Shipment>>, ChangeError> {
    let is_there = row.order.order_shipments.iter().any(|shipment| new.repeats(shipment));
    if is_there || (ledger == Ledger::Kept && check_shippable(&row.order, new).is_err()) {
        return Ok(None);
    }
    let id = row.order.next_part_id()?;
    let shipment = new.shipment(id);
    row.order.order_shipments.push(shipment.clone());
    if let Some(problem) = check_shipments(row.order.order_shipments.iter()) {
        return Err(ChangeError::Invalid(vec![problem]));
    }
    let note = format!("Shipment Added: {} {}", shipment.carrier_code, shipment.tracking_number);
    // A shipment says itself where it comes from: the API, a person, a label service.
    row.history.push(HistoryLine { date_added: now, source_name: shipment.source.clone(), note });
    Ok(Some(Box::new(shipment)))
}
