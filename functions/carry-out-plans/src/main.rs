//! The `carry-out-plans` binary: wakes, connects, and hands each batch over.

use carry_out_plans::{App, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::StreamBatch;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |event: LambdaEvent<StreamBatch>| Ok::<_, Error>(handle(app, &event.payload).await?))).await
}
