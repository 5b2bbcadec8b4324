//! The `evaluate-rules` binary: wakes, connects, and hands each batch over.

use evaluate_rules::{App, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{StreamBatch, invocation};
use tracing::Instrument;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    let handle = async |LambdaEvent { payload, context }: LambdaEvent<StreamBatch>| {
        Ok::<_, Error>(handle(app, &payload).instrument(invocation(&context)).await?)
    };
    run(service_fn(handle)).await
}
