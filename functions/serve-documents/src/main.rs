//! The `serve-documents` binary: wakes, connects, and hands each request over.

use lambda_http::{Error, Request, run, service_fn};
use serve_documents::{App, handle};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |request: Request| Ok::<_, Error>(handle(app, &request).await))).await
}
