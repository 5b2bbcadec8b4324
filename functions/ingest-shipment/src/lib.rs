//! New shipments: one by one or many at once, each once.

mod add;
mod app;
mod batch;
mod ship;

use http::AuthorizedCall;
use http::{ApiReply, Failure, Operation};
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Handles what the function is woken with.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| answer(app, &call).await).await
}

async fn answer(app: &App, asked: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store, call) = (asked.store()?.id, &asked.call);
    match asked.operation {
        Operation::AddShipment => add::add_one(app, store, call).await,
        Operation::AddShipments => batch::add_all(app, store, call.body()?).await,
        Operation::ShipOrder => ship::ship(app, store, call).await,
        Operation::ShipOrders => ship::ship_all(app, store, call.body()?).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
