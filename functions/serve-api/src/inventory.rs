//! Inventory items (orderdesk-api 2.8).

use std::collections::BTreeMap;
use std::convert::Infallible;

use domain::wire::{InventorySearch, InventoryView, NewInventoryItem, Problem};
use domain::{InventoryItem, StoreId};
use futures_util::future::join_all;
use http::{ApiReply, Call, Failure};
use jiff::Timestamp;
use serde::Serialize;
use table::{CodeTaken, Outcome};

use crate::app::App;
use crate::orders;

/// An inventory item's id has so many digits; a client may hold it as a signed 32-bit number.
const IDS: std::ops::Range<u64> = 1_000_000_000..1 << 31;

/// A batch has at most this many entries, so that it ends within the function's time.
const MAX_ENTRIES: usize = 500;

/// `GET /inventory-items`.
pub(crate) async fn list(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let search = InventorySearch::read(call.parameters());
    let page = app.table.inventory_items(store, &search).await?;
    let views: Vec<InventoryView> = page.rows.iter().map(InventoryView::from).collect();
    // `total_records` is a string here and nowhere else (orderdesk-api 2.8).
    let reply =
        ApiReply::success(200).with("records_returned", &views.len()).with("initial_records_returned", &views.len());
    Ok(reply.with("total_records", &page.total.to_string()).with("inventory_items", &views))
}

/// `GET /inventory-items/{id}`.
pub(crate) async fn show(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let item = app.table.inventory_item(store, id_of(call)?).await?.ok_or_else(not_found)?;
    Ok(ApiReply::success(200).with("records_returned", &1).with("inventory_item", &InventoryView::from(&item)))
}

/// `POST /inventory-items`.
pub(crate) async fn add(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = app.clock.now();
    let new = NewInventoryItem::read(call.body()?).map_err(ApiReply::from_problems)?;
    let any_id = || fastrand::u64(IDS);
    let change = app.table.insert_inventory_item(store, new.code(), now, any_id, |id| new.item(id, now)).await?;
    changed(change, 201, "Inventory Item Added")
}

/// `PUT /inventory-items/{id}`: the whole item.
pub(crate) async fn replace(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = app.clock.now();
    let new = NewInventoryItem::read(call.body()?).map_err(ApiReply::from_problems)?;
    let change = app.table.change_inventory_item(store, id_of(call)?, now, |before| new.replacing(before, now)).await?;
    changed(change, 200, "Inventory Item Updated")
}

/// `DELETE /inventory-items/{id}`.
pub(crate) async fn remove(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let id = id_of(call)?;
    if !app.table.remove_inventory_item(store, id).await?.is_done() {
        return Err(not_found());
    }
    Ok(ApiReply::success(200).with("message", &format!("Inventory Item {id} Deleted")))
}

/// `PUT /batch-inventory-items`: each whole item has its own result; those of one id come one after another.
pub(crate) async fn replace_all(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = app.clock.now();
    let entries = NewInventoryItem::read_all(call.body()?).map_err(ApiReply::from_problems)?;
    if entries.len() > MAX_ENTRIES {
        return Err(orders::refused("", format!("at most {MAX_ENTRIES} items, and these are {}", entries.len())));
    }
    let mut by_id: BTreeMap<Option<u64>, Vec<usize>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        by_id.entry(entry.id).or_default().push(index);
    }
    let groups = by_id.into_iter().map(async |(id, indexes)| {
        let mut results = vec![];
        for index in indexes {
            let Some(entry) = entries.get(index) else { continue };
            results.push((index, replace_entry(app, store, id, &entry.item, now).await));
        }
        results
    });
    let mut results: Vec<(usize, EntryResult)> = join_all(groups).await.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    let results: Vec<EntryResult> = results.into_iter().map(|(_, result)| result).collect();
    let done = results.iter().filter(|result| result.status == "success").count();
    let message = format!("{done} Inventory Items Updated");
    Ok(ApiReply::success(200).with("message", &message).with("results", &results))
}

/// What became of one entry.
#[derive(Serialize)]
struct EntryResult {
    id: Option<u64>,
    status: &'static str,
    message: String,
}

async fn replace_entry(
    app: &App,
    store: StoreId,
    id: Option<u64>,
    item: &Result<NewInventoryItem, Vec<Problem>>,
    now: Timestamp,
) -> EntryResult {
    let result = match (id, item) {
        (_, Err(problems)) => Err(ApiReply::invalid(problems).into()),
        (None, _) => Err(orders::refused("id", "is needed")),
        (Some(id), Ok(new)) => {
            let change = app.table.change_inventory_item(store, id, now, |before| new.replacing(before, now)).await;
            change.map_err(Failure::from).and_then(|change| changed(change, 200, ""))
        }
    };
    match result {
        Ok(_) => EntryResult { id, status: "success", message: "Inventory Item Updated".to_owned() },
        Err(failure) => EntryResult { id, status: "error", message: http::to_reply(failure).told().0.to_owned() },
    }
}

fn changed(
    change: Outcome<InventoryItem, Infallible, CodeTaken>,
    status: u16,
    message: &str,
) -> Result<ApiReply, Failure> {
    match change {
        Outcome::Done(item) => {
            Ok(ApiReply::success(status).with("message", &message).with("inventory_item", &InventoryView::from(&item)))
        }
        Outcome::Missing | Outcome::Stale => Err(not_found()),
        Outcome::Refused(CodeTaken(id)) => {
            Err(orders::refused("code", format!("inventory item {id} has this code; a code is one item's")))
        }
    }
}

fn id_of(call: &Call<'_>) -> Result<u64, Failure> {
    call.value("inventory_item_id").parse().map_err(|_| not_found())
}

fn not_found() -> Failure {
    ApiReply::not_found("Inventory item").into()
}
