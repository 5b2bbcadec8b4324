//! Reading orders (orderdesk-api 2.3), and by our own API: page by page with a cursor, with an `ETag`, with a ledger.

use desk::{LookedAt, orders};
use domain::Problem;
use http::{ApiReply, AuthorizedCall, Failure, fitting, order_view};
use table::{Cursor, Sequence};
use wire::history::HistoryView;
use wire::orders::{OrderView, PageCursor, read_cursor, read_page, read_search};

use crate::app::App;

/// `GET /api/v2/orders/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    let wants_history = matches!(call.query("get_order_history"), Some("1" | "true"));
    let history = if wants_history { Some(orders::history(&app.desk, &row).await?) } else { None };
    let view = match &history {
        Some(history) => order_view(&row).with_history(history),
        None => order_view(&row),
    };
    Ok(ApiReply::success(200).with("order", &view).with_time_in_message())
}

/// `GET /api/v2/orders`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let search = read_search(call.parameters(), store).map_err(ApiReply::from_problems)?;
    let looked_at = LookedAt::default();
    let found = orders::search(&app.desk.counting(&looked_at), store.id, &search, call.now).await;
    call.charge_search(&looked_at).await;
    let (page, histories) = found?;
    let view = |(index, row): (usize, _)| match histories.get(index) {
        Some(history) => order_view(row).with_history(history),
        None => order_view(row),
    };
    let views = fitting(page.rows.iter().enumerate().map(view));
    let reply = ApiReply::success(200).with("total_records", &page.total).with("records_returned", &views.len());
    let reply = reply.with("offset", &search.offset).with("limit", &search.limit).with("orders", &views);
    Ok(reply.with_time_in_message())
}

/// `GET /v1/orders`: by date, of some folders or all.
pub(crate) async fn page(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let search = read_page(call.parameters(), store);
    let (after, ascending, folders) = match call.query("cursor") {
        None => (None, search.ascending, search.folders),
        Some(cursor) => {
            let cursor = read_cursor(cursor, store.id);
            let cursor = cursor.ok_or_else(|| ApiReply::invalid(&[Problem::new("cursor", "is none of this store")]))?;
            (Some(Cursor { at: cursor.at, passed: cursor.passed }), cursor.ascending, cursor.folders)
        }
    };
    let limit = search.limit;
    let sequence = if ascending { Sequence::OldestFirst } else { Sequence::NewestFirst };
    let page = orders::page(&app.desk, store.id, &folders, after, sequence, limit).await?;
    let next = page
        .next
        .map(|next| PageCursor { store_id: store.id, folders, ascending, at: next.at, passed: next.passed }.text());
    let views: Vec<OrderView> = page.rows.iter().map(|row| order_view(row).with_own(&row.order)).collect();
    Ok(ApiReply::success(200).with("orders", &views).with("limit", &limit).with("next_cursor", &next))
}

/// `GET /v1/orders/{id}`.
pub(crate) async fn read(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    Ok(ApiReply::success(200).with_versioned_order(&row))
}

/// `GET /v1/orders/{id}/history`.
pub(crate) async fn history(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    let lines = orders::history(&app.desk, &row).await?;
    Ok(ApiReply::success(200).with("history", &lines.iter().map(HistoryView::from).collect::<Vec<_>>()))
}

/// `GET /v1/orders/{id}/ledger`: what was ordered, what was shipped, what is left.
pub(crate) async fn ledger(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    Ok(ApiReply::success(200).with("ledger", &wire::ledger::view(&row.order)))
}
