//! The `run-schedule` binary: wakes, connects, and runs each tick.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use run_schedule::{App, handle};
use runtime::invocation;
use serde::de::IgnoredAny;
use tracing::Instrument;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    let handle = async |LambdaEvent { context, .. }: LambdaEvent<IgnoredAny>| {
        Ok::<_, Error>(handle(app, &context).instrument(invocation(&context)).await?)
    };
    run(service_fn(handle)).await
}
