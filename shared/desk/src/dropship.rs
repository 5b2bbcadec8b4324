//! Orders as who ships them sees them, by the link in a dropship mail: confirmed, and shipped (orderdesk-app 8.4).
//!
//! To look changes nothing, as mail scanners follow links. To confirm twice is to confirm once; tracking numbers may be entered
//! as long as something is left to ship, each parcel once.

use domain::{
    CANCELED_FOLDER, DropshipLink, Event, LedgerLine, MailConfirmation, NewShipment, Order, Scope, Store, ledger,
};
use jiff::Timestamp;

use crate::orders::{Expected, Running};
use crate::shipments::{self, Added, Ledger};
use crate::{Actor, Desk, DeskError, orders, suppliers};

/// What a link is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dropship {
    /// Its order can be confirmed and shipped.
    Open(Box<OpenDropship>),
    /// The order was canceled, or is gone.
    Canceled,
    /// It has ended.
    Over,
    /// Nobody ever mailed it, or that is long ago.
    Unknown,
}

/// An order that can be confirmed and shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDropship {
    /// The store.
    pub store: Store,
    /// The order, as who got the link sees it.
    pub order: Order,
    /// What of its items is shipped, and what is left.
    pub lines: Vec<LedgerLine>,
    /// The link.
    pub link: DropshipLink,
    digest: String,
}

/// What the link with this token is good for. Changes nothing.
pub async fn find(desk: &Desk, token: &str, now: Timestamp) -> Result<Dropship, DeskError> {
    let Some(digest) = MailConfirmation::digest_of(token) else { return Ok(Dropship::Unknown) };
    let Some(link) = desk.table.dropship_link(&digest).await? else { return Ok(Dropship::Unknown) };
    if link.is_over(now) {
        return Ok(Dropship::Over);
    }
    let Some(store) = desk.table.store(link.store_id).await? else { return Ok(Dropship::Canceled) };
    let row = desk.table.order(link.store_id, link.order_id).await?;
    let Some(row) = row else { return Ok(Dropship::Canceled) };
    // What stands at a supplier is canceled there, wherever the order lies: it may have gone there again since.
    let (order, lines) = if link.supplier_id.is_empty() {
        let lies_there = store.folder_named(CANCELED_FOLDER).is_some_and(|folder| folder.id == row.order.folder_id);
        if lies_there || row.order.is_canceled() {
            return Ok(Dropship::Canceled);
        }
        let lines = ledger(&row.order);
        (row.order, lines)
    } else {
        match Box::pin(suppliers::outbound_for(&desk.table, &store, &row, &link.supplier_id)).await? {
            Ok(told) => {
                let lines = told_lines(&row.order, &told);
                (told, lines)
            }
            Err(_) => return Ok(Dropship::Canceled),
        }
    };
    Ok(Dropship::Open(Box::new(OpenDropship { store, order, lines, link, digest })))
}

/// What is shipped and left of the items that a supplier is told of: one line for each, under all codes that it is sent as.
fn told_lines(order: &Order, told: &Order) -> Vec<LedgerLine> {
    let told_as = |mut line: LedgerLine| {
        let codes = told.order_items.iter().filter(|item| item.id == line.item_id).map(|item| item.code.as_str());
        let codes: Vec<&str> = codes.collect();
        line.code = codes.join(", ");
        let submitted = order.submission.as_ref().and_then(|it| it.quantity_of(&line.item_id));
        line.ordered = submitted.map_or(line.ordered, u64::from);
        (!codes.is_empty()).then_some(line)
    };
    ledger(order).into_iter().filter_map(told_as).collect()
}

/// Confirms the order: "Order Confirmed" follows, once for each link. Done again it changes nothing.
pub async fn confirm(desk: &Desk, found: &OpenDropship, now: Timestamp) -> Result<(), DeskError> {
    let OpenDropship { link, digest, .. } = found;
    found.store.state.check()?;
    let by = supplier(link);
    // The order's row remembers what was done by this key: what dies between the two writes is done by half, and ended by
    // the next press.
    let running = Running { expected: Expected::Any, once: Some(digest), by: &by, now };
    let line = format!("Order confirmed by {} by the link in the dropship mail", link.supplier);
    let confirm = |row: &mut table::OrderRow| {
        row.events.push(Event::OrderConfirmed.into());
        Ok(())
    };
    let what = "dropship confirmation";
    Box::pin(orders::do_once(desk, link.store_id, link.order_id, what, line, &running, confirm)).await?;
    if link.confirmed_at.is_none() {
        let _ = desk.table.note_dropship_confirmed(digest, link, now).await?;
    }
    Ok(())
}

/// Adds a parcel to the order, as far as its items are left: "Shipment is Added" follows. The same parcel again changes
/// nothing.
pub async fn ship(desk: &Desk, found: &OpenDropship, new: NewShipment, now: Timestamp) -> Result<Added, DeskError> {
    let link = &found.link;
    found.store.state.check()?;
    if !link.supplier_id.is_empty() {
        let (supplier, _) = suppliers::find(desk, link.store_id, &link.supplier_id).await?;
        return Box::pin(suppliers::ship(desk, &found.store, &supplier, link.order_id, &new, now)).await;
    }
    let new = new.from_source("Dropship");
    Box::pin(shipments::add(desk, link.store_id, link.order_id, &new, Ledger::Kept, now)).await
}

fn supplier(link: &DropshipLink) -> Actor {
    Actor::person(&link.supplier, Scope::Write)
}
