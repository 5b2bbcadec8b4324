//! `POST /api/v2/orders/{id}/shipments` and `POST /api/v2/batch-shipments`: takes shipments in, each once.

mod add;
mod app;

use std::time::Instant;

use api::{Call, Failure, Reply};
use lambda_http::{Body, Error, Request, Response, run, service_fn};

use crate::app::App;

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |request: Request| Ok::<_, Error>(handle(app, &request).await))).await
}

async fn handle(app: &App, request: &Request) -> Response<String> {
    let started = Instant::now();
    let reply = answer(app, request).await.unwrap_or_else(Failure::reply);
    reply.response(started.elapsed())
}

async fn answer(app: &App, request: &lambda_http::http::Request<Body>) -> Result<Reply, Failure> {
    let call = Call::read(request)?;
    let store = api::authenticate(&call, async |asked| app.api_key(asked).await).await?;
    match call.path().as_slice() {
        ["api", "v2", "batch-shipments"] => add::add_batch(app, store, call.body()?).await,
        ["api", "v2", "orders" | "order", order, "shipments"] => add::add_one(app, store, order, call.body()?).await,
        _ => Err(Reply::not_found("Address").into()),
    }
}
