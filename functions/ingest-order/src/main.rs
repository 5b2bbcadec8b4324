//! New orders: one by one or many at once. The same order sent twice, or fifty times at once, is one order.

mod app;
mod create;
mod enter;

use http::AuthorizedCall;
use http::{ApiReply, Failure, Operation};
use lambda_http::{Error, Request, Response, run, service_fn};

use crate::app::App;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |request: Request| Ok::<_, Error>(handle(app, &request).await))).await
}

async fn handle(app: &App, request: &Request) -> Response<String> {
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
