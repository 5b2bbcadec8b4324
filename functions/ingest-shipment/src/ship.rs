//! Shipments by our own API, which keeps a ledger: nothing leaves that was not ordered, and nothing twice.

use std::collections::BTreeMap;

use domain::{OrderId, Problem, ShipmentEntry, StoreId};
use futures_util::future::join_all;
use http::{ApiReply, BulkResult, Call, Failure};
use jiff::Timestamp;
use wire::shipments::{read_entries, read_new};

use crate::add::{Added, Ledger, add, shown};
use crate::app::App;
use crate::batch::MAX_ENTRIES;

/// `POST /v1/orders/{id}/shipments`: told again it is the same, and changes nothing.
pub(crate) async fn ship(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let new = read_new(call.body()?, now).map_err(ApiReply::from_problems)?;
    let Ok(order) = call.value("order_id").parse::<OrderId>() else { return Err(ApiReply::not_found("Order").into()) };
    match add(app, store, order, &new, Ledger::Kept, now).await? {
        Added::Yes(shipment) => Ok(shown(201, "Shipment Added", &shipment, order, store)),
        Added::Before(shipment) => Ok(shown(200, "Shipment Added Before", &shipment, order, store)),
        Added::NoOrder => Err(ApiReply::not_found("Order").into()),
        Added::TooMuch(problems) => Err(ApiReply::refused(409, &problems).into()),
    }
}

/// `POST /v1/bulk/shipments`: each has its own result. Those of one order come one after another, as each writes the
/// same row.
pub(crate) async fn ship_all(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let entries = read_entries(body, now).map_err(ApiReply::from_problems)?;
    if !(1..=MAX_ENTRIES).contains(&entries.len()) {
        let message = format!("must be a list of 1 to {MAX_ENTRIES} objects, and has {}", entries.len());
        return Err(ApiReply::invalid(&[Problem::new("shipments", message)]).into());
    }
    let mut by_order: BTreeMap<Option<&str>, Vec<(usize, &ShipmentEntry)>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        by_order.entry(entry.order_id.as_deref()).or_default().push((index, entry));
    }
    let orders = by_order.into_values().map(async |entries| {
        let mut results = vec![];
        for (index, entry) in entries {
            results.push((index, ship_entry(app, store, index, entry, now).await));
        }
        results
    });
    let mut results: Vec<_> = join_all(orders).await.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    let results: Vec<BulkResult> = results.into_iter().map(|(_, result)| result).collect();
    Ok(BulkResult::reply("Shipments", &results))
}

async fn ship_entry(app: &App, store: StoreId, index: usize, entry: &ShipmentEntry, now: Timestamp) -> BulkResult {
    let new = match &entry.shipment {
        Ok(new) => new,
        Err(problems) => return BulkResult::refused(index, 400, problems),
    };
    let no_order = || BulkResult::told(index, &ApiReply::not_found("Order"));
    let Some(Ok(order)) = entry.order_id.as_deref().map(str::parse::<OrderId>) else { return no_order() };
    match add(app, store, order, new, Ledger::Kept, now).await {
        Ok(Added::Yes(shipment)) => BulkResult::done(index, 201, order).of_shipment(&shipment.id),
        Ok(Added::Before(shipment)) => BulkResult::done(index, 200, order).of_shipment(&shipment.id),
        Ok(Added::NoOrder) => no_order(),
        Ok(Added::TooMuch(problems)) => BulkResult::refused(index, 409, &problems).about(order),
        Err(error) => BulkResult::told(index, &http::to_reply(error.into())).about(order),
    }
}
