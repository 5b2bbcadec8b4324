//! Shipments of many orders in one call of the compatible API (orderdesk-api 2.7).

use std::collections::BTreeMap;

use domain::{OrderId, ShipmentEntry, StoreId};
use futures_util::future::join_all;
use http::{ApiReply, Failure};
use jiff::Timestamp;
use table::TableError;
use wire::shipments::{EntryView, read_entries};

use crate::add::{Added, Ledger, add};
use crate::app::App;

/// A batch has at most this many entries, so that it ends within the function's time.
pub(crate) const MAX_ENTRIES: usize = 500;

/// `POST /batch-shipments`: always 200, and each entry has its own result.
pub(crate) async fn add_all(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let entries = read_entries(body, now).map_err(ApiReply::from_problems)?;
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
    let mut results: Vec<(usize, EntryView)> = results.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    let results: Vec<EntryView> = results.into_iter().map(|(_, result)| result).collect();
    let message = format!("{} Shipments Processed", results.len());
    Ok(ApiReply::success(200).with("message", &message).with("results", &results))
}

async fn add_in_turn(
    app: &App,
    store: StoreId,
    entries: &[ShipmentEntry],
    indexes: Vec<usize>,
    now: Timestamp,
) -> Vec<(usize, EntryView)> {
    let mut results = vec![];
    for index in indexes {
        if let Some(entry) = entries.get(index) {
            results.push((index, add_entry(app, store, entry, now).await));
        }
    }
    results
}

async fn add_entry(app: &App, store: StoreId, entry: &ShipmentEntry, now: Timestamp) -> EntryView {
    let named = entry.order_id.as_deref();
    let failed = |message: String| EntryView::failed(named, message);
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
        Ok(Added::Yes(shipment)) => EntryView::added(&named, shipment.id),
        Ok(Added::Before(shipment)) => EntryView::added_before(&named, shipment.id),
        Ok(Added::NoOrder) => failed("Order not found".to_owned()),
        Ok(Added::TooMuch(problems)) => failed(ApiReply::refused(409, &problems).told().0.to_owned()),
        Err(error) => broken(Some(&named), &error),
    }
}

fn broken(order_id: Option<&str>, error: &TableError) -> EntryView {
    tracing::error!("a shipment of a batch was not added: {error:?}");
    EntryView::failed(order_id, "Something failed on our side; send this shipment again")
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
