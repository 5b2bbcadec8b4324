//! Reading orders (orderdesk-api 2.3), and by our own API: page by page with a cursor, with an `ETag`, with a ledger.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::orders;
use domain::wire::{HistoryView, OrderSearch, OrderView, Problem};
use domain::{FolderId, StoreId, ledger as ledger_of};
use http::{ApiReply, AuthorizedCall, Failure, order_view};
use serde::{Deserialize, Serialize};
use table::{Cursor as OrderCursor, Sequence};

use crate::app::App;

/// `GET /api/v2/orders/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.call.order_id()?).await?;
    let wants_history = matches!(call.call.query("get_order_history"), Some("1" | "true"));
    let history = if wants_history { Some(orders::history(&app.desk, &row).await?) } else { None };
    let view = OrderView { history: history.as_deref(), ..order_view(&row) };
    Ok(ApiReply::success(200).with("order", &view).telling_time())
}

/// `GET /api/v2/orders`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let search = OrderSearch::read(call.call.parameters(), store);
    let (page, histories) = orders::search(&app.desk, store.id, &search, call.now).await?;
    let views: Vec<OrderView> = page
        .rows
        .iter()
        .map(order_view)
        .enumerate()
        .map(|(index, view)| OrderView { history: histories.get(index).map(Vec::as_slice), ..view })
        .collect();
    let reply = ApiReply::success(200).with("total_records", &page.total).with("records_returned", &views.len());
    let reply = reply.with("offset", &search.offset).with("limit", &search.limit).with("orders", &views);
    Ok(reply.telling_time())
}

/// Where a page ended. Callers hand it back as it is; what is in it is ours to change.
#[derive(Serialize, Deserialize)]
struct Cursor {
    store: StoreId,
    folders: Vec<FolderId>,
    ascending: bool,
    at: u64,
    passed: usize,
}

/// `GET /v1/orders`: by date, of some folders or all.
pub(crate) async fn page(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let search = OrderSearch::read(call.call.parameters(), store);
    let (after, ascending, folders) = match call.call.query("cursor") {
        None => (None, search.ascending, search.folders),
        Some(cursor) => {
            let cursor = read_cursor(cursor, store.id);
            let cursor = cursor.ok_or_else(|| ApiReply::invalid(&[Problem::new("cursor", "is none of this store")]))?;
            (Some(OrderCursor { at: cursor.at, passed: cursor.passed }), cursor.ascending, cursor.folders)
        }
    };
    let limit = search.limit.max(1);
    let sequence = if ascending { Sequence::OldestFirst } else { Sequence::NewestFirst };
    let page = orders::page(&app.desk, store.id, &folders, after, sequence, limit).await?;
    let next = page.next.map(|place| {
        let cursor = Cursor { store: store.id, folders, ascending, at: place.at, passed: place.passed };
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default())
    });
    let views: Vec<OrderView> = page.rows.iter().map(order_view).collect();
    Ok(ApiReply::success(200).with("orders", &views).with("limit", &limit).with("next_cursor", &next))
}

fn read_cursor(text: &str, store: StoreId) -> Option<Cursor> {
    let cursor: Cursor = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    // A cursor somebody made up must not make the page large.
    (cursor.store == store && cursor.passed <= 10_000_000 && cursor.folders.len() <= 1_000).then_some(cursor)
}

/// `GET /v1/orders/{id}`.
pub(crate) async fn read(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.call.order_id()?).await?;
    Ok(ApiReply::success(200).with_versioned_order(&row))
}

/// `GET /v1/orders/{id}/history`.
pub(crate) async fn history(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.call.order_id()?).await?;
    let lines = orders::history(&app.desk, &row).await?;
    Ok(ApiReply::success(200).with("history", &lines.iter().map(HistoryView::from).collect::<Vec<_>>()))
}

/// `GET /v1/orders/{id}/ledger`: what was ordered, what was shipped, what is left.
pub(crate) async fn ledger(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.call.order_id()?).await?;
    Ok(ApiReply::success(200).with("ledger", &ledger_of(&row.order)))
}
