//! Shipments of many orders in one call of the compatible API (orderdesk-api 2.7).

use std::collections::BTreeMap;

use domain::wire::ShipmentEntry;
use domain::{OrderId, StoreId};
use futures_util::future::join_all;
use http::{ApiReply, Failure};
use jiff::Timestamp;
use serde::Serialize;
use table::TableError;

use crate::add::{Added, Ledger, add};
use crate::app::App;

/// A batch has at most this many entries, so that it ends within the function's time.
pub(crate) const MAX_ENTRIES: usize = 500;

/// `POST /batch-shipments`: always 200, and each entry has its own result.
pub(crate) async fn add_all(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let now = app.clock.now();
    let entries = ShipmentEntry::read_all(body, now).map_err(ApiReply::from_problems)?;
    if entries.len() > MAX_ENTRIES {
        let message = format!("At most {MAX_ENTRIES} shipments are taken at once, and these are {}", entries.len());
        return Err(ApiReply::refusal(400, message).into());
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
    Ok(ApiReply::success(200).with("message", &message).with("results", &results))
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
        Err(problems) => return failed(ApiReply::invalid(problems).told().0.to_owned()),
    };
    let order = match order_of(app, store, entry).await {
        Ok(Ok(order)) => order,
        Ok(Err(message)) => return failed(message.to_owned()),
        Err(error) => return broken(named, &error),
    };
    let named = order.to_string();
    match add(app, store, order, new, Ledger::Ignored, now).await {
        Ok(Added::Yes(shipment)) => {
            let result = EntryResult::new(Some(&named), "success", "Shipment Added");
            EntryResult { shipment_id: Some(shipment.id), ..result }
        }
        Ok(Added::Before(shipment)) => {
            let result = EntryResult::new(Some(&named), "error", "Shipment Not Added");
            EntryResult { shipment_id: Some(shipment.id), ..result }
        }
        Ok(Added::NoOrder) => failed("Order not found".to_owned()),
        Ok(Added::TooMuch(problems)) => failed(ApiReply::refused(409, &problems).told().0.to_owned()),
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
