//! New shipments: one by one or many at once, each once.

mod app;
mod batch;
mod ship;

use http::{ApiReply, AuthorizedCall, Failure, Operation};
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| answer(app, &call).await).await
}

async fn answer(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::AddShipment => ship::add(app, call).await,
        Operation::AddShipments => batch::add_all(app, call).await,
        Operation::ShipOrder => ship::ship(app, call).await,
        Operation::ShipOrders => batch::ship_all(app, call).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
