//! The `close-appointment` binary: wakes, connects, and hands each batch over.

use aws_lambda_events::sqs::SqsEvent;
use close_appointment::{App, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |event: LambdaEvent<SqsEvent>| Ok::<_, Error>(handle(app, &event.payload).await))).await
}
