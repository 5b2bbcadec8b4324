//! The `post-order-json` binary: wakes, connects, and hands each batch over.

use aws_lambda_events::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use post_order_json::{App, handle};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |event: LambdaEvent<SqsEvent>| Ok::<_, Error>(handle(app, &event.payload).await))).await
}
