//! The `ingest-order` binary: wakes, connects, and hands each request over.

use ingest_order::{App, handle};
use lambda_http::{Error, Request, run, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |request: Request| Ok::<_, Error>(handle(app, &request).await))).await
}
