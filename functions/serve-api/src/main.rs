//! Every call that has no function of its own: reading and moving orders, and our own `/v1`.

mod app;
mod appointments;
mod keys;
mod orders;
mod route;
mod rules;
mod stores;

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
    route::route(app, &call).await
}
