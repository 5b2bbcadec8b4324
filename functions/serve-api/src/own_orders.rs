//! Reading orders by our own API: page by page with a cursor, with an `ETag`, with a ledger.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::wire::{HistoryView, OrderSearch, OrderView};
use domain::{FolderId, Store, StoreId, ledger as ledger_of};
use http::{ApiReply, Call, Failure};
use serde::{Deserialize, Serialize};
use table::{OrderRow, Sequence};

use crate::app::App;
use crate::edits::view;
use crate::orders::{self, refused};

/// Where a page ended. Callers hand it back as it is; what is in it is ours to change.
#[derive(Serialize, Deserialize)]
struct Cursor {
    store: StoreId,
    folders: Vec<FolderId>,
    ascending: bool,
    at: u64,
    passed: usize,
}

/// `GET /v1/orders`: by date, of some folders or all. A page is as quick however many came before it.
pub(crate) async fn page(app: &App, store: &Store, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let search = OrderSearch::read(call.parameters(), store);
    let (after, ascending, folders) = match call.query("cursor") {
        None => (None, search.ascending, search.folders),
        Some(cursor) => {
            let cursor = read_cursor(cursor, store.id).ok_or_else(|| refused("cursor", "is none of this store"))?;
            (Some(table::Cursor { at: cursor.at, passed: cursor.passed }), cursor.ascending, cursor.folders)
        }
    };
    let limit = search.limit.max(1);
    let sequence = if ascending { Sequence::OldestFirst } else { Sequence::NewestFirst };
    let page = app.table.orders_after(store.id, &folders, after, sequence, limit).await?;
    let next = page.next.map(|next| {
        let cursor = Cursor { store: store.id, folders, ascending, at: next.at, passed: next.passed };
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default())
    });
    let views: Vec<OrderView> = orders::views(&page.rows).collect();
    Ok(ApiReply::success(200).with("orders", &views).with("limit", &limit).with("next_cursor", &next))
}

fn read_cursor(text: &str, store: StoreId) -> Option<Cursor> {
    let cursor: Cursor = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    // A cursor somebody made up must not make the page large.
    (cursor.store == store && cursor.passed <= 10_000_000 && cursor.folders.len() <= 1_000).then_some(cursor)
}

/// `GET /v1/orders/{id}`.
pub(crate) async fn read(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(app, store, call.value("order_id")).await?;
    Ok(with_tag(ApiReply::success(200), &row))
}

/// An order, and its `ETag`: the version of its row.
pub(crate) fn with_tag(reply: ApiReply, row: &OrderRow) -> ApiReply {
    reply.with("order", &view(row)).header("etag", tag(row))
}

/// The `ETag` of an order.
pub(crate) fn tag(row: &OrderRow) -> String {
    format!("\"{}\"", row.version)
}

/// `GET /v1/orders/{id}/history`.
pub(crate) async fn history(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(app, store, call.value("order_id")).await?;
    let lines = app.table.history(&row).await?;
    Ok(ApiReply::success(200).with("history", &lines.iter().map(HistoryView::from).collect::<Vec<_>>()))
}

/// `GET /v1/orders/{id}/ledger`: what was ordered, what was shipped, what is left.
pub(crate) async fn ledger(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(app, store, call.value("order_id")).await?;
    Ok(ApiReply::success(200).with("ledger", &ledger_of(&row.order)))
}
