//! Inventory items (orderdesk-api 2.8).

use std::collections::BTreeMap;

use domain::{NewInventoryItem, Problem, StoreId};
use futures_util::future::join_all;
use http::{ApiReply, Call, Failure};
use jiff::Timestamp;
use table::InventoryChange;
use wire::inventory::{EntryView, InventoryView, read_entries, read_new, read_search};

use crate::app::App;
use crate::orders;

/// An inventory item's id has so many digits; a client may hold it as a signed 32-bit number.
const IDS: std::ops::Range<u64> = 1_000_000_000..1 << 31;

/// A batch has at most this many entries, so that it ends within the function's time.
const MAX_ENTRIES: usize = 500;

/// `GET /inventory-items`.
pub(crate) async fn list(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let search = read_search(call.parameters());
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
    let now = runtime::now();
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let any_id = || fastrand::u64(IDS);
    let change = app.table.insert_inventory_item(store, new.code(), now, any_id, |id| new.item(id, now)).await?;
    changed(change, 201, "Inventory Item Added")
}

/// `PUT /inventory-items/{id}`: the whole item.
pub(crate) async fn replace(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let change = app.table.change_inventory_item(store, id_of(call)?, now, |before| new.replacing(before, now)).await?;
    changed(change, 200, "Inventory Item Updated")
}

/// `DELETE /inventory-items/{id}`.
pub(crate) async fn remove(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let id = id_of(call)?;
    if !app.table.remove_inventory_item(store, id).await? {
        return Err(not_found());
    }
    Ok(ApiReply::success(200).with("message", &format!("Inventory Item {id} Deleted")))
}

/// `PUT /batch-inventory-items`: each whole item has its own result; those of one id come one after another.
pub(crate) async fn replace_all(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let entries = read_entries(call.body()?).map_err(ApiReply::from_problems)?;
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
    let mut results: Vec<(usize, EntryView)> = join_all(groups).await.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    let results: Vec<EntryView> = results.into_iter().map(|(_, result)| result).collect();
    let done = results.iter().filter(|result| result.is_done()).count();
    let message = format!("{done} Inventory Items Updated");
    Ok(ApiReply::success(200).with("message", &message).with("results", &results))
}

async fn replace_entry(
    app: &App,
    store: StoreId,
    id: Option<u64>,
    item: &Result<NewInventoryItem, Vec<Problem>>,
    now: Timestamp,
) -> EntryView {
    let result = match (id, item) {
        (_, Err(problems)) => Err(ApiReply::invalid(problems).into()),
        (None, _) => Err(orders::refused("id", "is needed")),
        (Some(id), Ok(new)) => {
            let change = app.table.change_inventory_item(store, id, now, |before| new.replacing(before, now)).await;
            change.map_err(Failure::from).and_then(|change| changed(change, 200, ""))
        }
    };
    match result {
        Ok(_) => EntryView::updated(id),
        Err(failure) => EntryView::failed(id, http::to_reply(failure).told().0),
    }
}

fn changed(change: InventoryChange, status: u16, message: &str) -> Result<ApiReply, Failure> {
    match change {
        InventoryChange::Done(item) => {
            Ok(ApiReply::success(status).with("message", &message).with("inventory_item", &InventoryView::from(&*item)))
        }
        InventoryChange::Missing => Err(not_found()),
        InventoryChange::CodeTaken(id) => {
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
