//! Adding shipments (orderdesk-api 2.6, 2.7).

use std::collections::BTreeMap;

use api::{Failure, Reply};
use domain::wire::{NewShipment, ShipmentEntry, ShipmentView};
use domain::{HistoryLine, OrderId, Shipment, StoreId};
use futures_util::future::join_all;
use jiff::Timestamp;
use serde::Serialize;
use table::{Changed, OrderRow, TableError};

use crate::app::App;

/// A batch has at most this many entries, so that it ends within the function's time.
const MOST_ENTRIES: usize = 500;

/// What became of one shipment.
enum Added {
    Yes(Box<Shipment>),
    Before(String),
    NoOrder,
}

/// `POST /orders/{id}/shipments`.
pub(crate) async fn add_one(app: &App, store: StoreId, order: &str, body: &str) -> Result<Reply, Failure> {
    let now = lambda::now();
    let new = NewShipment::read(body, now).map_err(Reply::from_problems)?;
    let Ok(order) = order.parse::<OrderId>() else { return Err(Reply::not_found("Order").into()) };
    match add(app, store, order, &new, now).await {
        Ok(Added::Yes(shipment)) => {
            let view = ShipmentView { shipment: &shipment, order_id: order, store_id: store };
            Ok(Reply::success(201).with("message", &"Shipment Added").with("shipment", &view))
        }
        Ok(Added::Before(id)) => Err(Reply::refusal(409, "Shipment Not Added").with("shipment_id", &id).into()),
        Ok(Added::NoOrder) => Err(Reply::not_found("Order").into()),
        Err(TableError::TooLarge { bytes, most }) => {
            let message = format!("The order with this shipment takes {bytes} bytes to keep, and at most {most} fit");
            Err(Reply::refusal(413, message).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /batch-shipments`: always 200, and each entry has its own result.
pub(crate) async fn add_batch(app: &App, store: StoreId, body: &str) -> Result<Reply, Failure> {
    let now = lambda::now();
    let entries = ShipmentEntry::read_all(body, now).map_err(Reply::from_problems)?;
    if entries.len() > MOST_ENTRIES {
        let message = format!("At most {MOST_ENTRIES} shipments are taken at once, and these are {}", entries.len());
        return Err(Reply::refusal(400, message).into());
    }
    // Entries of one order come one after another, as each writes the same row; the orders go at once.
    let mut by_order: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        by_order.entry((&entry.order_id, &entry.source_id, &entry.source_name)).or_default().push(index);
    }
    let results = join_all(by_order.into_values().map(|indexes| add_in_turn(app, store, &entries, indexes, now))).await;
    let mut results: Vec<(usize, EntryResult)> = results.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    let results: Vec<EntryResult> = results.into_iter().map(|(_, result)| result).collect();
    let message = format!("{} Shipments Processed", results.len());
    Ok(Reply::success(200).with("message", &message).with("results", &results))
}

/// One entry's result, as clients read it (orderdesk-api 2.7).
#[derive(Serialize)]
struct EntryResult {
    order_id: Box<serde_json::value::RawValue>,
    status: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipment_id: Option<String>,
}

impl EntryResult {
    fn new(order_id: Option<&str>, status: &'static str, message: impl Into<String>) -> Self {
        // A number when it can be one, as the documented sample has it.
        let number = order_id.and_then(|id| id.parse::<OrderId>().ok()).map(OrderId::number);
        let order_id = match number {
            Some(number) => serde_json::value::to_raw_value(&number),
            None => serde_json::value::to_raw_value(&order_id),
        };
        let order_id = order_id.unwrap_or_else(|_| serde_json::value::RawValue::NULL.to_owned());
        Self { order_id, status, message: message.into(), shipment_id: None }
    }
}

async fn add_in_turn(
    app: &App,
    store: StoreId,
    entries: &[ShipmentEntry],
    indexes: Vec<usize>,
    now: Timestamp,
) -> Vec<(usize, EntryResult)> {
    let mut results = vec![];
    for index in indexes {
        if let Some(entry) = entries.get(index) {
            results.push((index, add_entry(app, store, entry, now).await));
        }
    }
    results
}

async fn add_entry(app: &App, store: StoreId, entry: &ShipmentEntry, now: Timestamp) -> EntryResult {
    let named = entry.order_id.as_deref();
    let failed = |message: String| EntryResult::new(named, "error", message);
    let new = match &entry.shipment {
        Ok(new) => new,
        Err(problems) => return failed(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
    };
    let order = match order_of(app, store, entry).await {
        Ok(Ok(order)) => order,
        Ok(Err(message)) => return failed(message.to_owned()),
        Err(error) => return broken(named, &error),
    };
    let named = order.to_string();
    match add(app, store, order, new, now).await {
        Ok(Added::Yes(shipment)) => {
            let result = EntryResult::new(Some(&named), "success", "Shipment Added");
            EntryResult { shipment_id: Some(shipment.id), ..result }
        }
        Ok(Added::Before(id)) => {
            let result = EntryResult::new(Some(&named), "error", "Shipment Not Added");
            EntryResult { shipment_id: Some(id), ..result }
        }
        Ok(Added::NoOrder) => failed("Order not found".to_owned()),
        Err(error) => broken(Some(&named), &error),
    }
}

fn broken(order_id: Option<&str>, error: &TableError) -> EntryResult {
    tracing::error!("a shipment of a batch was not added: {error:?}");
    EntryResult::new(order_id, "error", "Something failed on our side; send this shipment again")
}

/// The order an entry names: by our id, or by the cart's number.
async fn order_of(
    app: &App,
    store: StoreId,
    entry: &ShipmentEntry,
) -> Result<Result<OrderId, &'static str>, TableError> {
    if let Some(id) = &entry.order_id {
        return Ok(id.parse().map_err(|_| "Order not found"));
    }
    let Some(source_id) = &entry.source_id else { return Ok(Err("order_id or source_id is needed")) };
    let rows = app.table.orders_by_source(store, entry.source_name.as_deref(), source_id).await?;
    Ok(match rows.as_slice() {
        [row] => Ok(row.order.id),
        [] => Err("Order not found"),
        _ => Err("More than one order has this source_id; send source_name or order_id"),
    })
}

async fn add(
    app: &App,
    store: StoreId,
    order: OrderId,
    new: &NewShipment,
    now: Timestamp,
) -> Result<Added, TableError> {
    let changed = app.table.change_order(store, order, now, |row| add_to(row, new, now)).await?;
    Ok(match changed {
        Changed::Missing => Added::NoOrder,
        Changed::Done(_, shipment) => Added::Yes(shipment),
        Changed::Unchanged(row) => {
            let same = row.order.order_shipments.iter().find(|shipment| new.repeats(shipment));
            Added::Before(same.map(|shipment| shipment.id.clone()).unwrap_or_default())
        }
    })
}

/// Puts the shipment on the order; nothing when it is there (orderdesk-api 2.6).
fn add_to(row: &mut OrderRow, new: &NewShipment, now: Timestamp) -> Option<Box<Shipment>> {
    if row.order.order_shipments.iter().any(|shipment| new.repeats(shipment)) {
        return None;
    }
    let id = row.order.next_part_id();
    let shipment = new.shipment(id);
    row.order.order_shipments.push(shipment.clone());
    let note = format!("Shipment Added: {} {}", shipment.carrier_code, shipment.tracking_number);
    row.history.push(HistoryLine { date_added: now, source_name: shipment.source.clone(), note });
    Some(Box::new(shipment))
}
