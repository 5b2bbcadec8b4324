//! New orders: one by one or many at once. The same order sent twice, or fifty times at once, is one order.

mod app;
mod create;
mod enter;

use http::AuthorizedCall;
use http::{ApiReply, Failure, Operation};
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Handles what the function is woken with.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| answer(app, &call).await).await
}

async fn answer(app: &App, asked: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match asked.operation {
        Operation::CreateOrder => create::create(app, asked).await,
        Operation::EnterOrder => enter::enter(app, asked).await,
        Operation::CreateOrders => create::create_all(app, asked).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
