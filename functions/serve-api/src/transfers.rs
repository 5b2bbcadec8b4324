//! Orders that go to another store (orderdesk-app 3.5).

use desk::orders::{self, Transferred};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::orders::{OrderElsewhereView, read_transfer};

use crate::app::App;

/// `POST /v1/orders/{id}/copy`.
pub(crate) async fn copy(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let to = read_transfer(call.body()?).map_err(ApiReply::from_problems)?;
    let copied = orders::copy(&app.desk, call.store()?, call.order_id()?, to, &call.actor, call.now);
    let copied = Box::pin(copied).await?;
    Ok(reply(copied, "Order Copied"))
}

/// `POST /v1/orders/{id}/move`.
pub(crate) async fn move_order(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let to = read_transfer(call.body()?).map_err(ApiReply::from_problems)?;
    let moved = orders::move_to_store(&app.desk, call.store()?, call.order_id()?, to, &call.actor, call.now);
    let moved = Box::pin(moved).await?;
    Ok(reply(moved, "Order Moved"))
}

fn reply(transferred: Transferred, message: &str) -> ApiReply {
    let (status, order) = match transferred {
        Transferred::Now(order) => (201, order),
        Transferred::Before(order) => (200, order),
    };
    ApiReply::success(status).with("message", &message).with("order", &OrderElsewhereView::from(order))
}
