//! Reading orders by our own API: page by page with a cursor, with an `ETag`, with a ledger.

use domain::{Store, StoreId};
use http::{ApiReply, Call, Failure};
use table::{OrderRow, Place};
use wire::history::HistoryView;
use wire::orders::{OrderView, PageCursor, read_cursor, read_search};

use crate::app::App;
use crate::edits::view;
use crate::orders::{self, refused};

/// `GET /v1/orders`: by date, of some folders or all. A page is as quick however many came before it.
pub(crate) async fn page(app: &App, store: &Store, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let search = read_search(call.parameters(), store);
    let (after, ascending, folders) = match call.query("cursor") {
        None => (None, search.ascending, search.folders),
        Some(cursor) => {
            let cursor = read_cursor(cursor, store.id).ok_or_else(|| refused("cursor", "is none of this store"))?;
            (Some(Place { at: cursor.at, passed: cursor.passed }), cursor.ascending, cursor.folders)
        }
    };
    let limit = search.limit.max(1);
    let stretch = app.table.orders_after(store.id, &folders, after, ascending, limit).await?;
    let next = stretch
        .next
        .map(|place| PageCursor { store: store.id, folders, ascending, at: place.at, passed: place.passed }.text());
    let views: Vec<OrderView> = orders::views(&stretch.rows).collect();
    Ok(ApiReply::success(200).with("orders", &views).with("limit", &limit).with("next_cursor", &next))
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
    Ok(ApiReply::success(200).with("ledger", &wire::ledger::view(&row.order)))
}
