//! Adding a shipment to an order (orderdesk-api 2.6).

use std::convert::Infallible;

use domain::{HistoryLine, NewShipment, OrderId, Problem, Shipment, StoreId, check_shippable};
use http::{ApiReply, Call, Failure};
use jiff::Timestamp;
use table::{Changed, OrderRow, TableError};
use wire::shipments::{ShipmentView, read_new};

use crate::app::App;

/// What became of one shipment.
pub(crate) enum Added {
    /// It is on the order.
    Yes(Box<Shipment>),
    /// It was before.
    Before(Box<Shipment>),
    /// There is no such order.
    NoOrder,
    /// It is more than what is left of the order.
    TooMuch(Vec<Problem>),
}

/// Whether a shipment may hold more than what is left of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ledger {
    /// It may: the compatible API never asks.
    Ignored,
    /// It may not.
    Kept,
}

/// `POST /orders/{id}/shipments`.
pub(crate) async fn add_one(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let new = read_new(call.body()?, now).map_err(ApiReply::from_problems)?;
    let Ok(order) = call.value("order_id").parse::<OrderId>() else { return Err(ApiReply::not_found("Order").into()) };
    match add(app, store, order, &new, Ledger::Ignored, now).await? {
        Added::Yes(shipment) => Ok(shown(201, "Shipment Added", &shipment, order, store)),
        Added::Before(shipment) => {
            Err(ApiReply::refusal(409, "Shipment Not Added").with("shipment_id", &shipment.id).into())
        }
        Added::NoOrder => Err(ApiReply::not_found("Order").into()),
        Added::TooMuch(problems) => Err(ApiReply::refused(409, &problems).into()),
    }
}

/// A shipment, with what became of it.
pub(crate) fn shown(status: u16, message: &str, shipment: &Shipment, order_id: OrderId, store_id: StoreId) -> ApiReply {
    let view = ShipmentView::new(shipment, order_id, store_id);
    ApiReply::success(status).with("message", &message).with("shipment", &view)
}

/// Puts a shipment on an order, once.
pub(crate) async fn add(
    app: &App,
    store: StoreId,
    order: OrderId,
    new: &NewShipment,
    ledger: Ledger,
    now: Timestamp,
) -> Result<Added, TableError> {
    let changed = app.table.change_order(store, order, now, |row| Ok::<_, Infallible>(add_to(row, new, ledger, now)));
    Ok(match Box::pin(changed).await? {
        Changed::Missing => Added::NoOrder,
        Changed::Done(_, shipment) => Added::Yes(shipment),
        Changed::Unchanged(row) => match row.order.order_shipments.iter().find(|shipment| new.repeats(shipment)) {
            Some(shipment) => Added::Before(Box::new(shipment.clone())),
            None => Added::TooMuch(check_shippable(&row.order, new).err().unwrap_or_default()),
        },
    })
}

/// Puts the shipment on the order; nothing when it is there (orderdesk-api 2.6), or is too much.
fn add_to(row: &mut OrderRow, new: &NewShipment, ledger: Ledger, now: Timestamp) -> Option<Box<Shipment>> {
    let is_there = row.order.order_shipments.iter().any(|shipment| new.repeats(shipment));
    if is_there || (ledger == Ledger::Kept && check_shippable(&row.order, new).is_err()) {
        return None;
    }
    let id = row.order.next_part_id();
    let shipment = new.shipment(id);
    row.order.order_shipments.push(shipment.clone());
    let note = format!("Shipment Added: {} {}", shipment.carrier_code, shipment.tracking_number);
    row.history.push(HistoryLine { date_added: now, source_name: shipment.source.clone(), note });
    Some(Box::new(shipment))
}
