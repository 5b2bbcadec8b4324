//! Orders as who ships them sees them, by the link in a dropship mail: confirmed, and shipped (orderdesk-app 8.4).
//!
//! To look changes nothing, as mail scanners follow links. To confirm twice is to confirm once; tracking numbers may be entered
//! as long as something is left to ship, each parcel once.

use domain::{CANCELED_FOLDER, DropshipLink, Event, MailConfirmation, NewShipment, Order, Scope, Store};
use jiff::Timestamp;

use crate::orders::{Expected, Running};
use crate::shipments::{self, Added, Ledger};
use crate::{Actor, Desk, DeskError, orders};

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
    /// The order.
    pub order: Order,
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
    let row = match orders::find(desk, link.store_id, link.order_id).await {
        Ok(row) => row,
        Err(DeskError::NotFound(_)) => return Ok(Dropship::Canceled),
        Err(error) => return Err(error),
    };
    let is_canceled = store.folder_named(CANCELED_FOLDER).is_some_and(|folder| folder.id == row.order.folder_id);
    Ok(if is_canceled {
        Dropship::Canceled
    } else {
        Dropship::Open(Box::new(OpenDropship { store, order: row.order, link, digest }))
    })
}

/// Confirms the order: "Order Confirmed" follows, once for each link. Done again it changes nothing.
pub async fn confirm(desk: &Desk, found: &OpenDropship, now: Timestamp) -> Result<(), DeskError> {
    let OpenDropship { link, digest, .. } = found;
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
    let new = new.from_source("Dropship");
    Box::pin(shipments::add(desk, link.store_id, link.order_id, &new, Ledger::Kept, now)).await
}

fn supplier(link: &DropshipLink) -> Actor {
    Actor::person(&link.supplier, Scope::Write)
}
