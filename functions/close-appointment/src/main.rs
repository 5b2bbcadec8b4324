//! What SQS gave up on: marks the appointment failed for good and tells the store's admin; or, when SQS gave up too
//! early, puts it back.

mod app;
mod close;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

use crate::app::App;
use crate::close::close;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |event: LambdaEvent<SqsEvent>| Ok::<_, Error>(handle(app, &event.payload).await))).await
}

async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    runtime::each_message(&event.records, async |message| close(app, message).await).await
}
