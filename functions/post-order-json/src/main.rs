//! Posts each due appointment once and records the reply. SQS brings it again until it is accepted.

mod app;
mod next;
mod post;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

use crate::app::App;
use crate::post::{find_due, post};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |event: LambdaEvent<SqsEvent>| Ok::<_, Error>(handle(app, &event.payload).await))).await
}

async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    let found = find_due(app, &event.records).await;
    runtime::each_message(&event.records, async |message| post(app, &found, message).await).await
}
