//! Inventory items (orderdesk-api 2.8).

use desk::{DeskError, LookedAt, inventory};
use domain::{InventoryEntry, InventoryItem, Problem};
use http::{ApiReply, AuthorizedCall, Failure, fitting, to_reply};
use wire::inventory::{
    EntryView, InventoryView, StockLineView, read_entries, read_new, read_search, read_stock_cursor, stock_cursor_text,
};

use crate::app::App;

/// `GET /api/v2/inventory-items`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let search = read_search(call.parameters());
    let looked_at = LookedAt::default();
    let page = inventory::search(&app.desk.counting(&looked_at), call.store()?.id, &search).await;
    call.charge_search(&looked_at).await;
    let page = page?;
    let views = fitting(page.rows.iter().map(InventoryView::from));
    // `total_records` is a string here and nowhere else (orderdesk-api 2.8).
    let reply =
        ApiReply::success(200).with("records_returned", &views.len()).with("initial_records_returned", &views.len());
    Ok(reply.with("total_records", &page.total.to_string()).with("inventory_items", &views))
}

/// `GET /api/v2/inventory-items/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let item = inventory::find(&app.desk, call.store()?.id, id_of(call)?).await?;
    Ok(ApiReply::success(200).with("records_returned", &1).with("inventory_item", &InventoryView::from(&item)))
}

/// `POST /api/v2/inventory-items`.
pub(crate) async fn add(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let item = inventory::add(&app.desk, call.store()?.id, &new, call.now).await?;
    Ok(shown(201, "Inventory Item Added", &item))
}

/// `PUT /api/v2/inventory-items/{id}`: the whole item.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let item = inventory::replace(&app.desk, call.store()?, id_of(call)?, &new, call.now).await?;
    Ok(shown(200, "Inventory Item Updated", &item))
}

/// `DELETE /api/v2/inventory-items/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = id_of(call)?;
    inventory::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Inventory Item {id} Deleted")))
}

/// `PUT /api/v2/batch-inventory-items`: each whole item has its own result.
pub(crate) async fn replace_all(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let entries = read_entries(call.body()?).map_err(ApiReply::from_problems)?;
    call.charge_entries(entries.len()).await;
    let outcomes = inventory::replace_all(&app.desk, call.store()?, &entries, call.now).await;
    let results: Vec<_> = entries.iter().zip(outcomes).map(|(entry, outcome)| entry_view(entry, outcome)).collect();
    let done = results.iter().filter(|result| result.is_done()).count();
    Ok(ApiReply::batch(done, &format!("{done} Inventory Items Updated"), &results))
}

/// `GET /v1/inventory/{id}/history`.
pub(crate) async fn history(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let from = match call.query("cursor") {
        None => None,
        Some(text) => {
            let cursor = read_stock_cursor(text);
            Some(cursor.ok_or_else(|| ApiReply::invalid(&[Problem::new("cursor", "is none of this list")]))?)
        }
    };
    let limit = call.page().0.max(1);
    let (store_id, id) = (call.store()?.id, id_of(call)?);
    let page = inventory::stock_history(&app.desk, store_id, id, from.as_ref(), limit).await?;
    let views: Vec<_> = page.lines.iter().map(StockLineView::from).collect();
    let next = page.next.as_ref().map(stock_cursor_text);
    Ok(ApiReply::success(200).with("history", &views).with("limit", &limit).with("next_cursor", &next))
}

fn entry_view(entry: &InventoryEntry, outcome: Result<InventoryItem, DeskError>) -> EntryView {
    match outcome {
        Ok(_) => EntryView::updated(entry.id),
        Err(error) => EntryView::failed(entry.id, to_reply(error).detail().0),
    }
}

fn shown(status: u16, message: &str, item: &InventoryItem) -> ApiReply {
    ApiReply::success(status).with("message", &message).with("inventory_item", &InventoryView::from(item))
}

fn id_of(call: &AuthorizedCall<'_>) -> Result<u64, Failure> {
    call.value("inventory_item_id").parse().map_err(|_| ApiReply::not_found("Inventory item").into())
}
