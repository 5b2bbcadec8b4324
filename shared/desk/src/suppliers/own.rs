//! What a supplier sees and does of the orders that stand there: its own items alone, no prices, no customer (orderdesk-app
//! 12.3).

use domain::{
    Audience, ItemQuantity, LedgerLine, MethodMatches, NewShipment, Order, OrderId, Permission, Problem, Store,
    Submission, SubmissionState, Supplier, UserScope, class_of, ledger, outbound,
};
use jiff::Timestamp;
use table::{MAX_ORDERS_READ, OrderRow, Outcome, SupplierSearch};

use super::inventory_of;
use crate::orders::ORDER;
use crate::shipments::{Added, Ledger, put_on};
use crate::{Actor, Desk, DeskError};

/// An order as the supplier sees it that it stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The order, with the supplier's items under the supplier's codes.
    pub order: Order,
    /// How far it is there.
    pub submission: Submission,
}

/// A page of a supplier's orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPage {
    /// The orders, those that were submitted first in front.
    pub orders: Vec<Own>,
    /// How many there are before offset and limit.
    pub total: usize,
}

/// The orders that stand at a supplier, by when they were submitted. No order of another supplier is read, but one that
/// went there a moment ago, which is left out.
pub async fn page(
    desk: &Desk,
    store: &Store,
    supplier: &Supplier,
    search: &SupplierSearch<'_>,
) -> Result<OwnPage, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    check_own(desk, supplier)?;
    if search.offset.saturating_add(search.limit) > MAX_ORDERS_READ {
        let message = format!("with `limit` it must be at most {MAX_ORDERS_READ}: narrow the list by from and to");
        return Err(DeskError::invalid("offset", message));
    }
    let found = desk.table.supplier_orders(store.id, search).await?;
    let mut orders = vec![];
    for row in &found.rows {
        orders.extend(own(desk, store, row, supplier).await?);
    }
    Ok(OwnPage { orders, total: found.total })
}

/// An order that stands at a supplier; another one is as good as none.
pub async fn find(desk: &Desk, store: &Store, supplier: &Supplier, order_id: OrderId) -> Result<Own, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    check_own(desk, supplier)?;
    let row = desk.own_row(store.id, order_id).await?;
    own(desk, store, &row, supplier).await?.ok_or(DeskError::NotFound(ORDER))
}

/// Checks that whoever works here sees what stands at the supplier: all of it, or as who works for it.
pub(super) fn check_own(desk: &Desk, supplier: &Supplier) -> Result<(), DeskError> {
    match &desk.rights().scope {
        UserScope::Everything => Ok(()),
        UserScope::Supplier(id) if *id == supplier.id => Ok(()),
        UserScope::Supplier(_) | UserScope::Folders(_) => Err(DeskError::NotFound("Supplier")),
    }
}

/// Whether an order stands at a supplier.
pub(super) fn is_own(row: &OrderRow, supplier: &Supplier) -> bool {
    row.order.submission.as_ref().is_some_and(|submission| submission.supplier_id == supplier.id)
}

async fn own(desk: &Desk, store: &Store, row: &OrderRow, supplier: &Supplier) -> Result<Option<Own>, DeskError> {
    let Some(submission) = row.order.submission.as_ref().filter(|_| is_own(row, supplier)) else { return Ok(None) };
    let inventory = inventory_of(&desk.table, store, &row.order, submission).await?;
    let order = outbound(&row.order, submission, supplier, &inventory, Audience::Fetches);
    Ok(Some(Own { order, submission: (**submission).clone() }))
}

/// Puts a shipment of a supplier's items on an order, once, by the carrier and method that the store calls it. One that is
/// not itemised is of all that is left of them. Sent again with the same number and items it is the same.
pub async fn ship(
    desk: &Desk,
    store: &Store,
    supplier: &Supplier,
    order_id: OrderId,
    new: &NewShipment,
    now: Timestamp,
) -> Result<Added, DeskError> {
    desk.needs(Permission::ShipOrders)?;
    check_own(desk, supplier)?;
    let change = |row: &mut OrderRow| {
        let new = own_shipment(row, supplier, new)?;
        if row.order.order_shipments.iter().any(|shipment| new.repeats(shipment)) {
            return Ok(None);
        }
        domain::check_shippable(&row.order, &new).map_err(DeskError::ConflictIn)?;
        put_on(row, &new, Ledger::Kept, now).map_err(DeskError::from)
    };
    match Box::pin(desk.change_order(store.id, order_id, now, change)).await? {
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
        Outcome::Done((_, shipment)) => Ok(Added::Now(shipment)),
        Outcome::Unchanged(row) => {
            let new = own_shipment(&row, supplier, new)?;
            let there = row.order.order_shipments.iter().find(|shipment| new.repeats(shipment));
            there.cloned().map(|shipment| Added::Before(Box::new(shipment))).ok_or(DeskError::TryAgain(CHANGED))
        }
    }
}

const CHANGED: &str = "The order changed meanwhile; nothing was added, try again";

/// A shipment as it is put on the order: of the supplier's items, called as the store calls it.
fn own_shipment(row: &OrderRow, supplier: &Supplier, new: &NewShipment) -> Result<NewShipment, DeskError> {
    let submission = row.order.submission.as_ref().filter(|_| is_own(row, supplier));
    let submission = submission.ok_or(DeskError::NotFound(ORDER))?;
    if submission.state == SubmissionState::Canceled {
        return Err(DeskError::Conflict("The order is canceled".to_owned()));
    }
    let items = if new.order_items().is_empty() { all_left(row, submission, new)? } else { named(submission, new)? };
    let new = new.clone().of_items(items).from_source(Actor::supplier(&supplier.settings.name).name());
    let methods = MethodMatches::read(&supplier.settings.shipping_method_match);
    let class = class_of(&row.order, supplier);
    let called = methods.of(&class, new.carrier_code(), new.shipment_method());
    Ok(match called {
        Some((carrier, method)) => new.clone().called(carrier, method),
        None => new,
    })
}

/// All that is left of the supplier's items; of a shipment that is there already, what is in it.
fn all_left(row: &OrderRow, submission: &Submission, new: &NewShipment) -> Result<Vec<ItemQuantity>, DeskError> {
    let is_same = |shipment: &&domain::Shipment| {
        let items = shipment.order_items.iter();
        new.clone().of_items(items.cloned().collect()).repeats(shipment)
    };
    if let Some(there) = row.order.order_shipments.iter().find(is_same) {
        return Ok(there.order_items.clone());
    }
    let is_own = |line: &LedgerLine| line.left > 0 && submission.quantity_of(&line.item_id).is_some();
    let lines = ledger(&row.order).into_iter().filter(is_own);
    let entry = |line: LedgerLine| ItemQuantity {
        id: line.item_id,
        code: String::new(),
        quantity: u32::try_from(line.left).unwrap_or(u32::MAX),
    };
    let left: Vec<_> = lines.map(entry).collect();
    if left.is_empty() {
        return Err(DeskError::Conflict("All of it is shipped".to_owned()));
    }
    Ok(left)
}

/// What a shipment says is in it: of the supplier's items, by their ids.
fn named(submission: &Submission, new: &NewShipment) -> Result<Vec<ItemQuantity>, DeskError> {
    let is_own = |entry: &ItemQuantity| submission.quantity_of(&entry.id).is_some();
    let problem = |(index, _): (usize, &ItemQuantity)| {
        Problem::new(format!("order_items[{index}].id"), "must be the id of one of your items of this order")
    };
    let entries = new.order_items().iter().enumerate();
    let problems: Vec<_> = entries.filter(|(_, entry)| !is_own(entry)).map(problem).collect();
    if problems.is_empty() { Ok(new.order_items().to_vec()) } else { Err(DeskError::Invalid(problems)) }
}
