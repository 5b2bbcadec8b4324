//! Reading orders (orderdesk-api 2.3).

use domain::{Problem, Store, StoreId};
use futures_util::future::try_join_all;
use http::{ApiReply, Call, Failure};
use table::OrderRow;
use wire::orders::{OrderView, read_search};

use crate::app::App;

/// `GET /orders/{id}`.
pub(crate) async fn show(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let row = find(app, store, call.value("order_id")).await?;
    let history = if wants_history(call) { Some(app.table.history(&row).await?) } else { None };
    let view = OrderView::new(&row.order, store);
    let view = match &history {
        Some(history) => view.with_history(history),
        None => view,
    };
    Ok(ApiReply::success(200).with("order", &view).telling_time())
}

/// `GET /orders`.
pub(crate) async fn list(app: &App, store: &Store, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let search = read_search(call.parameters(), store);
    let page = app.table.search_orders(store.id, &search, runtime::now()).await?;
    let rows = page.rows.iter().filter(|_| search.wants_history);
    let histories = try_join_all(rows.map(|row| app.table.history(row))).await?;
    let views: Vec<OrderView> = views(&page.rows)
        .enumerate()
        .map(|(index, view)| match histories.get(index) {
            Some(history) => view.with_history(history),
            None => view,
        })
        .collect();
    let reply = ApiReply::success(200).with("total_records", &page.total).with("records_returned", &views.len());
    let reply = reply.with("offset", &search.offset).with("limit", &search.limit).with("orders", &views);
    Ok(reply.telling_time())
}

/// Orders as they are shown, without their histories.
pub(crate) fn views(rows: &[OrderRow]) -> impl Iterator<Item = OrderView<'_>> {
    rows.iter().map(|row| OrderView::new(&row.order, row.store_id))
}

fn wants_history(call: &Call<'_>) -> bool {
    matches!(call.query("get_order_history"), Some("1" | "true"))
}

/// The order of this id of this store, or 404: another store's order is no order.
pub(crate) async fn find(app: &App, store: StoreId, order: &str) -> Result<OrderRow, Failure> {
    let Ok(order) = order.parse() else { return Err(ApiReply::not_found("Order").into()) };
    app.table.order(store, order).await?.ok_or_else(|| ApiReply::not_found("Order").into())
}

/// A problem as a refusal.
pub(crate) fn refused(field: &str, message: impl Into<String>) -> Failure {
    ApiReply::invalid(&[Problem::new(field, message)]).into()
}
