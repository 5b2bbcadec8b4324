//! Orders that are made of others: split, duplicated, merged (orderdesk-app 3).

use desk::orders::{self, MadeOrders, Request};
use http::{ApiReply, AuthorizedCall, Failure, order_view};
use wire::orders::{FamilyView, LeftOutView, OrderView, read_merge, read_split};

use crate::app::App;

/// `POST /v1/orders/{id}/split`.
pub(crate) async fn split(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let splitting = read_split(call.body()?).map_err(ApiReply::from_problems)?;
    let body_digest = call.digest_of_body()?;
    let request = request(call, &body_digest)?;
    let made = orders::split(&app.desk, call.store()?, call.order_id()?, &splitting, request).await?;
    let views: Vec<OrderView> = made.orders.iter().map(order_view).collect();
    let reply = ApiReply::success(201).with("message", &format!("Order Split Into {} More", views.len()));
    Ok(reply.with_order(&made.of).with("orders", &views))
}

/// `POST /v1/orders/{id}/duplicate`.
pub(crate) async fn duplicate(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let body_digest = call.digest_of_body()?;
    let request = request(call, &body_digest)?;
    let made = orders::duplicate(&app.desk, call.store()?.id, call.order_id()?, request).await?;
    let MadeOrders { orders, .. } = made;
    let Some(duplicate) = orders.first() else { return Err(ApiReply::not_found("Order").into()) };
    Ok(ApiReply::success(201).with("message", &"Order Duplicated").with_order(duplicate))
}

/// `POST /v1/orders/merge`.
pub(crate) async fn merge(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (ids, archive_folder_id) = read_merge(call.body()?).map_err(ApiReply::from_problems)?;
    call.charge_entries(ids.len()).await;
    let body_digest = call.digest_of_body()?;
    let request = request(call, &body_digest)?;
    let merged = orders::merge(&app.desk, call.store()?, &ids, archive_folder_id, request).await?;
    let left_out: Vec<_> = merged.left_out.iter().map(|(id, why)| LeftOutView::new(*id, why.as_str())).collect();
    let reply = ApiReply::success(201).with("message", &"Orders Merged").with_order(&merged.row);
    Ok(reply.with("left_out", &left_out))
}

/// `GET /v1/orders/{id}/family`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    Ok(ApiReply::success(200).with("family", &FamilyView::from(&row.order.family)))
}

fn request<'a>(call: &'a AuthorizedCall<'_>, body_digest: &'a str) -> Result<Request<'a>, Failure> {
    Ok(Request { idempotency_key: call.sent(body_digest)?, by: &call.actor, now: call.now })
}
