//! New orders: one by one or many at once. The same order sent twice, or fifty times at once, is one order.

mod app;
mod create;

use http::{ApiReply, AuthorizedCall, Failure, Operation};
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| answer(app, &call).await).await
}

async fn answer(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::CreateOrder => create::create(app, call).await,
        Operation::EnterOrder => create::enter(app, call).await,
        Operation::CreateOrders => create::create_all(app, call).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
